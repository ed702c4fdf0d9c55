"""What is typed about somebody new; nothing here is stored."""

from django.utils.translation import gettext_lazy as _

from mutualaid.forms import CodeField, Form


class MeetForm(Form):
    code = CodeField(
        label=_("The code on their page today"),
        help_text=_(
            "Let them open their network's home, and type the code that stands there. It is "
            "another one each day."
        ),
    )
