"""What locking adds to the pages of others, and to the demo."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.fields import random_id
from mutualaid.networks.models import Member, Network
from mutualaid.networks.queries import memberships_of
from mutualaid.sealed.services import reveal

from .access import part_of
from .models import REHEARSED_EVERY, DuressCode, Keeper, Part, Recovery
from .services.giving import give_parts, have_part, keep_part
from .services.locking import heed_code


@hooks.panels.register(position=15)
def ready_to_lock(request: HttpRequest, member: Member) -> dict | None:
    """What a member with standing should do so that locking and opening work; not on the day on
    which they signed up."""
    if not member.is_known or request.session.is_first_visit:  # type: ignore[attr-defined]
        return None
    recovery = member.network.recoveries.holding()
    says = {
        "part": part_of(member) is not None,
        "anew": recovery is not None and bool(recovery.anew),
        "rehearsal": recovery is not None and recovery.rehearsal_due(member.network.today()),
        "code_ended": DuressCode.objects.ended().filter(member=member).exists(),
    }
    if not any(says.values()):
        return None
    return {
        "title": _("For an emergency"),
        "template": "networks/lockdown/panel.html",
        "slug": member.network.slug,
        **says,
    }


@hooks.calendar.register()
def days_to_rehearse(user: User) -> list[hooks.CalendarEvent]:
    """For who keeps a part on paper, in words that do not tell so."""
    there = Recovery.objects.filter(network__members__in=memberships_of(user))
    order = there.exclude(holds_since=None).order_by("holds_since", "pk")
    newest = {each.network_id: each for each in order.select_related("network")}
    mine = {*user.memberships.values_list("parts__recovery", flat=True)}
    return [
        hooks.CalendarEvent.on_day(
            each.rehearsal_on,
            uid=f"yearly-{each.pk}",
            summary=_("Something to try once a year"),
            path=reverse("networks:home", args=[each.network.slug]),
            updated=each.rehearsal_on - REHEARSED_EVERY,
        )
        for each in newest.values()
        if each.rehearsal_on and each.pk in mine
    ]


@hooks.ending_with.register(position=60)
def ends(member: Member) -> Iterator[str]:
    if member.parts.exclude(given_on=None).exists():
        yield _("You keep a paper that helps to open the network again: shred it.")
    if DuressCode.objects.working().filter(member=member).exists():
        yield _("You have a code for an emergency: it locks nothing any more.")


@hooks.typed_secrets.register()
def code_that_locks(typed: str) -> None:
    heed_code(typed)


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.part": hooks.NoticeKind(
            gettext_lazy("A paper waits for you that helps to open your network again")
        ),
        "networks.part_void": hooks.NoticeKind(
            gettext_lazy(
                "%(network)s: too few hold one of the new papers, so they open nothing; shred yours"
            ),
            urgent=True,
        ),
        "networks.code_ended": hooks.NoticeKind(
            gettext_lazy("%(network)s: your code for an emergency works no more; make a new one"),
            urgent=True,
        ),
    }


@hooks.demo.register(position=30)
def half_given_out(network: Network, members: dict[str, Member]) -> None:
    """Some have their part on paper, and some are still to fetch it."""
    known = list(network.members.known().order_by("name"))
    if len(known) < 3:
        return
    for member in known:
        keep_part(by=member)
    recovery = give_parts(by=known[0], once=random_id())
    for part in recovery.parts.filter(holder__in=known[: len(known) // 2]):
        have_part(part=part)


@hooks.my_membership.register(position=60)
def my_share(member: Member) -> Iterator[tuple[str, Any]]:
    for keeper in Keeper.objects.filter(member=member):
        yield _("You are willing to keep a paper since"), date_format(keeper.since)
    for part in Part.objects.filter(holder=member):
        yield (
            _("You hold a paper that helps to open the network again"),
            date_format(part.given_on) if part.given_on else _("it waits for you"),
        )
        if part.words_sealed and member.key:
            words = reveal(part, "words", to=member, reason="own-page", key=member.key)
            yield _("The words of your paper"), words
    for code in DuressCode.objects.filter(member=member):
        yield (
            _("You have a code that locks the network since")
            if code.index
            else _("You had a code that locks the network, since"),
            date_format(code.made_on),
        )


@hooks.sealed_parts.register()
def parts() -> dict[str, Promise]:
    return {"networks_part.words": gettext_lazy("your paper that helps to open your network again")}


@hooks.in_clear.register(position=25)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _(
                "Who keeps a paper that helps to open a network again, who has a code that locks "
                "it, and what you agreed about destroying it"
            ),
            {
                *("networks.Keeper.since", "networks.Keeper.left_out", "networks.Part.given_on"),
                *("networks.DuressCode.index", "networks.DuressCode.made_on"),
            },
        ),
    ]


@hooks.kept.register(position=25)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(
            _("That you keep a paper that opens your network, or have a code that locks it"),
            _("until you leave it, or it is given anew"),
        ),
        hooks.Kept(
            _("On which days a network was locked and opened, not by whom"),
            _("as long as the network"),
        ),
    ]
