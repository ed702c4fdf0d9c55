"""What is typed from a card, and what its page sends."""

from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.forms import Shared
from mutualaid.forms import CodeField, Form


class CardCodeForm(Form):
    code = CodeField(
        label=_("A code from your card"),
        help_text=_("Twelve letters and numbers. Capitals and hyphens do not matter."),
    )
    # Whoever has a card may have no phone of their own.
    shared = Shared(initial=True)
