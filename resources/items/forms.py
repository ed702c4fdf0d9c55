"""What is typed about an item; nothing here is stored."""

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form, Line, Lines, Once, Seen, languages
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.networks.places import NoPlace, cell_of, middle_of
from mutualaid.pictures.fields import PictureField
from needs.own_categories.queries import as_choices, kinds_of

from .access import may_offer
from .models import Item

MOST = 500
MOST_HOURS = 200
LARGE, SMALL = 800, 200
"""The most pixels across a photo."""
ME = "me"
USUAL = {Item.Kind.TOOL: "tools", Item.Kind.VEHICLE: "transport"}
"""The category that stands there already."""

NAMES = {
    Item.Kind.SKILL: _("For example: sewing, sign language, calming a dog."),
    Item.Kind.EXPERTISE: _("For example: electrician, nurse, tenants’ lawyer."),
    Item.Kind.TIME: _("For what you have time. For example: walking dogs, reading aloud."),
    Item.Kind.TOOL: _("For example: drill, sewing machine, long ladder."),
    Item.Kind.VEHICLE: _("For example: cargo bike, van with a tow bar."),
    Item.Kind.SPACE: _("For example: kitchen for ten, dry cellar, garden bed."),
    Item.Kind.GOODS: _("For example: jam jars, children’s shoes size 30."),
}


class ItemFields(Form):
    """An item of one kind; what is optional comes last."""

    name = Line(label=_("What is it?"), max_length=80)
    category = forms.ChoiceField(label=_("What is it good for?"))
    level = forms.ChoiceField(
        label=_("How well do you know it?"), choices=Item.Level, widget=forms.RadioSelect
    )
    quantity = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=MOST, initial=1, required=False
    )
    hours = forms.IntegerField(
        label=_("How many hours a month?"), min_value=1, max_value=MOST_HOURS, initial=4
    )
    conditions = Lines(
        label=_("Anything good to know?"),
        help_text=_(
            "Members who see this read it. For example: bring it back clean, ring after six. "
            "Nobody here asks for a deposit or for money."
        ),
        max_length=1000,
        required=False,
    )
    audience = forms.ChoiceField(label=_("Who may ask for it?"), widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"),
        choices=languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cell = Line(
        label=_("Where is it, roughly?"),
        help_text=_(
            "Open any map, choose a place near it that is no one’s home, and paste its link here. "
            "We keep only an area about as large as a small village. You can leave this empty."
        ),
        max_length=2000,
        required=False,
    )

    def __init__(
        self, *arguments: Any, kind: str, member: Member, circles: list[Circle], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.member = member
        self.circles = {str(circle.pk): circle for circle in circles}
        of_kind = {
            "level": kind == Item.Kind.SKILL,
            "hours": kind == Item.Kind.TIME,
            "quantity": kind in Item.COUNTED,
        }
        for name in [name for name, there in of_kind.items() if not there]:
            del self.fields[name]
        self.fields["name"].help_text = _(
            "%(example)s Everyone who sees the list reads this: write no name and no address."
        ) % {"example": NAMES[Item.Kind(kind)]}
        offered = {
            slug: each
            for slug, each in kinds_of(member.network).items()
            if not each.retired or slug == self.initial.get("category")
        }
        self.choices_of("category").choices = [("", _("Choose one")), *as_choices(offered)]
        only = [
            (pk, _("Only the circle “%(name)s”") % {"name": circle})
            for pk, circle in self.circles.items()
            if circle.kind != Circle.Kind.ASSEMBLY
        ]
        whom = [each for each in Item.Audience.choices if each[0] != Item.Audience.CIRCLE]
        self.choices_of("audience").choices = [*whom, *only]

    def choices_of(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean_category(self) -> str:
        category: str = self.cleaned_data["category"]
        if not may_offer(self.member, category):
            raise forms.ValidationError(
                _(
                    "Only members whom others here know offer this. First let somebody say that "
                    "they know you."
                )
            )
        return category

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def clean_cell(self) -> str:
        """The coarse cell, or empty."""
        typed = self.cleaned_data["cell"]
        try:
            return cell_of(typed) if typed else ""
        except NoPlace:
            raise forms.ValidationError(
                _(
                    "We cannot read a place from this. Paste a long link from a map, or two "
                    "numbers such as 51.507, -0.128. You can also leave this empty."
                )
            ) from None

    def told(self) -> dict[str, Any]:
        """As `services.share_item` and `services.change_item` take it."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "holder"}
        if circle := self.circles.get(told["audience"]):
            told |= {"audience": Item.Audience.CIRCLE, "for_circle": circle}
        return told


class ItemForm(Once, ItemFields):
    """Sharing something, for oneself or for a circle in which one sits."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        held = [(key, _name_of(circle)) for key, circle in self.circles.items()]
        self.fields["holder"] = forms.ChoiceField(
            label=_("Whose is it?"),
            help_text=_("What a circle has, you look after; when you leave, it stays there."),
            choices=[(ME, _("Mine")), *held],
            initial=ME,
            widget=forms.RadioSelect,
        )

    def told(self) -> dict[str, Any]:
        return super().told() | {"circle": self.circles.get(self.cleaned_data["holder"])}


class ItemChangeForm(Seen, ItemFields):
    """Correcting it; `of` is what stands there."""

    @staticmethod
    def of(item: Item) -> dict[str, Any]:
        """Without what is sealed."""
        names = ("name", "category", "level", "quantity", "hours", "languages")
        whom = item.for_circle_id if item.audience == Item.Audience.CIRCLE else item.audience
        told = {name: getattr(item, name) for name in names}
        return told | {"audience": str(whom), "cell": middle_of(item.cell)}


class WindowForm(Form):
    """A time of the week."""

    weekday = forms.TypedChoiceField(label=_("Day"), choices=WEEKDAYS, coerce=int)
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}))
    end = forms.TimeField(
        label=_("To"),
        help_text=_("What goes on after midnight, write down as two times."),
        widget=forms.TimeInput({"type": "time"}),
    )

    def clean(self) -> None:
        super().clean()
        start, end = (self.cleaned_data.get(name) or time() for name in ("start", "end"))
        if not self.errors and start >= end:
            self.add_error("end", _("The end comes before the beginning. Please look again."))


class PhotoForm(Form):
    picture = PictureField(LARGE, SMALL)


class VouchForm(Form):
    saw_certificate = forms.BooleanField(label=_("I have seen a certificate of it"), required=False)


class ListForm(Form):
    """What somebody wants to see of the list. A broken filter is left out without a word."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False)

    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, **options)
        spoken = [pair for pair in languages() if pair[0] in network.languages]
        narrowed: list[tuple[str, Any, list[Any]]] = [
            ("kind", _("What is it?"), Item.Kind.choices),
            ("category", _("What is it good for?"), as_choices(kinds_of(network))),
            ("language", _("In which language?"), spoken),
        ]
        for name, label, choices in narrowed:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[("", _("All")), *choices], required=False
            )


def _name_of(circle: Circle) -> str:
    return str(_("All of us") if circle.kind == Circle.Kind.ASSEMBLY else circle)
