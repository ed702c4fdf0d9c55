"""What pledges add to the pages of others."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.hiding.queries import hidden_from, names_for
from mutualaid.networks.models import Member
from mutualaid.sealed.services import reveal

from .models import Pledge
from .queries import helped_together, offers_to
from .services import accept, forget_pledges, leave_pledges, part_pledges


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "needs.pledged": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody can help with what you asked for")
        ),
        "needs.pledge_changed": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody changed what they offered you")
        ),
        "needs.accepted": hooks.NoticeKind(gettext_lazy("%(network)s: your offer was accepted")),
        "needs.declined": hooks.NoticeKind(
            gettext_lazy("%(network)s: your offer is not needed this time; thank you")
        ),
        "needs.taken_back": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody cannot help after all")
        ),
        "needs.done": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody helped you. Did it work out?")
        ),
        "needs.skipped": hooks.NoticeKind(
            gettext_lazy("%(network)s: this time nobody has to come; next time as agreed")
        ),
        "needs.ended": hooks.NoticeKind(
            gettext_lazy("%(network)s: what you offered to help with has ended; thank you")
        ),
    }


@hooks.my_membership.register(position=51)
def my_pledges(member: Member) -> Iterator[tuple[str, Any]]:
    hidden = hidden_from(member)
    pledges = member.pledges.select_related("need", "circle", "key__under")
    pledges = pledges.order_by("offered_on", "pk")
    for pledge in pledges.exclude(need__by__in=hidden):
        yield _("You offered help"), f"{pledge.need.title} · {date_format(pledge.offered_on)}"
        if pledge.circle:
            yield _("You offered it for"), str(pledge.circle)
        for column in ("words", "contact"):
            if text := reveal(pledge, column, to=member, reason="own-page"):
                yield _("You told whose need it is"), text


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "needs_pledge.words": _("how you can help"),
        "needs_pledge.contact": _("how you can be reached about an offer"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {
        "own-offer": _("as the one who offered it"),
        "offer": _("as the one to whom help was offered"),
        "pledge": _("as the other side of an accepted offer"),
    }


@hooks.touch_acts.register(position=20)
def offers_to_who_has_no_phone() -> dict[str, hooks.TouchKind]:
    return {
        "offers": hooks.TouchKind(
            gettext_lazy("Read out who offered help"),
            gettext_lazy("You heard who offered help"),
            read_out,
        ),
        "yes": hooks.TouchKind(
            gettext_lazy("Say yes to the help that was offered"),
            gettext_lazy("Yes was said for you to help that was offered"),
            say_yes,
            after="offers",
        ),
    }


def read_out(member: Member, by: Member, _seen: list[str]) -> list[hooks.TouchRow]:
    return _in_words(offers_to(member, by=by), by)


def say_yes(member: Member, by: Member, seen: list[str]) -> list[hooks.TouchRow]:
    """To what was read out, as it was then."""
    taken = []
    for each in offers_to(member, by=by):
        if each.stamp not in seen:
            continue
        with suppress(PermissionDenied):  # somebody else was quicker
            taken += [each] if accept(pledge=each) else []
    return _in_words(taken, by)


def _in_words(offers: Iterable[Pledge], reader: Member) -> list[hooks.TouchRow]:
    name_of, words = names_for(reader), _("%(name)s, with “%(need)s”")
    return [
        hooks.TouchRow(
            words % {"name": name_of(each.by), "need": each.need.title},
            each.offered_on,
            each.stamp,
        )
        for each in offers
    ]


@hooks.done_together.register()
def done_together(member: Member) -> dict[int, int]:
    return helped_together(member)


@hooks.my_keys.register()
def my_pledge_keys(user: User) -> list[int]:
    return [key for key in user.memberships.values_list("pledges__key", flat=True) if key]


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    part_pledges(member=member, absent=absent)


@hooks.ending_with.register(position=20)
def ends(member: Member) -> list[str]:
    mine = member.pledges.standing().exclude(need__by__in=hidden_from(member))
    ends = _("You offered to help with “%(title)s”: it is taken back, and they hear so.")
    return [ends % {"title": each.need.title} for each in mine.select_related("need")]


@hooks.leaving.register()
def leave(member: Member) -> None:
    leave_pledges(member=member)


@hooks.forgetting.register()
def forget_again(keys: set[int]) -> None:
    forget_pledges(Pledge.objects.filter(key__in=keys))


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    return {"needs.Pledge": "only the two whom it is between read it"}


@hooks.in_clear.register(position=32)
def in_clear() -> list[tuple[str, set[str]]]:
    names = ("quantity", "state", "offered_on", "open_until")
    return [
        (
            _("With which needs you offered help, how much and when; not how you can be reached"),
            {f"needs.Pledge.{name}" for name in names},
        ),
    ]


@hooks.kept.register(position=32)
def kept() -> list[hooks.Kept]:
    lasts = _("as long as what was told about that need")
    return [hooks.Kept(_("With what you offered help"), lasts)]
