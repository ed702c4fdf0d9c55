"""What people type to come in, and to let others in; nothing here is stored."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.codes import ALPHABET, clean_code
from mutualaid.forms import Batch, CodeField, Form, Once, languages
from mutualaid.networks.forms import Line

CODE_REFUSED = _(
    "This code lets nobody in. It may be mistyped, used already, or too old. "
    "Please look at it again, or ask for a new one."
)


class CodeForm(Form):
    code = CodeField(
        label=_("Code"),
        help_text=_("8 letters and digits, from a poster or from a neighbor."),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if len(code) != 8 or not set(code) <= set(ALPHABET):
            raise forms.ValidationError(CODE_REFUSED)
        return code


class JoinForm(Form):
    name = Line(
        label=_("Your name in this network"),
        help_text=_("As your neighbors know you. It can differ from your name elsewhere."),
        max_length=80,
    )


class HandForm(Batch):
    """An account made together with somebody."""

    name = Line(
        label=_("Their name in this network"),
        help_text=_("As they want to be called. A first name is enough."),
        max_length=80,
    )
    speaks = forms.ChoiceField(
        label=_("In which language?"), choices=languages, widget=forms.RadioSelect
    )
    together = forms.BooleanField(
        label=_("They are here with me, and want this"),
        error_messages={"required": _("Please do this only together with them.")},
    )
    in_touch = forms.BooleanField(
        label=_("They want me to keep in touch with them"),
        help_text=_("You bring word to them. This turn ends by itself, and they can end it too."),
        required=False,
    )
    helps = forms.BooleanField(
        label=_("I may help them back in later"),
        help_text=_(
            "If they lose the card, you and a second person whom they name can have a new one made "
            "with them. They can take it back at any time."
        ),
        required=False,
    )


class PosterForm(Once):
    uses = forms.TypedChoiceField(
        label=_("How many people may join with it?"),
        choices=[(20, "20"), (50, "50"), (200, "200")],
        coerce=int,
        initial=50,
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=_("How long does it work?"),
        choices=[(30, _("One month")), (90, _("Three months")), (180, _("Half a year"))],
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
    )
