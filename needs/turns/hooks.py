"""What turns add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from needs.posts.models import Need

from .rules import TURN_HOURS
from .services import forget_turns, part_turns


@hooks.rules.register(position=41)
def rules() -> list[Rule]:
    return [
        Rule(
            key=TURN_HOURS,
            title=gettext_lazy("Looking after a need"),
            choices=(2, 4, 8, 24),
            default=4,
            words=counted(
                ngettext_lazy(
                    "Who looks after one does so for %(count)s hour; then another can.",
                    "Who looks after one does so for %(count)s hours; then another can.",
                    "count",
                )
            ),
            too_few=gettext_lazy("One is enough to call somebody back."),
        ),
    ]


@hooks.my_membership.register(position=52)
def my_turns(member: Member) -> Iterator[tuple[str, Any]]:
    hidden = hidden_from(member)
    for turn in member.need_turns.exclude(need__by__in=hidden).select_related("need"):
        yield _("You look after"), turn.need.title
    spoken = Need.objects.filter(checked_by=member).exclude(by__in=hidden)
    for need in spoken.order_by("pk"):
        yield _("You spoke with whose need it is"), need.title


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {"need-turn": _("as the one who looks after a need")}


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    part_turns(member=member, absent=absent)


@hooks.ending_with.register(position=21)
def ends(member: Member) -> list[str]:
    held = member.need_turns.held().exclude(need__by__in=hidden_from(member))
    words = _("You look after “%(title)s”: others are asked to.")
    return [words % {"title": each.need.title} for each in held.select_related("need")]


@hooks.falling.register()
@hooks.leaving.register()
def end_turns(member: Member) -> None:
    member.need_turns.all().delete()


@hooks.in_clear.register(position=33)
def in_clear() -> list[tuple[str, set[str]]]:
    return [(_("Which need you look after, until it is over"), {"needs.NeedTurn.until"})]


@hooks.kept.register(position=33)
def kept() -> list[hooks.Kept]:
    lasts = _("until the night after the turn")
    return [hooks.Kept(_("Who looks after a need"), lasts, forget_turns)]
