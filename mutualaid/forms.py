"""Forms that forgive what was pasted, and say plainly what is wrong."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import Texts, language_name, random_id

BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
OTHER_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

REQUIRED = {
    forms.Field: _("Please fill in “%(label)s”."),
    forms.ChoiceField: _("Please choose an answer to “%(label)s”."),
    forms.BooleanField: _("Please tick “%(label)s”."),
    forms.FileField: _("Please choose a file for “%(label)s”."),
}
INVALID_CHOICE = _("Please choose one of the answers shown.")
CHANGED_MEANWHILE = _(
    "Somebody changed this while you wrote. Yours stands below: save it again to put it in the "
    "place of theirs, or open this page in a second tab to see theirs."
)
UNKNOWN_CHARACTERS = _("There are characters in this that we cannot keep. Please type it again.")
OF_VALIDATORS = {
    "max_length": ngettext_lazy(
        "This is too long. Please use at most %(limit_value)d character. You have %(show_value)d.",
        "This is too long. Please use at most %(limit_value)d characters. You have %(show_value)d.",
        "limit_value",
    ),
    "max_value": _("Please write a number that is not above %(limit_value)s."),
    "min_value": _("Please write a number that is not below %(limit_value)s."),
    "null_characters_not_allowed": UNKNOWN_CHARACTERS,
}


def tidy(text: Any) -> Any:
    """Text without what is invisible and can make a page lie about its order.

    Phones put such marks around a number copied from the contacts: nobody can see and remove
    them, so they are left out without a complaint. A browser counts a line's end as one
    character, but sends two.
    """
    return BIDI_CONTROLS.sub("", text).replace("\r\n", "\n") if isinstance(text, str) else text


def tidy_all(data: Mapping) -> Mapping:
    """All that was sent, tidied but for passwords, which are taken exactly as typed."""
    if not isinstance(data, QueryDict):
        return {name: tidy(value) for name, value in data.items()}
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(name, values if "password" in name else [*map(tidy, values)])
    return clean


def refuse_controls(text: object) -> None:
    if isinstance(text, str) and OTHER_CONTROLS.search(text):
        raise ValidationError(UNKNOWN_CHARACTERS, code="characters")


class Plain:
    """What all our forms do, before `forms.Form` or `forms.ModelForm` in the bases."""

    mark_optional = True
    """Say "(optional)" beside the fields that may stay empty."""
    use_required_attribute = False

    def __init__(self, data=None, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(data if data is None else tidy_all(data), *args, **kwargs)

    def full_clean(self):
        # Not in __init__, since forms may add fields there after this class has had its turn.
        for name, field in self.fields.items():
            speak_plainly(field, label=self[name].label)
        super().full_clean()


class Form(Plain, forms.Form):
    pass


class ModelForm(Plain, forms.ModelForm):
    pass


def languages() -> list[tuple[str, str]]:
    """Those that we speak, each in its own words."""
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


class Once(Form):
    """Sent twice, by a double tap or a reload, it still makes one thing: the one with this id."""

    once = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**63 - 1,
        initial=random_id,
        required=False,
    )

    def clean_once(self) -> int:
        once = self.cleaned_data["once"]
        return random_id() if once is None else once


class Batch(Form):
    """A secret of the page that shows new codes: sent again, it shows the same ones."""

    batch = forms.CharField(
        widget=forms.HiddenInput,
        min_length=32,
        max_length=64,
        initial=lambda: secrets.token_urlsafe(32),
    )


class Seen(Form):
    """Knows what stood there when the page was opened, so that nobody writes over the newer words
    of another without knowing; who does, saves once more."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = json.dumps(self.initial, sort_keys=True, default=str)
        self.standing = hashlib.sha256(standing.encode()).hexdigest()
        self.initial = {**self.initial, "seen": self.standing}

    def clean(self):
        cleaned = super().clean()
        seen = cleaned.pop("seen", "")
        # A second tap finds that what it wrote stands there already.
        if seen and seen != self.standing and {*self.changed_data} - {"seen"}:
            self.add_error(None, CHANGED_MEANWHILE)
            self.data = self.data.copy()
            self.data["seen"] = self.standing
        return cleaned


def speak_plainly(field: forms.Field, *, label: str) -> None:
    """Put our words in the place of Django's, but not of those that a form chose itself."""
    kind = next(kind for kind in type(field).__mro__ if kind in REQUIRED)
    replace(field, "required", REQUIRED[kind] % {"label": label})
    if isinstance(field, forms.ChoiceField):
        replace(field, "invalid_choice", INVALID_CHOICE)
    for part in [field, *getattr(field, "fields", [])]:
        part.error_messages = OF_VALIDATORS | part.error_messages
        if refuse_controls not in part.validators:
            part.validators.append(refuse_controls)


def replace(field: forms.Field, code: str, message: Any) -> None:
    stocks = (getattr(kind, "default_error_messages", {}) for kind in type(field).__mro__)
    stock = next((messages[code] for messages in stocks if code in messages), None)
    if field.error_messages[code] is stock:
        field.error_messages[code] = message


class TextsWidget(forms.MultiWidget):
    """One input for each language, named in that language."""

    template_name = "components/texts.html"

    def __init__(self, *, languages, widget=forms.TextInput, attrs=None):
        self.languages = {code: get_language_info(code) for code in languages}
        super().__init__(
            {
                code: widget({"lang": code, "dir": "rtl" if info["bidi"] else "ltr"})
                for code, info in self.languages.items()
            },
            attrs,
        )

    @property
    def use_fieldset(self):
        return len(self.languages) > 1

    def decompress(self, value):
        return [(value or {}).get(code, "") for code in self.languages]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for widget, info in zip(
            context["widget"]["subwidgets"], self.languages.values(), strict=True
        ):
            widget["language"] = info
        return context

    def id_for_label(self, id_):
        return f"{id_}_0"


class TextsFormField(forms.MultiValueField):
    """`Texts` in the given languages. If required, at least one of them is."""

    def __init__(self, *, languages, max_length=200, long=False, **options):
        options.setdefault(
            "widget",
            TextsWidget(
                languages=languages,
                widget=forms.Textarea if long else forms.TextInput,
                attrs={"maxlength": max_length},
            ),
        )
        self.languages = list(languages)
        super().__init__(
            [forms.CharField(max_length=max_length, required=False) for _code in languages],
            require_all_fields=False,
            **options,
        )

    def compress(self, data_list):
        return Texts(
            {code: text for code, text in zip(self.languages, data_list, strict=False) if text}
        )


class Line(forms.CharField):
    """One line of text: whatever white space was typed becomes single spaces."""

    def clean(self, value: Any) -> Any:
        return super().clean(" ".join(value.split()) if isinstance(value, str) else value)


class Lines(forms.CharField):
    """Several lines of text; the box shows so many ``rows``."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class CodeField(forms.CharField):
    """A code that is typed from paper: the device guesses and corrects nothing, and no page
    carries it on."""

    def __init__(self, **options):
        typed = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        typed["data-secret"] = ""
        super().__init__(max_length=40, widget=forms.TextInput(typed), **options)


class LongSelect(forms.Select):
    """For very many choices: written out here, since a template for each would cost more than the
    rest of a page."""

    def render(self, name, value, attrs=None, renderer=None):  # noqa: ARG002
        chosen = {*self.format_value(value)}
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        tied = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", tied, options)


class DateInput(forms.DateInput):
    """The device's own calendar."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")
