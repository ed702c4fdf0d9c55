"""What is typed about a need; nothing here is stored."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutualaid.codes import clean_code
from mutualaid.forms import CodeField, DateInput, Form, Line, LongSelect, Once, Seen, languages
from mutualaid.hooks import could_help
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.networks.places import places_around
from needs.categories import URGENCIES, Kind
from needs.own_categories.queries import as_choices, kinds_of

from .models import Need
from .services import RECEIPT_LENGTH

MOST = 500
A_YEAR = timedelta(days=366)
ME, NEIGHBOR = "me", "neighbor"


def place_choices(network: Network, none: Promise) -> list[tuple[str, Any]]:
    """The cells around a network's middle; none of them is an answer too."""
    found = places_around(network.cell).values()
    return [("", none), *((place.cell, str(place)) for place in found)]


class NeedFields(Form):
    """A need of one category; what is optional comes last."""

    title = Line(label=_("In a few words"), max_length=80)
    words = forms.CharField(
        label=_("What do you need?"),
        help_text=_(
            "Who looks after it for some hours reads this, and helpers whose offer you accepted. "
            "You can leave it empty."
        ),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    urgency = forms.ChoiceField(
        label=_("How soon?"), choices=URGENCIES, initial="soon", widget=forms.RadioSelect
    )
    wanted_on = forms.DateField(label=_("On a certain day?"), required=False, widget=DateInput())
    contact = Line(
        label=_("How can a helper reach you?"),
        help_text=_(
            "A phone number, or where and when to find you. Who looks after it for some hours "
            "sees it, and helpers whose offer you accepted, until a day after the help."
        ),
        max_length=200,
        required=False,
    )
    address = Line(
        label=_("Where is it?"),
        help_text=_(
            "Only a helper whose offer you accepted, and whom others here know, sees it. A place "
            "where you can meet is enough."
        ),
        max_length=200,
        required=False,
    )
    at_home = forms.BooleanField(
        label=_("A helper would come into a home"),
        help_text=_("Then only members whom others here know can offer."),
        required=False,
    )
    quantity = forms.IntegerField(
        label=_("How many?"),
        help_text=_("Portions, things or helpers. Several people can each give a part."),
        min_value=1,
        max_value=MOST,
        initial=1,
        required=False,
    )
    people = forms.IntegerField(
        label=_("For how many people?"), min_value=1, max_value=MOST, required=False
    )
    repeats = forms.ChoiceField(
        label=_("Once, or again and again?"),
        choices=Need.Repeats,
        initial=Need.Repeats.ONCE,
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"),
        choices=languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(
        label=_("Who may see it on the board?"),
        choices=Need.Audience,
        initial=Need.Audience.MEMBERS,
        widget=forms.RadioSelect,
    )
    shows_urgency = forms.BooleanField(label=_("Show how soon"), required=False, initial=True)
    shows_place = forms.BooleanField(
        label=_("Show roughly where"),
        help_text=_("Those who see it on the board then see this too."),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        *arguments: Any,
        kind: Kind,
        network: Network,
        member: Member | None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.today = network.today()
        if network.cell:
            self.fields["cell"] = forms.ChoiceField(
                label=_("Roughly where is it?"),
                help_text=_("So that neighbors who are near can help. It says no street."),
                choices=place_choices(network, _("I’d rather not say")),
                required=False,
                widget=LongSelect,
            )
        self.fields["title"].help_text = (
            _("Only members whom others here know read this.")
            if kind.care
            else _("Everyone who sees the board can read this. Write no name and no address.")
        )
        if kind.care:
            for name in ("audience", "shows_urgency"):
                del self.fields[name]
        if kind.care or not network.cell:
            del self.fields["shows_place"]
        if member is None:
            self.fields["contact"].required = True

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    def clean_wanted_on(self) -> date | None:
        day: date | None = self.cleaned_data["wanted_on"]
        stands = day == self.initial.get("wanted_on")
        if day and not stands and not self.today <= day <= self.today + A_YEAR:
            raise forms.ValidationError(_("Please choose a day from today on, within a year."))
        return day


class NeedForm(Once, NeedFields):
    """Asking for something."""


class NeedChangeForm(Seen, NeedFields):
    """Correcting it; `told` is what stands there."""

    @staticmethod
    def told(need: Need) -> dict[str, Any]:
        """Without what is sealed."""
        names = [
            *("title", "urgency", "wanted_on", "at_home", "quantity", "people", "repeats"),
            *("languages", "audience", "shows_urgency", "cell"),
        ]
        # Of what comes round, the day that stands there is the next one.
        days = {"wanted_on": need.due_on} if need.comes_round and need.wanted_on else {}
        # Who tells it only now is asked whether to show it as whoever posts is.
        shows = need.shows_place or not need.cell
        return {name: getattr(need, name) for name in names} | {"shows_place": shows} | days


class ForWhomForm(Form):
    """For whom a member posts: themselves, a neighbor, or a circle in which they sit."""

    consent = forms.BooleanField(
        label=_("If it is for a neighbor: they know of this, and said yes"), required=False
    )

    def __init__(self, *arguments: Any, circles: list[Circle], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.circles = {str(circle.pk): circle for circle in circles}
        named = [(key, str(circle)) for key, circle in self.circles.items()]
        self.fields["whom"] = forms.ChoiceField(
            label=_("Who needs it?"),
            choices=[(ME, _("I do")), (NEIGHBOR, _("A neighbor")), *named],
            initial=ME,
            widget=forms.RadioSelect,
        )
        self.order_fields(["whom"])

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("whom") == NEIGHBOR and not self.cleaned_data.get("consent"):
            self.add_error(
                "consent", _("Please ask them first. Nothing is posted without their yes.")
            )

    def posted_for(self) -> dict[str, Any]:
        """As `services.post_need` takes it."""
        whom = self.cleaned_data["whom"]
        return {"for_neighbor": whom == NEIGHBOR, "circle": self.circles.get(whom)}


class SkipForm(Form):
    """Which time is left out: sent twice, it is one."""

    day = forms.DateField()


class ReceiptForm(Form):
    code = CodeField(
        label=_("Code of your need"),
        help_text=_("The 12 letters and digits that you were shown when it was posted."),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if len(code) != RECEIPT_LENGTH:
            raise forms.ValidationError(_("This code has not 12 signs. Please look at it again."))
        return code


class BoardForm(Form):
    """What somebody wants to see of the board. A broken filter is left out without a word."""

    q = forms.CharField(label=_("Search"), max_length=80, required=False)
    fit = forms.BooleanField(label=_("What I could help with"), required=False)

    def __init__(
        self, *arguments: Any, network: Network, member: Member | None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        orders = [("", _("Newest first")), ("urgent", _("Most urgent first"))]
        kinds = {slug: kind for slug, kind in kinds_of(network).items() if not kind.care}
        spoken = [pair for pair in languages() if pair[0] in network.languages]
        self._offer("category", _("Of what kind?"), [("", _("All")), *as_choices(kinds)])
        self._offer("language", _("In which language?"), [("", _("All")), *spoken])
        if network.cell:
            orders.append(("nearest", _("Nearest first")))
            everywhere = place_choices(network, _("Everywhere"))
            self._offer("place", _("Where?"), [*everywhere, *self._together(network)])
            middle = place_choices(network, _("In the middle, or I’d rather not say"))
            told = _("For “nearest first”. We do not keep it.")
            self._offer("near", _("Where are you?"), middle, told)
        told = _("What you search for, or narrow by place or language, comes newest first.")
        self._offer("order", _("In which order?"), orders, told)
        if not (member and could_help):
            del self.fields["fit"]
        self.order_fields(["q", "category", "place", "language", "fit", "order", "near"])

    def _offer(self, name: str, label: Any, choices: list[Any], told: Any = "") -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, help_text=told, required=False, widget=LongSelect
        )

    def _together(self, network: Network) -> list[tuple[str, str]]:
        """Several places that a link on the map names, if they are ours."""
        typed = self.data.get("place", "")
        places = places_around(network.cell)
        cells = typed.split(".")
        if len(cells) < 2 or not all(cell in places for cell in cells):
            return []
        return [(typed, ", ".join(str(places[cell].number) for cell in cells))]

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen, by name."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
