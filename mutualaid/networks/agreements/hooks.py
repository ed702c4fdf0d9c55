"""What agreements add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.concerns.things import Hideable, shown
from mutualaid.networks.models import Agreement, Member
from mutualaid.networks.nights import InEach
from mutualaid.networks.queries import memberships_of

from .models import Suggestion
from .queries import in_own_words, lines_of, that_hold, title_of, to_look_at
from .rules import JOINING, KNOWN_BY, Rule, counted
from .services import WAITS, forget_suggestions


@hooks.panels.register(position=15)
def agreements(request: HttpRequest, member: Member) -> dict | None:
    """What waits for a second yes, and what it is time to look at again."""
    others = shown(member.network.suggestions.exclude(by=member))
    suggested = others.count() if member.is_known else 0
    due = [title_of(each) for each in to_look_at(member.network)]
    if not suggested and not due:
        return None
    return {
        "title": _("To agree on"),
        "template": "networks/panel_agreements.html",
        "suggested": suggested,
        "due": due,
    }


@hooks.first_steps.register(position=30)
def read_the_rules(member: Member) -> dict:
    return {
        "title": _("Read your rules together"),
        "text": _("They hold already, in a few plain sentences. Keep them, or change them."),
        "url": reverse("networks:starter", args=[member.network.slug]),
        "done": member.network.agreements.filter(kind=Agreement.Kind.STARTER).exists(),
    }


@hooks.calendar.register()
def days_to_look_again(user: User) -> list[hooks.CalendarEvent]:
    """When it is time to look again at what was agreed."""
    networks = [member.network for member in memberships_of(user)]
    return [
        hooks.CalendarEvent.on_day(
            each.review_on,
            uid=f"review-{each.pk}",
            summary=_("Time to look again at what was agreed"),
            path=_page_of(each),
            updated=each.made_at.date(),
        )
        for each in that_hold(*networks).exclude(review_on=None)
        if each.review_on
    ]


@hooks.hideable.register()
def hideable() -> dict[str, Hideable]:
    return {
        "networks.Agreement": Hideable(
            by="by",
            title=title_of,
            told=lines_of,
            found=lambda member: in_own_words(member.network).select_related("by", "network"),
            url=_page_of,
        ),
        "networks.Suggestion": Hideable(
            by="by",
            title=lambda suggestion: _("A suggestion: %(title)s") % {"title": title_of(suggestion)},
            told=lines_of,
            found=lambda member: member.network.suggestions.select_related("by", "network"),
            url=_page_of,
        ),
    }


def _page_of(what: Agreement | Suggestion) -> str:
    return reverse("networks:agreed", args=[what.network.slug])


@hooks.ending_with.register(position=40)
def ends(member: Member) -> list[str]:
    words = _("You suggest to change “%(title)s”: nobody can agree to it any more.")
    return [words % {"title": title_of(each)} for each in member.suggestions.order_by("pk")]


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.suggested": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody suggests to change what you agreed")
        ),
    }


@hooks.rules.register(position=10)
def rules() -> list[Rule]:
    joining = {
        "invitation": _("Who has a link or a poster’s code from one of us comes in."),
        "open": _("Who wants to take part comes in, from the page that everyone can read."),
        "vouches": _("Who wants to take part asks, and comes in once one of us knows them."),
    }
    return [
        Rule(
            key=JOINING,
            title=gettext_lazy("How one joins"),
            choices=tuple(joining),
            default="invitation",
            words=joining.__getitem__,
            too_few=gettext_lazy("With one member, that one invites."),
        ),
        Rule(
            key=KNOWN_BY,
            title=gettext_lazy("When somebody new is known here"),
            choices=(1, 2, 3, 4),
            default=2,
            words=counted(
                ngettext_lazy(
                    "Once %(count)s of us who is known says: I know this person.",
                    "Once %(count)s of us who are known say: I know this person.",
                    "count",
                )
            ),
            too_few=gettext_lazy("While few are known, half of them are enough."),
        ),
    ]


@hooks.my_membership.register(position=20)
def agreed_by(member: Member) -> Iterator[tuple[str, Any]]:
    for agreement in Agreement.objects.filter(by=member).order_by("made_at"):
        yield _("You wrote"), f"{title_of(agreement)} · {date_format(agreement.made_at)}"
    for agreement in Agreement.objects.filter(seconded_by=member).order_by("made_at"):
        yield _("You said yes to"), f"{title_of(agreement)} · {date_format(agreement.made_at)}"
    for suggestion in member.suggestions.order_by("made_on", "pk"):
        yield _("You suggest"), f"{title_of(suggestion)} · {date_format(suggestion.made_on)}"


@hooks.in_clear.register(position=24)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("What you wrote for all, and when"),
            {
                *("networks.Agreement.kind", "networks.Agreement.number"),
                *("networks.Agreement.value", "networks.Agreement.made_at"),
                *("networks.Agreement.review_on", "networks.Suggestion.kind"),
                *("networks.Suggestion.value", "networks.Suggestion.made_on"),
            },
        ),
    ]


@hooks.kept.register(position=24)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(
            _("What you wrote for all"),
            _("as long as the network; without your name once you left"),
        ),
        hooks.Kept(
            _("What you suggest to agree on"),
            _("until a second one says yes, at most %(count)s days") % {"count": WAITS.days},
            InEach(forget_suggestions),
        ),
    ]
