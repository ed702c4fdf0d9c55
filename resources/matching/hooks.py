"""What matching adds to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from needs.pledges.queries import left_of
from needs.posts.access import Seen
from needs.posts.models import Need
from needs.posts.queries import open_to
from needs.turns.models import NeedTurn

from .models import NeedAsk
from .queries import asked_of, could_help, fitting, foremost, how_many_could
from .rules import WIDEN_HOURS
from .services import part_need_asks

SHOWN = 3


@hooks.rules.register(position=42)
def rules() -> list[Rule]:
    return [
        Rule(
            key=WIDEN_HOURS,
            title=gettext_lazy("Asking more neighbors to help"),
            choices=(1, 2, 4),
            default=1,
            words=counted(
                ngettext_lazy(
                    "When nobody has offered help in %(count)s hour, more are asked.",
                    "When nobody has offered help in %(count)s hours, more are asked.",
                    "count",
                )
            ),
            too_few=gettext_lazy("Nobody is asked more often than they said they may be."),
        ),
    ]


@hooks.need_panels.register(position=10)
def who_could_help(seen: Seen) -> dict[str, Any] | None:
    """For its owner how many; for whoever looks after it the way to ask them."""
    need = seen.need
    if not need.is_live or left_of(need) < 1:
        return None
    if seen.owns:
        count = how_many_could(need)
        return {"template": "resources/panels/could_help.html", "count": count}
    turns = NeedTurn.objects.held().filter(need=need, by=seen.member)
    if seen.member is None or not turns.exists():
        return None
    url = reverse("resources:need_ask", args=[need.network.slug, need.pk])
    asked = need.asks.count()
    return {"template": "resources/panels/ask_around.html", "url": url, "asked": asked}


@hooks.panels.register(position=6)
def you_could_help(request: HttpRequest, member: Member) -> dict[str, Any] | None:
    asks, needs = asked_of(member), foremost(member, SHOWN)
    if not asks and not needs:
        return None
    return {
        "title": _("What you could help with"),
        "template": "resources/panels/you_could_help.html",
        "slug": member.network.slug,
        "asks": asks,
        "rows": needs,
    }


@hooks.could_help.register()
def with_what(member: Member) -> set[str]:
    return could_help(member)


@hooks.why_fits.register()
def why_fits(member: Member, needs: list[Need]) -> dict[int, str]:
    return fitting(member, needs)


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "resources.could_you": hooks.NoticeKind(
            gettext_lazy("%(network)s: could you help a neighbor?"), soon=True
        ),
    }


@hooks.my_membership.register(position=57)
def my_need_asks(member: Member) -> Iterator[tuple[str, Any]]:
    """Of what goes on, those that they still see: its title may have changed since."""
    over = member.need_asks.exclude(need__by__in=hidden_from(member))
    over = over.exclude(need__state__in=Need.LIVE)
    asks = over | member.need_asks.filter(need__in=open_to(member).values("pk"))
    for ask in asks.select_related("need").order_by("pk"):
        state = NeedAsk.State(ask.state).label
        yield _("You were asked to help with"), f"{ask.need.title} · {state}"


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    part_need_asks(member=member, absent=absent)


@hooks.leaving.register(position=40)
def leave(member: Member) -> None:
    member.need_asks.all().delete()


@hooks.in_clear.register(position=35)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("With which needs you were asked to help, on which day, and whether you said no"),
            {"resources.NeedAsk.state", "resources.NeedAsk.asked_on"},
        ),
    ]


@hooks.kept.register(position=35)
def kept() -> list[hooks.Kept]:
    lasts = _("as long as what was told about that need")
    return [hooks.Kept(_("With what you were asked to help"), lasts)]
