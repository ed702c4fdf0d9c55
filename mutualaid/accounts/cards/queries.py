"""What a printed card shows."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.codes import spaced
from mutualaid.paper import paper
from mutualaid.qr import qr_svg

LOOKED_AT_AGAIN = timedelta(days=365)
"""A card ends by itself at no time: for some it is the only way in."""


def printed_card(name: str, codes: list[str]) -> dict[str, Any]:
    """What a printed card shows: the ``name``, where to go, and each code with its square."""
    address = settings.ORIGIN
    return {
        "name": name,
        "host": address.partition("//")[2],
        "again_on": timezone.localdate() + LOOKED_AT_AGAIN,
        "codes": [
            {
                "code": spaced(code),
                "qr": qr_svg(
                    address + reverse("accounts:card_scanned", args=[code]),
                    title=_("Code %(number)s as a square") % {"number": number},
                ),
            }
            for number, code in enumerate(codes, start=1)
        ],
    } | paper("a4")
