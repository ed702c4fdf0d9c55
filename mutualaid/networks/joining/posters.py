"""What stands on a poster: the same in each of the network's languages, on one sheet."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language_info, gettext

from mutualaid.codes import spaced
from mutualaid.networks.models import Invitation
from mutualaid.networks.page import beginnings, page_texts
from mutualaid.networks.readiness import host
from mutualaid.qr import qr_svg
from mutualaid.sealed.services import unseal

SHOWN = 160
"""Characters of "what we do" in each language, so that three languages fit on one sheet."""


class Block(NamedTuple):
    language: str
    direction: str
    what: str


class Sheet(NamedTuple):
    blocks: list[Block]
    code: str
    host: str
    qr: SafeString


def sheet_of(invitation: Invitation) -> Sheet:
    """The poster of an invitation that has a code to print."""
    network = invitation.network
    code = unseal(invitation, "code", key=network.key)
    address = settings.ORIGIN + reverse("networks:join", args=[code])
    texts = beginnings(network.languages)["what"] | page_texts(network)["what"]
    return Sheet(
        blocks=[
            Block(
                language,
                "rtl" if get_language_info(language)["bidi"] else "ltr",
                Truncator(texts[language]).chars(SHOWN),
            )
            for language in network.languages
        ],
        code=spaced(code),
        host=host(settings.ORIGIN),
        qr=qr_svg(address, title=gettext("A square code that leads to our page")),
    )
