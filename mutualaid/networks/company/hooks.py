"""What welcoming and keeping in touch add to the pages of others."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.agreements.rules import TOUCH_DAYS, Rule
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from mutualaid.networks.nights import InEach
from mutualaid.networks.queries import memberships_of
from mutualaid.sealed.services import reveal

from .models import Touch, Welcome
from .queries import alone, asking, done_for, known_by_now
from .services import ACTS_KEPT, WELCOME_LASTS, forget_turns, hand_welcomes_back


@hooks.panels.register(position=13)
def for_each_other(request: HttpRequest, member: Member) -> dict | None:
    """Who asks to be welcomed, or is alone, and whom one knows by now."""
    if not member.is_known:
        return None
    panel = {
        "asking": asking(member),
        "given": member.welcomes_given.select_related("newcomer"),
        "alone": alone(member),
        "by_now": known_by_now(member),
    }
    if not any(panel.values()):
        return None
    return panel | {
        "title": _("Being there for each other"),
        "template": "networks/panel_welcome.html",
    }


@hooks.calendar.register()
def ends_of_turns(user: User) -> list[hooks.CalendarEvent]:
    """Of one's own, in words that tell nobody whose they are."""
    mine = {"by__in": memberships_of(user), "until__isnull": False}
    welcomes = Welcome.objects.filter(**mine).select_related("by__network")
    touches = Touch.objects.filter(**mine).select_related("by__network")
    held = [each for each in touches if each.by and each.until >= each.by.network.today()]
    return [
        *(_end(each, since=each.until - WELCOME_LASTS) for each in welcomes if each.until),
        *(_end(each, since=each.since) for each in held),
    ]


def _end(turn: Any, *, since: date) -> hooks.CalendarEvent:
    return hooks.CalendarEvent.on_day(
        turn.until,
        uid=f"turn-{turn.pk}",
        summary=_("A turn ends"),
        path=reverse("networks:home", args=[turn.by.network.slug]),
        updated=since,
    )


@hooks.ending_with.register(position=30)
def ends(member: Member) -> list[str]:
    hidden, today = hidden_from(member), member.network.today()
    welcomed = member.welcomes_given.exclude(newcomer__in=hidden).select_related("newcomer")
    touched = member.touches_given.held(today).exclude(of__in=hidden).select_related("of")
    welcoming = _("You welcome %(name)s: somebody else may do so then.")
    touching = _("You keep in touch with %(name)s: tell them that you go.")
    return [
        *(welcoming % {"name": each.newcomer} for each in welcomed),
        *(touching % {"name": each.of} for each in touched),
    ]


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.welcomed": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody welcomes you, and tells you how to meet")
        ),
        "networks.welcome_handed_back": hooks.NoticeKind(
            gettext_lazy(
                "%(network)s: who wanted to welcome you cannot come, so do not wait for them; "
                "somebody else can take the turn"
            )
        ),
        "networks.wish_over": hooks.NoticeKind(
            gettext_lazy(
                "%(network)s: you are known here now, so nobody is asked any more to welcome you"
            )
        ),
        "networks.welcome_over": hooks.NoticeKind(
            gettext_lazy(
                "%(network)s: your turn of welcoming somebody is over; do not wait for them"
            )
        ),
        "networks.touch": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody chose you to keep in touch with them")
        ),
    }


@hooks.rules.register(position=30)
def rules() -> list[Rule]:
    return [
        Rule(
            key=TOUCH_DAYS,
            title=gettext_lazy("Keeping in touch without a phone"),
            choices=(30, 90, 180),
            default=90,
            words=lambda days: (
                _("The person whom they choose brings them word for %(count)s days.")
                % {"count": days}
            ),
            too_few=gettext_lazy("Two do it where possible; one is enough to begin."),
        ),
    ]


@hooks.my_membership.register(position=30)
def company(member: Member) -> Iterator[tuple[str, Any]]:
    hidden = hidden_from(member)
    asked = Welcome.objects.filter(newcomer=member).select_related("by").first()
    if asked:
        yield _("You asked to be welcomed"), date_format(asked.asked_on)
        if asked.by and asked.by_id not in hidden:
            words = reveal(asked, "words", to=member, reason="own-page", key=member.key)
            yield str(asked.by), words
    for given in member.welcomes_given.exclude(newcomer__in=hidden).select_related("newcomer"):
        yield _("You welcome"), given.newcomer
    for touch in member.touches.select_related("by"):
        if touch.by and touch.by_id not in hidden:
            until = _("until %s") % date_format(touch.until)
            yield _("Who keeps in touch with you"), f"{touch.by} · {until}"
    for day, name, what in done_for(member):
        yield _("Was done for you"), f"{date_format(day)}, {name}: {what}"
    for touch in member.touches_given.exclude(of__in=hidden).select_related("of"):
        yield _("You keep in touch with"), touch.of


@hooks.falling.register()
def hand_back(member: Member) -> None:
    hand_welcomes_back(by=member)


@hooks.in_clear.register(position=22)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("Who welcomes you, and who keeps in touch with you, since when and until when"),
            {
                *("networks.Welcome.asked_on", "networks.Welcome.until"),
                "networks.Welcome.refused",
                *("networks.Touch.since", "networks.Touch.until"),
                *("networks.TouchAct.what", "networks.TouchAct.on"),
            },
        ),
    ]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {"networks_welcome.words": _("how to meet who welcomes you")}


@hooks.kept.register(position=22)
def kept() -> list[hooks.Kept]:
    forget = InEach(forget_turns)
    return [
        hooks.Kept(
            _("Who welcomes somebody new"),
            _("%(count)s days, or until they are known") % {"count": WELCOME_LASTS.days},
            forget,
        ),
        hooks.Kept(
            _("Who keeps in touch with whom, and what they did for them"),
            _("%(count)s days after its end") % {"count": ACTS_KEPT.days},
            forget,
        ),
    ]
