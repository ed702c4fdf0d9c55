"""Whether neighbors can be asked in: what is right already, and the next step where it is not."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AT_HOME = (".local", ".localhost", ".lan", ".home", ".internal", ".home.arpa", ".test", ".invalid")


class Check(NamedTuple):
    title: Promise
    ready: bool
    words: Promise
    """What is right, or the next step."""


def reachable(origin: str) -> bool:
    """Whether an address looks like one that a phone in the street can open."""
    host = urlsplit(origin).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(AT_HOME)


def host(origin: str) -> str:
    """The address as people type it."""
    return urlsplit(origin).netloc


def may_print() -> bool:
    """A poster whose address opens nothing wastes paper; the demo prints one marked so."""
    return settings.DEMO or reachable(settings.ORIGIN)


def checks() -> list[Check]:
    """Address, https, mail and backup of this server."""
    return [address(), https(), mail(), backup()]


def address() -> Check:
    if reachable(settings.ORIGIN):
        return Check(_("Address"), True, _("Phones in your street can open our address."))
    return Check(
        _("Address"),
        False,
        _(
            "Only this computer can open our address. Get a name for it, such as "
            "help.example.org, and start again with: bin/serve --real help.example.org"
        ),
    )


def https() -> Check:
    if settings.ORIGIN.startswith("https://"):
        return Check(_("Secret on the way (https)"), True, _("Nobody on the way can read along."))
    return Check(
        _("Secret on the way (https)"),
        False,
        _(
            "Others in the same wireless network could read along. "
            "With a name of its own, bin/serve --real speaks https by itself."
        ),
    )


def mail() -> Check:
    return Check(_("Mail"), False, _("x"))


def backup() -> Check:
    return Check(
        _("Copies (backup)"),
        False,
        _(
            "Nothing copies your data yet. Once a week, stop the program, copy its folder "
            "“var” to another place, and start it again. Keep the copy locked away."
        ),
    )
