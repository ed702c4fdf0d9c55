"""What is typed about a loan; nothing here is stored."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import DateInput, Form, Line, Lines
from mutualaid.networks.models import Circle
from mutualaid.pictures.fields import PictureField
from resources.items.models import Item

from .models import SIDE, Loan
from .queries import problem_with, zone_of
from .slots import A_DAY, NoSuchHour, Slot, of_days, of_hours

A_YEAR = timedelta(days=366)
STAMP = "%Y%m%dT%H%M"
NO_SUCH_HOUR = _(
    "That night the clocks go forward, and this hour is left out. Please choose the next one."
)


def stamped(slot: Slot) -> str:
    """As pages carry it on."""
    return "/".join(each.astimezone(UTC).strftime(STAMP) for each in slot)


def read_stamp(typed: str) -> Slot | None:
    """None where nobody of ours wrote it."""
    try:
        starts, ends = (
            datetime.strptime(each, STAMP).replace(tzinfo=UTC) for each in typed.split("/")
        )
    except ValueError:
        return None
    return Slot(starts, ends)


def hours() -> list[tuple[str, str]]:
    return [(str(hour), time_format(time(hour))) for hour in range(24)]


class Times(Form):
    """From when to when; cleaned, it has a ``slot``."""

    first = forms.DateField(label=_("From which day?"), widget=DateInput())
    last = forms.DateField(
        label=_("Until which day?"),
        help_text=_("You can leave it empty if it is the same day."),
        required=False,
        widget=DateInput(),
    )
    instead = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    """Another time that was offered, in the place of the one that was typed."""

    def __init__(self, *arguments: Any, item: Item, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.item = item
        if item.by_the_hour:
            self.fields["hour"] = forms.TypedChoiceField(
                label=_("From what time?"), choices=hours, coerce=int
            )
            self.fields["until"] = forms.TypedChoiceField(
                label=_("Until what time?"), choices=hours, coerce=int
            )
        self.order_fields(["first", "hour", "last", "until"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if instead := read_stamp(told.get("instead") or ""):
            self._take(instead)
        elif not self.errors:
            try:
                self._take(self._typed(told))
            except NoSuchHour:
                self.add_error("hour", NO_SUCH_HOUR)
        return told

    def clean_first(self) -> date:
        return self._near(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        day = self.cleaned_data["last"]
        return self._near(day) if day else None

    def _near(self, day: date) -> date:
        if abs(day - self.item.network.today()) > A_YEAR:
            raise forms.ValidationError(_("Please choose a day within a year."))
        return day

    def _typed(self, told: dict[str, Any]) -> Slot:
        first, last = told["first"], told["last"] or told["first"]
        if not self.item.by_the_hour:
            return of_days(first, last, zone_of(self.item))
        starts = datetime.combine(first, time(told["hour"]))
        ends = datetime.combine(last, time(told["until"]))
        if told["until"] == 0 and told["last"] is None:
            ends += A_DAY  # the midnight at the end of that day
        return of_hours(starts, ends, zone_of(self.item))

    def _take(self, slot: Slot) -> None:
        if problem := problem_with(self.item, slot):
            self.add_error("last" if self.cleaned_data.get("last") else "first", problem)
        self.slot = slot


class LoanForm(Times):
    words = Lines(
        label=_("What would you like it for?"),
        help_text=_("Only who lends it reads this. You can leave it empty."),
        max_length=1000,
        required=False,
    )
    contact = Line(
        label=_("How can they reach you?"),
        help_text=_("They see it once they said yes, and until a day after it is back."),
        max_length=200,
    )

    def __init__(self, *arguments: Any, circles: list[Circle], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.circles = {str(circle.pk): circle for circle in circles}
        if circles:
            named = [(key, str(circle)) for key, circle in self.circles.items()]
            self.fields["whom"] = forms.ChoiceField(
                label=_("For whom?"),
                choices=[("", _("For me")), *named],
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields(["first", "hour", "last", "until", "words", "contact", "whom"])

    @property
    def asked(self) -> dict[str, Any]:
        """As `services.ask_for` takes it."""
        told = self.cleaned_data
        circle = self.circles.get(told.get("whom", ""))
        return {
            "slot": self.slot,
            "circle": circle,
            "words": told["words"],
            "contact": told["contact"],
        }


class WaitForm(Form):
    slot = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_slot(self) -> Slot:
        slot = read_stamp(self.cleaned_data["slot"])
        if slot is None:
            raise forms.ValidationError(_("Please choose a time first."))
        return slot


class AgreeForm(Form):
    words = Lines(
        label=_("Where and when can they fetch it?"),
        help_text=_("Only who asked reads this, until a day after it is back."),
        max_length=1000,
        required=False,
    )
    contact = Line(
        label=_("How can they reach you?"),
        help_text=_("They see it now, and until a day after it is back."),
        max_length=200,
    )


class NoteForm(Form):
    words = Lines(
        label=_("How is it?"),
        help_text=_("For example: a scratch on the handle. Only the two of you read it."),
        max_length=1000,
        required=False,
    )
    picture = PictureField(SIDE, required=False)


class RenewForm(Form):
    """Until when they would like to keep it."""

    last = forms.DateField(label=_("Until which day?"), widget=DateInput())

    def __init__(self, *arguments: Any, loan: Loan, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.loan = loan
        if loan.item.by_the_hour:
            self.fields["until"] = forms.TypedChoiceField(
                label=_("Until what time?"), choices=hours, coerce=int
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors:
            self._read(told)
        return told

    def _read(self, told: dict[str, Any]) -> None:
        today = self.loan.item.network.today()
        if not today <= told["last"] <= today + A_YEAR:
            self.add_error("last", _("Please choose a day within a year."))
            return
        zone = self.loan.zone
        if not self.loan.item.by_the_hour:
            self.until = of_days(today, told["last"], zone).ends
            return
        ends = datetime.combine(told["last"], time(told["until"]))
        try:
            self.until = of_hours(datetime.combine(today, time(12)), ends, zone).ends
        except NoSuchHour:
            self.add_error("until", NO_SUCH_HOUR)
