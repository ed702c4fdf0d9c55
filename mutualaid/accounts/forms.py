"""What people type about their account; nothing here is stored."""

import unicodedata

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import CodeInput, Form, languages

from .models import User
from .passkeys import LONGEST

LONGEST_PASSWORD = 200
EMAIL = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}


class DisplayName(forms.CharField):
    """One line, as others will read it."""

    def __init__(self, **options):
        super().__init__(
            label=_("What should we call you?"),
            help_text=_("A first name or nickname is enough. Neighbors will see it."),
            max_length=80,
            widget=forms.TextInput({"autocomplete": "nickname", "dir": "auto"}),
            **options,
        )

    def to_python(self, value):
        return super().to_python(" ".join(value.split()) if isinstance(value, str) else value)


class Email(forms.EmailField):
    def __init__(self, **options):
        super().__init__(label=_("E-mail address"), widget=forms.EmailInput(EMAIL), **options)


class Password(forms.CharField):
    def __init__(self, *, autocomplete="new-password", **options):
        super().__init__(
            strip=False,
            max_length=LONGEST_PASSWORD,
            widget=forms.PasswordInput({"autocomplete": autocomplete, "dir": "ltr"}),
            **options,
        )


class Shared(forms.BooleanField):
    def __init__(self):
        super().__init__(
            label=_("This is a shared phone or computer"),
            help_text=_("Then we sign you out when the browser is closed."),
            required=False,
        )


class SignInForm(Form):
    """Asks for a code."""

    email = Email(help_text=_("We send you a code. Nobody else sees your address."))


class SignUpForm(SignInForm):
    display_name = DisplayName()
    field_order = ["display_name", "email"]


class CodeForm(Form):
    code = forms.CharField(
        label=_("The code from the mail"),
        help_text=_("8 digits. It can take a minute to arrive. Look under “spam” too."),
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
        ),
    )
    shared = Shared()

    def clean_code(self) -> str:
        """The 8 digits, in whatever script and grouping they were typed."""
        typed = "".join(self.cleaned_data["code"].replace("-", "").split())
        found = [unicodedata.digit(character, None) for character in typed]
        if len(found) != 8 or None in found:
            raise ValidationError(_("The code has 8 digits. Please look at the mail again."))
        return "".join(map(str, found))


class PasswordSignInForm(Form):
    known_as = forms.CharField(
        label=_("E-mail address or sign-in name"),
        max_length=254,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = Password(label=_("Password"), autocomplete="current-password")
    shared = Shared()


class PasswordForm(Form):
    """A new password, typed twice."""

    password = Password(
        label=_("New password"),
        help_text=_("At least 12 characters. Four words that do not belong together are good."),
    )
    password_again = Password(label=_("The new password once more"))

    def __init__(self, *args, user: User | None = None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.owner())
        return self.cleaned_data["password"]

    def owner(self) -> User | None:
        """Whose password it will be."""
        return self.user

    def clean(self) -> dict:
        super().clean()
        typed = self.cleaned_data
        if "password" in typed and typed["password"] != typed.get("password_again"):
            self.add_error("password_again", _("These are two different passwords."))
        return typed


class SignUpWithoutEmailForm(PasswordForm):
    display_name = DisplayName()
    field_order = ["display_name", "password", "password_again"]

    def owner(self) -> User:
        return User(display_name=self.cleaned_data.get("display_name", ""))


class NamesForm(Form):
    display_name = DisplayName()
    language = forms.ChoiceField(label=_("Language"), choices=languages, widget=forms.RadioSelect)


class CardCodeForm(Form):
    code = forms.CharField(
        label=_("A code from your card"),
        help_text=_("Twelve letters and numbers. Capitals and hyphens do not matter."),
        max_length=40,
        widget=CodeInput,
    )
    shared = Shared()


class PrintForm(Form):
    """A secret of the page that prints a card, so that sent again it prints the same one."""

    batch = forms.CharField(widget=forms.HiddenInput, min_length=32, max_length=64)


class PasskeyForm(Form):
    """A new passkey as the browser made it."""

    name = forms.CharField(
        label=_("What do you call this device?"),
        help_text=_("Such as: my phone"),
        max_length=40,
    )
    answer = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)


class EraseForm(Form):
    sure = forms.BooleanField(
        label=_("Yes, erase me for good"),
        error_messages={"required": _("Tick this if you are sure.")},
    )
