"""What is typed about a practice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.codes import clean_code
from mutualaid.db.search import fold
from mutualaid.forms import CodeField, Form, Line, Once, Seen
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member, Network
from needs.own_categories.queries import as_choices, kinds_of
from needs.posts.models import Need
from needs.posts.services import RECEIPT_LENGTH

MOST_NAMED = 20
LONGEST_NAME = 80


class PracticeFields(Form):
    title = Line(
        label=_("What happens, in a few words"),
        help_text=_("Everyone who sees the list can read this. Write no name and no address."),
        max_length=80,
    )
    category = forms.ChoiceField(label=_("What is it about?"))
    words = forms.CharField(
        label=_("More about it"),
        help_text=_("How it goes, and how one can join. Whoever sees the list can read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = Line(
        label=_("Where, roughly?"),
        help_text=_("A street or a square is enough: no house number."),
        max_length=80,
        required=False,
    )
    times = Line(
        label=_("When?"), help_text=_("Such as: Sunday evenings."), max_length=80, required=False
    )
    audience = forms.ChoiceField(
        label=_("Who may see it?"),
        help_text=_("What asks for care, only members whom others here know see."),
        choices=Need.Audience,
        initial=Need.Audience.MEMBERS,
        widget=forms.RadioSelect,
    )
    left_alone = forms.BooleanField(
        label=_("Please do not formalize us"),
        help_text=_("It is listed, and nobody here suggests to make a project of it."),
        required=False,
    )

    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, **options)
        kept = self.initial.get("category")
        kinds = {
            slug: kind
            for slug, kind in kinds_of(network).items()
            if not kind.retired or slug == kept
        }
        self.fields["category"] = forms.ChoiceField(
            label=_("What is it about?"), choices=[("", _("Choose one")), *as_choices(kinds)]
        )
        self.order_fields(["title", "category"])


class PracticeForm(Once, PracticeFields):
    """Listing what happens, and who does it."""

    takes_part = forms.BooleanField(
        label=_("I take part in it myself"), required=False, initial=True
    )
    members = forms.CharField(
        label=_("Members who do it with you"),
        help_text=_("One a line, as they are called here. Each is asked before it is listed."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    others = forms.CharField(
        label=_("Neighbors without an account who do it"),
        help_text=_("One a line, as you call them. Each gets a code with which they can end it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(
        label=_("They know of this, and each of them said yes"), required=False
    )

    def __init__(self, *arguments: Any, member: Member, **options: Any) -> None:
        super().__init__(*arguments, network=member.network, **options)
        self.member = member

    def clean_members(self) -> list[Member]:
        """Whoever is absent to the one who types is found by no name."""
        names = {fold(name): name for name in _lines(self.cleaned_data["members"])}
        hidden = {*hidden_from(self.member), self.member.pk}
        present = self.member.network.members.present().exclude(pk__in=hidden)
        found: dict[str, list[Member]] = {}
        for each in present if names else []:
            found.setdefault(fold(each.name), []).append(each)
        for plain, name in names.items():
            if len(found.get(plain, [])) != 1:
                raise forms.ValidationError(
                    _("We do not find “%(name)s” here. How are they called in this network?"),
                    params={"name": name},
                )
        return [found[plain][0] for plain in names]

    def clean_others(self) -> list[str]:
        return _lines(self.cleaned_data["others"])

    def clean(self) -> None:
        super().clean()
        told = self.cleaned_data
        if told.get("others") and not told.get("consent"):
            self.add_error("consent", _("Please ask them first. Nothing is listed without a yes."))
        if "others" in told and not (told["others"] or told.get("takes_part")):
            self.add_error(
                "takes_part",
                _("Only who takes part lists it, or who knows somebody in it without an account."),
            )

    def told(self) -> dict[str, Any]:
        """As `services.list_practice` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "consent"}


class PracticeChangeForm(Seen, PracticeFields):
    """Writing it anew."""

    consent = forms.BooleanField(
        label=_("The neighbors for whom I speak know of this, and said yes"),
        required=False,
    )

    def __init__(self, *arguments: Any, speaks: bool, **options: Any) -> None:
        """``speaks``: whether for somebody without an account."""
        super().__init__(*arguments, **options)
        self.fields["consent"].required = speaks
        if not speaks:
            del self.fields["consent"]

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "consent"}


def _lines(typed: str) -> list[str]:
    names = list(
        dict.fromkeys(filter(None, (" ".join(line.split()) for line in typed.split("\n"))))
    )
    if len(names) > MOST_NAMED:
        raise forms.ValidationError(
            _("That is too many. Please name at most %(most)s."), params={"most": MOST_NAMED}
        )
    if any(len(name) > LONGEST_NAME for name in names):
        raise forms.ValidationError(_("One of these names is too long. Is each on its own line?"))
    return names


class PracticeFilter(Form):
    """What somebody wants to see of the list. A broken filter is left out without a word."""

    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["category"] = forms.ChoiceField(
            label=_("Of what kind?"),
            choices=[("", _("All")), *as_choices(kinds_of(network))],
            required=False,
        )


class PractitionerCodeForm(Form):
    code = CodeField(
        label=_("Your code"),
        help_text=_("The 12 letters and digits that you got when it was listed."),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if len(code) != RECEIPT_LENGTH:
            raise forms.ValidationError(_("This code has not 12 signs. Please look at it again."))
        return code
