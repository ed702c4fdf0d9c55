"""What needs add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.db import newest_rows
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.concerns.things import Hideable
from mutualaid.networks.models import Member, Network
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import reveal
from needs.own_categories.queries import BEGINNING

from . import services
from .demo import fill_needs
from .models import Need
from .queries import of_mine, on_board, open_to, rows_of, to_ask, to_do, told_in_words
from .rules import KEPT_DAYS, LAPSE_DAYS
from .services import SEALED, end_need, forget_ended, forget_need, leave_needs

SHOWN = 3


@hooks.panels.register(position=5)
def needs_panel(request: HttpRequest, member: Member) -> dict:
    seen = on_board(member.network, member)
    known = member.is_known
    return {
        "title": _("What neighbors need"),
        "template": "needs/panels/needs.html",
        "slug": member.network.slug,
        "rows": rows_of(member.network, newest_rows(seen, SHOWN)),
        "mine": rows_of(member.network, list(of_mine(member)[:SHOWN])),
        "due": known and to_do(member).exists(),
        "to_ask": known and to_ask(member).exists(),
    }


@hooks.public_panels.register(position=10)
def public_needs(request: HttpRequest, network: Network) -> dict:
    return {
        "title": _("What neighbors need"),
        "template": "needs/panels/public_needs.html",
        "rows": rows_of(network, newest_rows(on_board(network, None), SHOWN)),
        "slug": network.slug,
    }


@hooks.first_steps.register(position=25)
def ask_for_something(member: Member) -> dict:
    return {
        "title": _("Ask for something small"),
        "text": _("It takes two minutes, and shows others that one can."),
        "url": reverse("needs:need_new", args=[member.network.slug]),
        "done": member.network.needs.exists(),
    }


@hooks.fill.register()
def fill(network: Network, wanted: dict[str, int]) -> dict[str, int] | None:
    return {"needs": fill_needs(network, wanted["needs"])} if wanted["needs"] else None


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "needs.Need": Hideable(
            by="by",
            title=lambda need: need.title,
            told=lambda need: [(_("In a few words"), need.title), *told_in_words(need, None)],
            found=lambda member: open_to(member).select_related("by", "network"),
            url=lambda need: reverse("needs:need_detail", args=[need.network.slug, need.pk]),
        ),
    }


@hooks.rules.register(position=40)
def rules() -> list[Rule]:
    return [
        Rule(
            key=LAPSE_DAYS,
            title=gettext_lazy("When a need ends by itself"),
            choices=(7, 14, 30),
            default=14,
            words=counted(
                ngettext_lazy(
                    "%(count)s day after it was wanted we ask; a week later it ends.",
                    "%(count)s days after it was wanted we ask; a week later it ends.",
                    "count",
                )
            ),
            too_few=gettext_lazy(
                "Whoever cannot be written to is asked by a member first, by phone or at the door."
            ),
        ),
        Rule(
            key=KEPT_DAYS,
            title=gettext_lazy("How long we keep what was told about a need"),
            choices=(7, 30, 90),
            default=30,
            words=counted(
                ngettext_lazy(
                    "%(count)s day after its end; then only its kind is counted.",
                    "%(count)s days after its end; then only its kind is counted.",
                    "count",
                )
            ),
            too_few=gettext_lazy("It is forgotten by itself; nobody has to think of it."),
        ),
    ]


@hooks.agreed_on.register()
def file_anew(network: Network, kind: str) -> None:
    beginning, _colon, category = kind.partition(":")
    if beginning == BEGINNING:
        services.file_anew(network=network, category=category)


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "needs.asked": hooks.NoticeKind(
            # Urgent, since it ends where they do not answer.
            gettext_lazy("%(network)s: do you still need what you asked for?"),
            urgent=True,
        ),
        "needs.not_needed": hooks.NoticeKind(
            gettext_lazy("%(network)s: a member noted that you need something no more")
        ),
    }


@hooks.my_membership.register(position=50)
def my_needs(member: Member) -> Iterator[tuple[str, Any]]:
    for need in member.needs.select_related("key__under").order_by("pk"):
        yield _("You asked for"), f"{need.title} · {date_format(need.posted_on)}"
        for column in SEALED if need.key else ():
            if text := reveal(need, column, to=member, reason="own-page"):
                yield _("You told those who help"), text


@hooks.my_keys.register()
def my_need_keys(user: User) -> list[int]:
    return [key for key in user.memberships.values_list("needs__key", flat=True) if key]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "needs_need.words": _("what you need, in your words"),
        "needs_need.contact": _("how you can be reached about a need"),
        "needs_need.address": _("where you need something"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {"own-need": _("as the one who asked for it")}


@hooks.readers.register()
def by_code(names: set[str], to: User) -> dict[str, str]:
    table = f"{Need._meta.db_table}."
    return {name: _("whoever has the code of the need") for name in names if name.startswith(table)}


@hooks.ending_with.register(position=10)
def ends(member: Member) -> list[str]:
    """What they posted for others stays."""
    mine = member.needs.live().filter(consent_on=None, circle=None).order_by("pk")
    ends = _("You asked for “%(title)s”: it is withdrawn.")
    return [ends % {"title": need.title} for need in mine]


@hooks.leaving.register()
def leave(member: Member) -> None:
    leave_needs(member=member)


@hooks.forgetting.register()
def forget_again(keys: set[int]) -> None:
    for need in Need.objects.filter(key__in=keys).select_related("network"):
        end_need(need=need, state=Need.State.WITHDRAWN)
        forget_need(need=need)


@hooks.in_clear.register(position=31)
def in_clear() -> list[tuple[str, set[str]]]:
    told = [
        *("category", "care", "title", "indexed", "quantity", "people", "urgency", "wanted_on"),
        *("due_on", "repeats", "languages", "at_home", "audience", "shows_urgency", "state"),
        *("sure_on", "asked_on", "ended_on", "consent_on", "receipt_index"),
        *("cell", "shows_place"),
    ]
    return [
        (
            _(
                "What you asked for in a few words, of what kind, when and roughly where; not how "
                "you can be reached, and nothing of what you told helpers"
            ),
            {f"needs.Need.{name}" for name in told},
        ),
    ]


@hooks.kept.register(position=31)
def kept() -> list[hooks.Kept]:
    lasts = _("7, 30 or 90 days after its end, as your network agreed; then its kind alone")
    return [hooks.Kept(_("What you asked for"), lasts, InEach(forget_ended))]
