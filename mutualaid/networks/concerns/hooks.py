"""What concerns add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.agreements.rules import BREAK_DAYS, CONCUR, Rule, counted
from mutualaid.networks.models import Member
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import reveal

from .access import is_told
from .forgetting import forget_concerns
from .models import OUTCOME_KEPT, TOLD_KEPT, Concern, PanelSeat
from .things import thing_named


@hooks.panels.register(position=12)
def to_look_at_together(request: HttpRequest, member: Member) -> dict | None:
    seats = member.panels.filter(declined=False, concern__state=Concern.State.OPEN)
    if not seats.exists():
        return None
    return {
        "title": _("You were drawn to look at this"),
        "template": "networks/panel_concerns.html",
    }


@hooks.panels.register(position=11)
def to_be_heard(request: HttpRequest, member: Member) -> dict | None:
    """What waits for their answer, or for their yes to those who are to look at it."""
    waiting = member.concerns_about.exclude(talk_key=None).exclude(state=Concern.State.ENDED)
    if not any(is_told(each) for each in waiting.filter(answered=False)):
        return None
    return {"title": _("You are asked"), "template": "networks/panel_asked.html"}


@hooks.ending_with.register(position=50)
def ends(member: Member) -> list[str]:
    raised = member.concerns_raised.exclude(key=None).exclude(state=Concern.State.ENDED)
    told = _("%(concern)s, which you raised: what you told is forgotten.")
    looked_at = _("%(concern)s, at which you look: somebody else is drawn in your place.")
    seats = member.panels.before_end().exclude(concern__state=Concern.State.WAITING)
    return [
        *(told % {"concern": each} for each in raised.order_by("raised_on", "pk")),
        *(looked_at % {"concern": each.concern} for each in seats.select_related("concern")),
    ]


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.panel": hooks.NoticeKind(
            gettext_lazy("%(network)s: you were drawn to look at something, with others")
        ),
        "networks.heard": hooks.NoticeKind(
            gettext_lazy("%(network)s: some of us would like to hear you")
        ),
        "networks.accept": hooks.NoticeKind(
            gettext_lazy(
                "%(network)s: see who could look at something, and whether you accept them"
            )
        ),
        "networks.hidden": hooks.NoticeKind(
            gettext_lazy("%(network)s: something of yours is hidden; say what you think of it")
        ),
        "networks.break": hooks.NoticeKind(
            gettext_lazy("%(network)s: you are to take a break, and can say what you think of it")
        ),
        "networks.concern-ended": hooks.NoticeKind(
            gettext_lazy("%(network)s: a concern has ended; read what came of it")
        ),
        "networks.concern-taken-back": hooks.NoticeKind(
            gettext_lazy("%(network)s: a concern was taken back; nothing of it is left")
        ),
        "networks.answered": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody answered you and those who look at it with you")
        ),
    }


@hooks.rules.register(position=20)
def rules() -> list[Rule]:
    return [
        Rule(
            key=CONCUR,
            title=gettext_lazy("When something is not right"),
            choices=(2, 3),
            default=2,
            words=lambda count: (
                _(
                    "Three are drawn by lot who have nothing to do with it. Once %(count)s of them "
                    "agree, something is hidden or a person takes a break."
                )
                % {"count": count}
            ),
            too_few=gettext_lazy(
                "If only two are there, both sides must accept them, and both must agree. If "
                "fewer are there, we ask a neighboring network."
            ),
        ),
        Rule(
            key=BREAK_DAYS,
            title=gettext_lazy("How long a break lasts"),
            choices=(7, 14, 30),
            default=14,
            words=counted(
                ngettext_lazy(
                    "%(count)s day, then it ends by itself.",
                    "%(count)s days, then it ends by itself.",
                    "count",
                )
            ),
            too_few=gettext_lazy("Only the assembly can decide on more."),
        ),
    ]


@hooks.my_membership.register(position=40)
def concerned(member: Member) -> Iterator[tuple[str, Any]]:
    for concern in member.concerns_raised.exclude(key=None):
        account = reveal(concern, "account", to=member, reason="own-page")
        yield _("You raised a concern"), f"{date_format(concern.raised_on)} · {account}"
        if concern.thing:  # not by whom it is: they may not want to be found by who raised it
            yield _("What it is about"), _title_of(concern, member)
        else:
            yield _("About whom"), reveal(concern, "named", to=member, reason="own-page")
    for told in filter(is_told, member.concerns_about.all()):
        yield _("A concern had to do with you"), date_format(told.raised_on)
        if told.thing:
            yield _("What it is about"), _title_of(told, member)
        for title, column in [
            (_("You were asked about a concern"), "question"),
            (_("You said about a concern"), "answer"),
        ]:
            if getattr(told, f"{column}_sealed"):
                words = reveal(told, column, to=member, reason="own-page", key=told.talk_key)
                yield title, words
    for seat in member.panels.select_related("concern"):
        said = [date_format(seat.concern.raised_on), seat.get_proposal_display()]
        yield _("You were drawn to look at a concern"), " · ".join(filter(None, said))
    if member.break_until:
        yield _("You take a break until"), date_format(member.break_until)


def _title_of(concern: Concern, member: Member) -> str:
    thing = thing_named(concern.thing, to=member)
    return str(thing) if thing else _("It is not there any more.")


@hooks.my_keys.register()
def keys_of_what_i_told(user: User) -> list[int]:
    raised = user.memberships.values_list("concerns_raised__key", flat=True)
    return [key for key in raised if key]


@hooks.my_keys.register()
def keys_of_what_i_answered(user: User) -> list[int]:
    about = Concern.objects.filter(about__user=user)
    return [each.talk_key_id for each in about if is_told(each) and each.talk_key_id]


@hooks.readers.register()
def those_drawn(names: set[str], to: User) -> dict[str, str]:
    table = f"{PanelSeat._meta.db_table}."
    drawn = _("one of those who look at it")
    return {name: drawn for name in names if name.startswith(table)}


@hooks.in_clear.register(position=23)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _(
                "That you raised a concern, look at one, or take a break because of one, and on "
                "which days; not what it says"
            ),
            {
                *("networks.Concern.state", "networks.Concern.thing", "networks.Concern.hides"),
                *("networks.Concern.tells_name", "networks.Concern.raiser_accepts"),
                *("networks.Concern.other_accepts", "networks.Concern.break_until"),
                *("networks.Concern.raised_on", "networks.Concern.asked_on"),
                *("networks.Concern.ended_on", "networks.PanelSeat.proposal"),
                *("networks.PanelSeat.declined", "networks.Member.break_until"),
                *("networks.Concern.gives_break", "networks.Concern.came_to"),
                *("networks.Concern.person", "networks.Concern.answered"),
            },
        ),
    ]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "networks_concern.named": _("about whom you raised a concern"),
        "networks_concern.account": _("what you told when you raised a concern"),
        "networks_concern.question": _("what you were asked about a concern"),
        "networks_concern.answer": _("what was said about a concern"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {"panel": _("as one of those who look at a concern")}


@hooks.kept.register(position=23)
def kept() -> list[hooks.Kept]:
    days, forget = _("%(count)s days after its end"), InEach(forget_concerns)
    told = _("What was told in a concern, and who looked at it")
    return [
        hooks.Kept(told, days % {"count": TOLD_KEPT.days}, forget),
        hooks.Kept(_("What came of a concern"), days % {"count": OUTCOME_KEPT.days}, forget),
    ]
