"""What more than one room asks for; nothing here is stored."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form

from .models import User

LONGEST_PASSWORD = 200


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


class Password(forms.CharField):
    def __init__(self, *, autocomplete="new-password", **options):
        super().__init__(
            strip=False,
            max_length=LONGEST_PASSWORD,
            widget=forms.PasswordInput({"autocomplete": autocomplete, "dir": "ltr"}),
            **options,
        )


class Shared(forms.BooleanField):
    def __init__(self, **options):
        super().__init__(
            label=_("This is a shared phone or computer"),
            help_text=_("Then we sign you out when the browser is closed."),
            required=False,
            **options,
        )


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
