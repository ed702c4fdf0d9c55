"""What is typed about somebody new; nothing here is stored."""

from django.utils.translation import gettext_lazy as _

from mutualaid.forms import CodeField, Form


class MeetForm(Form):
    code = CodeField(
        label=_("The code on their page today"),
        help_text=_(
            "It stands on their network's home. Whoever asks to join has no such home yet: they "
            "find it under “You asked to join” on the first page and on their own page. It is "
            "another one each day."
        ),
    )
