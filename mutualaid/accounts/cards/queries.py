"""What a printed card shows."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mutualaid.codes import spaced
from mutualaid.paper import paper
from mutualaid.qr import qr_svg

LOOKED_AT_AGAIN = timedelta(days=365)
"""A card ends by itself at no time: for some it is the only way in."""


def printed_card(name: str, codes: list[str], *, language: str, done: str) -> dict[str, Any]:
    """What the page of a new card shows: the ``name``, where to go, and each code with its square,
    in the ``language`` of who gets it; and the address ``done`` of the page that comes after."""
    address = settings.ORIGIN
    with override(language):
        title = _("Code %(number)s as a square")
    return {
        "name": name,
        "speaks": language,
        "host": address.partition("//")[2],
        "again_on": timezone.localdate() + LOOKED_AT_AGAIN,
        "codes": [
            {
                "code": spaced(code),
                "qr": qr_svg(
                    address + reverse("accounts:card_scanned", args=[code]),
                    title=title % {"number": number},
                ),
            }
            for number, code in enumerate(codes, start=1)
        ],
        "done": done,
    } | paper("a4")
