"""What asks add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.models import Member
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import reveal

from .models import Ask
from .queries import asks_of, limit_of
from .services import KEPT, forget_asks, forget_ended, leave_asks, part_asks


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "resources.asked": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody asks you for what you share")
        ),
        "resources.yes": hooks.NoticeKind(gettext_lazy("%(network)s: yes, to what you asked for")),
        "resources.no": hooks.NoticeKind(
            gettext_lazy("%(network)s: not this time, to what you asked for")
        ),
        "resources.taken_back": hooks.NoticeKind(
            gettext_lazy("%(network)s: what you were asked for is not needed any more")
        ),
        "resources.lapsed": hooks.NoticeKind(
            gettext_lazy("%(network)s: no answer came to what you asked for")
        ),
    }


@hooks.my_membership.register(position=56)
def my_asks(member: Member) -> Iterator[tuple[str, Any]]:
    most = limit_of(member)
    yield _("How often you may be asked"), _("as often as needed") if most is None else most
    for ask in asks_of(member).select_related("key__under", "of_key__under").order_by("pk"):
        mine = ask.by_id == member.pk
        about = f"{ask.item.name} · {date_format(ask.asked_on)}"
        yield _("You asked for") if mine else _("You were asked for"), about
        key = ask.key if mine else ask.of_key
        for column in ("words", "contact") if mine else ("answer", "answer_contact"):
            if key and (text := reveal(ask, column, to=member, reason="own-page", key=key)):
                yield _("You told the other"), text


@hooks.my_keys.register()
def my_ask_keys(user: User) -> list[int]:
    """Of what they told."""
    found = user.memberships.values_list("asks__key", "asked__of_key")
    return [key for keys in found for key in keys if key]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "resources_ask.words": _("what you asked a neighbor for"),
        "resources_ask.contact": _("how you can be reached about what you asked for"),
        "resources_ask.answer": _("what you answered a neighbor"),
        "resources_ask.answer_contact": _("how you can be reached about what you were asked for"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {
        "asked": _("as the one whom you asked"),
        "ask": _("as the other side, once there was a yes"),
    }


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    part_asks(member=member, absent=absent)


@hooks.ending_with.register(position=22)
def ends(member: Member) -> list[str]:
    """Both what they asked, and what they were asked."""
    asked = _("You asked for “%(name)s”: it is taken back, and they hear so.")
    of = _("You were asked for “%(name)s”: they hear “not this time”.")
    return [
        (asked if ask.by_id == member.pk else of) % {"name": ask.item.name}
        for ask in asks_of(member).standing().filter(ended_on=None).order_by("pk")
    ]


@hooks.leaving.register(position=40)
def leave(member: Member) -> None:
    leave_asks(member=member)


@hooks.forgetting.register(position=40)
def forget_again(keys: set[int]) -> None:
    forget_asks(Ask.objects.filter(key__in=keys) | Ask.objects.filter(of_key__in=keys))


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    return {"resources.Ask": "only the two whom it is between read it"}


@hooks.in_clear.register(position=34)
def in_clear() -> list[tuple[str, set[str]]]:
    names = ("state", "asked_on", "wanted_on", "open_until", "ended_on")
    return [
        (
            _("Whom you asked for which thing and when; not your words, nor how to reach you"),
            {*(f"resources.Ask.{name}" for name in names), "resources.AskLimit.a_month"},
        ),
    ]


@hooks.kept.register(position=34)
def kept() -> list[hooks.Kept]:
    lasts = _("%(days)s days after it ended") % {"days": KEPT.days}
    return [
        hooks.Kept(_("What you asked a neighbor for, and were asked"), lasts, InEach(forget_ended)),
        hooks.Kept(_("How often you may be asked"), _("as long as you are a member")),
    ]
