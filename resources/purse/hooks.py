"""What purses add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.concerns.things import Hideable
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import unseal_bytes

from .access import slips_for
from .models import Purse, PurseEntry, Slip
from .queries import in_words, money, others_waiting, words_of
from .rules import PAPERS_DAYS, TWO_MAY_SPEND
from .services import forget_slips, leave_purses


@hooks.panels.register(position=37)
def purse_panel(request: HttpRequest, member: Member) -> dict:
    purse = Purse.objects.filter(
        circle__network=member.network_id, circle__kind=Circle.Kind.ASSEMBLY
    ).first()
    return {
        "title": _("Our purse"),
        "template": "resources/panels/purse.html",
        "slug": member.network.slug,
        "balance": money(purse.balance, purse.currency) if purse else "",
        "waiting": others_waiting(member) if member.is_known else 0,
    }


@hooks.rules.register(position=45)
def rules() -> list[Rule]:
    return [
        Rule(
            key=TWO_MAY_SPEND,
            title=gettext_lazy("What two may spend from the purse"),
            choices=(20, 50, 100, 500, 5000, 50000),
            default=50,
            words=counted(
                gettext_lazy(
                    "Up to %(count)s, in the money of the purse: one writes it down, another one "
                    "says yes. More waits for the assembly."
                )
            ),
            too_few=gettext_lazy("While only one of us is known, no money goes out."),
        ),
        Rule(
            key=PAPERS_DAYS,
            title=gettext_lazy("How long names and receipts lie beside the purse’s book"),
            choices=(90, 365, 730),
            default=365,
            words=counted(
                ngettext_lazy(
                    "%(count)s day; then day, kind and amount stay.",
                    "%(count)s days; then day, kind and amount stay.",
                    "count",
                )
            ),
            too_few=gettext_lazy("They go by themselves; nobody has to think of it."),
        ),
    ]


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "resources.confirmed": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody said yes to what you wrote down for the purse")
        ),
    }


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "resources.Slip": Hideable(
            by="by",
            title=lambda slip: _("In the purse’s book: %(what)s") % {"what": in_words(slip)},
            told=_told,
            found=slips_for,
            url=_page_of,
        ),
    }


def _told(slip: Slip) -> Iterator[tuple[str, Any]]:
    yield _("What for"), words_of(slip)
    if slip.receipt_sealed:
        image = '<img src="{}" alt="{}">'
        address = f"{_page_of(slip)}receipt/"
        yield _("The receipt"), format_html(image, address, _("The receipt"))


def _page_of(slip: Slip) -> str:
    network = slip.purse.circle.network
    assert network
    return reverse("resources:slip_detail", args=[network.slug, slip.pk])


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    return {"resources.Purse": "its currency is a choice"}


@hooks.my_membership.register(position=55)
def my_slips(member: Member) -> Iterator[tuple[str, Any]]:
    found = Slip.objects.select_related("purse__circle__network__key")
    for slip in found.filter(by=member).order_by("made_on", "pk"):
        yield _("You wrote into the purse’s book"), _line(slip)
        if slip.receipt_sealed:
            content = unseal_bytes(slip, "receipt", key=member.network.key)
            yield _("Its receipt"), hooks.HeldFile(f"receipt-{slip.pk}.jpg", content)
    for slip in found.filter(seconded_by=member).order_by("made_on", "pk"):
        yield _("You said yes in the purse’s book"), _line(slip)


def _line(slip: Slip) -> str:
    parts = [in_words(slip), words_of(slip), date_format(slip.made_on)]
    return " · ".join(filter(None, parts))


@hooks.ending_with.register(position=35)
def ends(member: Member) -> list[str]:
    mine = member.slips.waiting().select_related("purse").order_by("pk")
    words = _("In the purse’s book, this waits for a yes and is taken back: %(what)s")
    return [words % {"what": in_words(slip)} for slip in mine]


@hooks.leaving.register()
def leave(member: Member) -> None:
    leave_purses(member=member)


@hooks.destroying.register()
def remove_purses(network: Network) -> None:
    Slip.objects.filter(purse__circle__network=network).delete()
    PurseEntry.objects.filter(purse__circle__network=network).delete()


@hooks.in_clear.register(position=36)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _(
                "How much you wrote into the purse’s book, or said yes to, and when; not what for. "
                "Of money that you gave, nothing, unless you chose to be named"
            ),
            {f"resources.Slip.{name}" for name in ("way", "amount", "made_on")},
        ),
    ]


@hooks.kept.register(position=36)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(
            _("Your name in the purse’s book, what it was for, and the receipt"),
            _("90, 365 or 730 days, as your network agreed; then day, kind and amount alone"),
            InEach(forget_slips),
        ),
    ]
