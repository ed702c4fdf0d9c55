"""Whether neighbors can be asked in: what is right already, and the next step where it is not."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutualaid.jobs.models import Job
from mutualaid.sealed import backups

LATELY = timedelta(days=2)
MAIL_JOBS = ["accounts.send_code"]
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
        return Check(
            _("Address"), True, _("Our address is meant for all. Open it once with a phone.")
        )
    return Check(
        _("Address"),
        False,
        _(
            "Phones in your street cannot open our address yet. Get a name for it, such as "
            "help.example.org, and start again with: bin/serve --real help.example.org"
        ),
    )


def https() -> Check:
    if settings.ORIGIN.startswith("https://"):
        told = _("Nobody on the way can read along.")
        return Check(_("Nobody can read along (https)"), True, told)
    return Check(
        _("Nobody can read along (https)"),
        False,
        _(
            "Others in the same wireless network could read along. "
            "Start with bin/serve --real and your name for it: it tells you how to get https."
        ),
    )


def mail() -> Check:
    title = _("Mail")
    if settings.MAIL_FOLDER:
        return Check(title, False, _("The demo sends no mail. Its mail lies in a folder here."))
    if not settings.MAILERS:
        return Check(
            title,
            False,
            _(
                "We cannot send mail yet. Ask your mail provider for the address, name and "
                "password for sending, and start again with them as EMAIL_URL."
            ),
        )
    went_out = last_mail_went_out()
    if went_out is None:
        return Check(
            title,
            False,
            _("Mail is set up, but none went out today. Sign in once by e-mail to try it."),
        )
    if not went_out:
        return Check(
            title,
            False,
            _(
                "The last mail did not go out. Look whether name and password in EMAIL_URL are "
                "right. We go on trying."
            ),
        )
    return Check(title, True, _("The last mail went out."))


def last_mail_went_out() -> bool | None:
    """None if none was tried: jobs are remembered for a day."""
    jobs = Job.objects.filter(kind__in=MAIL_JOBS)
    sent = jobs.filter(state=Job.State.DONE).order_by("ended_at").last()
    failed = jobs.exclude(error="").order_by("due_at").last()
    if failed is None:
        return True if sent else None
    return bool(sent and sent.ended_at and sent.ended_at > failed.due_at - failed.wait())


def backup() -> Check:
    title = _("Copies (backup)")
    made = backups.copies(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else []
    if not made:
        told = _(
            "Nothing copies your data yet. Start again with MUTUALAID_BACKUPS and a folder on a "
            "second disk: then a copy is made every night. Keep the keys apart from it."
        )
    elif backups.age(made[-1]) > LATELY:
        told = _(
            "The last copy is older than two days. Look whether its disk is there and not full."
        )
    else:
        told = _("A copy is made every night, and read again. Keep the keys apart from it.")
        return Check(title, True, told)
    return Check(title, False, told)
