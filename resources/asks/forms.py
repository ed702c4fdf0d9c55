"""What is typed about an ask; nothing here is stored."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mutualaid.forms import DateInput, Form, Line, Lines
from mutualaid.networks.models import Network

ALWAYS = ""
CHOICES = (1, 2, 4, 8, 16)
LATEST = timedelta(days=180)
USUAL_WAIT = timedelta(days=14)


class AskForm(Form):
    words = Lines(
        label=_("What do you need?"),
        help_text=_("Only who is asked reads this."),
        max_length=2000,
        rows=4,
    )
    wanted_on = forms.DateField(
        label=_("By which day?"),
        help_text=_("If no answer has come by then, you are told, and can ask somebody else."),
        widget=DateInput(),
    )
    contact = Line(
        label=_("How can they reach you?"),
        help_text=_("They see it once they said yes, and until a day after that day."),
        max_length=200,
    )

    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = network.today()
        self.fields["wanted_on"].initial = self.today + USUAL_WAIT

    def clean_wanted_on(self) -> date:
        day: date = self.cleaned_data["wanted_on"]
        if not self.today <= day <= self.today + LATEST:
            raise forms.ValidationError(_("Please choose a day within the next six months."))
        return day


class YesForm(Form):
    words = Lines(
        label=_("Anything to say to them?"),
        help_text=_("Only who asked reads this. For example: Thursday after six, at the library."),
        max_length=1000,
        required=False,
    )
    contact = Line(
        label=_("How can they reach you?"),
        help_text=_("They see it now, and until a day after the day it is for."),
        max_length=200,
    )


class LimitForm(Form):
    a_month = forms.TypedChoiceField(
        label=_("How often may we ask you?"),
        help_text=_("This shows before somebody asks you. Beyond it nobody can."),
        choices=lambda: [
            *((str(count), _often(count)) for count in CHOICES),
            (ALWAYS, _("As often as somebody needs me")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _often(count: int) -> str:
    words = ngettext("At most %(count)s time a month", "At most %(count)s times a month", count)
    return words % {"count": count}
