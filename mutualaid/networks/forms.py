"""What people type about networks; nothing here is stored."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form, Line, Once, Seen, TextsFormField, languages

from .models import Network
from .page import LONGEST, PARTS
from .places import NoPlace, cell_of, middle_of
from .zones import ZoneSelect, cities

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class FactsFields(Form):
    """Name, place, languages and time zone of a network."""

    name = Line(
        label=_("Name of the network"),
        help_text=_("For example: Neighbors of Mill Road"),
        max_length=80,
    )
    area = Line(
        label=_("Which area is it for?"),
        help_text=_("In words, as people say it. For example: between the canal and Mill Road"),
        max_length=160,
    )
    cell = Line(
        label=_("A place in the middle"),
        help_text=_(
            "Open any map, choose a place that is no one’s home, and paste its link here. "
            "We keep only an area about as large as a small village, and forget the rest. "
            "You can leave this empty."
        ),
        max_length=2000,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages do people read?"),
        choices=languages,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(
        label=_("Which city has the same time as you?"),
        help_text=_("So that dates and hours are right for you."),
        choices=lambda: [("", _("Choose a city")), *cities(), ("UTC", "UTC")],
        widget=ZoneSelect(attrs={"data-guess": "time-zone"}),
    )

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

    def clean_languages(self) -> list[str]:
        """The one that came first stays first: others fall back to it."""
        first = (self.initial.get("languages") or [get_language()])[0]
        return sorted(self.cleaned_data["languages"], key=lambda language: language != first)


class FactsForm(Seen, FactsFields):
    @classmethod
    def of(cls, network: Network, **options: Any) -> "FactsForm":
        """With what holds now."""
        return cls(
            initial={
                "name": network.name,
                "area": network.area,
                "cell": middle_of(network.cell),
                "languages": network.languages,
                "time_zone": network.time_zone,
            },
            **options,
        )


class StartForm(Once, FactsFields):
    member_name = Line(
        label=_("Your name in this network"),
        help_text=_("As your neighbors know you. A first name is enough."),
        max_length=80,
    )


class PageForm(Seen):
    """The words of the public page, in each of the network's languages."""

    def __init__(self, *arguments: Any, languages: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for part in PARTS:
            self.fields[part.key] = TextsFormField(
                languages=languages,
                max_length=LONGEST,
                long=True,
                required=False,
                label=part.title,
                help_text=part.hint,
            )
