"""What people choose about how they are told."""

from datetime import time
from typing import Any

from django import forms
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form
from mutualaid.networks.zones import ZoneSelect, cities

from . import push
from .models import Choices
from .queries import by_place, choosable


class Hour(forms.TypedChoiceField):
    """A full hour of the day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=self.hours, coerce=time.fromisoformat, **options)

    def hours(self) -> list[tuple[str, str]]:
        return [(f"{time(n):%H:%M}", time_format(time(n))) for n in range(24)]

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class ChoicesForm(Form):
    often = forms.ChoiceField(
        label=_("How often may we write to you?"),
        help_text=_(
            "By e-mail, and on your phone if you want that. "
            "Whatever you choose, what is new stands in your list."
        ),
        choices=Choices.Often,
        widget=forms.RadioSelect,
    )
    quiet_from = Hour(label=_("Quiet from"))
    quiet_until = Hour(
        label=_("Quiet until"), help_text=_("Twice the same hour means that no hour is quiet.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("What do you want to hear of?"),
        choices=lambda: by_place(choosable()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mark_optional = False

    @classmethod
    def of(cls, choices: Choices, **options: Any) -> "ChoicesForm":
        """With what holds now."""
        return cls(
            initial={
                "often": choices.often,
                "quiet_from": choices.quiet_from,
                "quiet_until": choices.quiet_until,
                "kinds": [kind for kind, _title in choosable() if kind not in choices.off],
            },
            **options,
        )

    def clean(self) -> dict[str, Any]:
        """With the kinds that are ``off`` in the place of those that are not."""
        cleaned = super().clean() or {}
        wanted = cleaned.pop("kinds", [])
        return cleaned | {"off": [kind for kind, _title in choosable() if kind not in wanted]}


class ClockForm(Form):
    time_zone = forms.ChoiceField(
        label=_("Which city has the same time as you?"),
        choices=lambda: [("", _("As in my network")), *cities(), ("UTC", "UTC")],
        widget=ZoneSelect,
        required=False,
    )
    mark_optional = False


class BrowserForm(Form):
    browser = forms.CharField(widget=forms.HiddenInput, max_length=push.LONGEST)

    def clean_browser(self) -> dict[str, str]:
        return push.read_browser(self.cleaned_data["browser"])
