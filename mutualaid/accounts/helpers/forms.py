"""Codes that people show to each other; nothing here is stored."""

from django.utils.translation import gettext_lazy as _

from mutualaid.forms import CodeField, Form


class HelperForm(Form):
    code = CodeField(
        label=_("The code on their page today"),
        help_text=_(
            "Let them sign in, choose “People whom I can help back in” on their own page, and show "
            "you their code."
        ),
    )


class ConfirmForm(Form):
    code = CodeField(
        label=_("The code that they show you"),
        help_text=_(
            "Let them come in with their new card, choose “Have my card confirmed” on their own "
            "page, and show you the code."
        ),
    )
