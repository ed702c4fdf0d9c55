"""What is typed to hide from somebody."""

from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form
from mutualaid.networks.forms import Line


class HideForm(Form):
    name = Line(
        label=_("From whom?"),
        help_text=_("Their name as it stands in this network."),
        max_length=80,
    )
