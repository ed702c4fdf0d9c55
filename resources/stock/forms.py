"""What is typed about goods; nothing here is stored."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import DateInput, Form, Line, Once
from mutualaid.networks.models import Network
from needs.own_categories.queries import as_choices, kinds_of
from needs.posts.models import Need
from resources.ledgers.amounts import Hundredths

from .models import StockEntry, Unit

LONGEST_GOOD = timedelta(days=3660)
Way = StockEntry.Way


class NamedField(forms.BooleanField):
    def __init__(self, **options: Any) -> None:
        first: dict[str, Any] = {
            "label": _("Show my name beside it"),
            "help_text": _("Else nobody can tell who wrote it, and we keep it nowhere."),
            "required": False,
        }
        super().__init__(**first | options)


class PutInForm(Once):
    """More of what is there; ``spendings`` from the purse, each with its id."""

    quantity = Hundredths(label=_("How much?"))
    way = forms.ChoiceField(
        label=_("Where is it from?"),
        choices=[(way, way.label) for way in StockEntry.COMING],
        initial=Way.GIFT,
        widget=forms.RadioSelect,
    )
    best_before = forms.DateField(label=_("Good until"), required=False, widget=DateInput())
    past = forms.BooleanField(label=_("Yes, that day is past"), required=False)
    """Stands on the page once such a day was typed."""
    place = Line(
        label=_("Where is it?"),
        help_text=_("All who see this stock read it. For example: church hall, second shelf."),
        max_length=120,
        required=False,
    )
    named = NamedField()

    def __init__(
        self,
        *arguments: Any,
        network: Network,
        spendings: list[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.network, self.asks_past = network, False
        self.fields["bought_with"] = forms.TypedChoiceField(
            label=_("If it was bought: with what?"),
            help_text=_("What was spent stands in the purse’s book first."),
            choices=[("", "–"), *spendings],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.order_fields(["once", "what", "category", "unit", "quantity", "way", "bought_with"])

    def clean_best_before(self) -> date | None:
        day: date | None = self.cleaned_data["best_before"]
        if day and abs(day - timezone.localdate()) > LONGEST_GOOD:
            raise forms.ValidationError(_("Please choose a day within ten years."))
        return day

    def clean(self) -> None:
        super().clean()
        bought = self.cleaned_data.get("way") == Way.BOUGHT
        if not bought:
            self.cleaned_data["bought_with"] = None
        elif self.cleaned_data.get("bought_with") is None:
            self.add_error("bought_with", _("Please choose what was spent from the purse."))
        day, past = self.cleaned_data.get("best_before"), self.cleaned_data.pop("past")
        self.asks_past = day is not None and day < self.network.today()
        if self.asks_past and not past:
            self.add_error("past", _("It was good until a day that is past. Is that right?"))


class GoodsForm(PutInForm):
    """The first of its kind."""

    what = Line(
        label=_("What is it?"),
        help_text=_("All who see this stock read it. For example: rice."),
        max_length=60,
    )
    category = forms.ChoiceField(label=_("Of what kind?"))
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit, initial=Unit.PIECE)

    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, network=network, **options)
        kinds = {slug: kind for slug, kind in kinds_of(network).items() if not kind.retired}
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        category.choices = as_choices(kinds)


class TakeOutForm(Once):
    """Some of a lot goes out; perhaps to one of these ``needs``."""

    quantity = Hundredths(label=_("How much?"))
    way = forms.ChoiceField(
        label=_("What for?"),
        choices=[(way, way.label) for way in StockEntry.GOING],
        initial=Way.NEED,
        widget=forms.RadioSelect,
    )
    words = Line(
        label=_("If for something that we do: what?"),
        help_text=_("All who see this stock read it. Write no names."),
        max_length=80,
        required=False,
    )
    named = NamedField()

    def __init__(self, *arguments: Any, needs: list[Need], **options: Any) -> None:
        super().__init__(*arguments, **options)
        if needs:
            self.needs = {str(need.pk): need for need in needs}
            self.fields["need"] = forms.TypedChoiceField(
                label=_("If for somebody: which need?"),
                help_text=_("Only who may see the need sees this, until it is forgotten."),
                choices=[("", "–"), *((need.pk, need.title) for need in needs)],
                coerce=self.needs.get,
                empty_value=None,
                required=False,
            )
            self.order_fields(["once", "quantity", "way", "need"])

    def clean(self) -> None:
        super().clean()
        way = self.cleaned_data.get("way")
        if way != Way.NEED:
            self.cleaned_data["need"] = None
        if way != Way.PROJECT and self.cleaned_data.get("words"):
            self.add_error(
                "words",
                _(
                    "All who see this stock would read it, so we keep words only of what we do "
                    "together. Please leave it empty."
                ),
            )


class MarkForm(Form):
    low_at = Hundredths(
        label=_("It is running low below"),
        help_text=_("Leave it empty, and it stands on no list of what is running low."),
        required=False,
    )
