"""What people type to come in; nothing here is stored."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.forms import DisplayName, Password, PasswordForm, Shared
from mutualaid.accounts.models import User
from mutualaid.forms import Form

EMAIL = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}


class Email(forms.EmailField):
    def __init__(self, **options):
        super().__init__(label=_("E-mail address"), widget=forms.EmailInput(EMAIL), **options)


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
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "dir": "ltr",
                "data-secret": "",
            }
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


class SignUpWithoutEmailForm(PasswordForm):
    display_name = DisplayName()
    shared = Shared()
    field_order = ["display_name", "password", "password_again"]

    def owner(self) -> User:
        return User(display_name=self.cleaned_data.get("display_name", ""))
