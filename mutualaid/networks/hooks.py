"""What networks add to the pages of others, and to the demo."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mutualaid import hooks
from mutualaid.accounts.http import SignedInRequest
from mutualaid.accounts.models import User
from mutualaid.codes import spaced
from mutualaid.fields import random_id
from mutualaid.sealed.services import reveal

from .agreements.queries import title_of, to_look_at
from .agreements.rules import CONCUR, JOINING, KNOWN_BY, PAUSE_DAYS, TOUCH_DAYS, Rule, agreed
from .company.models import Welcome
from .company.queries import alone, asking, known_by_now
from .company.services import ACTS_KEPT, WELCOME_LASTS
from .concerns.models import Concern
from .concerns.services import OUTCOME_KEPT, TOLD_KEPT
from .hiding.queries import names_for
from .models import Agreement, Member, Network
from .queries import memberships_of
from .readiness import reachable
from .services import SETTLED_AFTER, leave, make_poster, meeting_code
from .standing import threshold


@hooks.panels.register(position=10)
def newcomer(request: HttpRequest, member: Member) -> dict | None:
    """How somebody new becomes known."""
    if member.is_known:
        return None
    known = member.network.members.known()
    return {
        "title": _("You are new here"),
        "template": "networks/panel_newcomer.html",
        "code": spaced(meeting_code(member)),
        "needed": threshold(known.count(), agreed(member.network, KNOWN_BY)),
        "known_by": member.vouches.filter(by__in=known).count(),
        "welcome": Welcome.objects.filter(newcomer=member).select_related("by").first(),
    }


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


@hooks.me_panels.register(position=10)
def my_networks(request: SignedInRequest) -> dict:
    return {
        "title": _("Your networks"),
        "template": "networks/my_networks.html",
        "memberships": memberships_of(request.user),
    }


@hooks.first_steps.register(position=10)
def say_what_you_do(member: Member) -> dict:
    return {
        "title": _("Say what you do"),
        "text": _("Some words for the page that everyone can read."),
        "url": reverse("networks:words", args=[member.network.slug]),
        "done": member.network.agreements.filter(kind=Agreement.Kind.PAGE).exists(),
    }


@hooks.first_steps.register(position=20)
def bring_a_neighbor(member: Member) -> dict:
    return {
        "title": _("Bring a second neighbor"),
        "text": _("Two share the work, and neither is alone with it."),
        "url": reverse("networks:invite", args=[member.network.slug]),
        "done": member.network.members.exclude(pk=member.pk).exists(),
    }


@hooks.first_steps.register(position=90)
def be_ready(member: Member) -> dict | None:
    """A demo answers on its own computer only, so it never is."""
    if member.network.demo:
        return None
    return {
        "title": _("Look whether you are ready for neighbors"),
        "text": _("Can they open your address? Does mail arrive?"),
        "url": reverse("networks:ready", args=[member.network.slug]),
        "done": reachable(settings.ORIGIN),
    }


@hooks.hideable.register()
def words_of_the_page(member: Member, thing: str) -> hooks.Hideable | None:
    table, _dot, pk = thing.partition(".")
    if table != Agreement._meta.db_table or not pk.isdecimal():
        return None
    pages = member.network.agreements.filter(kind=Agreement.Kind.PAGE).select_related("by")
    page = pages.filter(pk=int(pk)).first() if len(pk) < 20 else None
    return page and hooks.Hideable(title_of(page), page.by)


@hooks.panels.register(position=12)
def to_look_at_together(request: HttpRequest, member: Member) -> dict | None:
    seats = member.panels.filter(declined=False, concern__state=Concern.State.OPEN)
    if not seats.exists():
        return None
    return {
        "title": _("You were drawn to look at this"),
        "template": "networks/panel_concerns.html",
    }


@hooks.panels.register(position=15)
def agreements(request: HttpRequest, member: Member) -> dict | None:
    """What waits for a second yes, and what it is time to look at again."""
    suggested = member.network.suggestions.exclude(by=member).count() if member.is_known else 0
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


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.suggested": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody suggests to change what you agreed")
        ),
        "networks.welcomed": hooks.NoticeKind(
            gettext_lazy("%(network)s: somebody welcomes you, and tells you how to meet")
        ),
        "networks.panel": hooks.NoticeKind(
            gettext_lazy("%(network)s: you were drawn to look at something, with others")
        ),
        "networks.heard": hooks.NoticeKind(
            gettext_lazy("%(network)s: some of us would like to hear you")
        ),
        "networks.paused": hooks.NoticeKind(
            gettext_lazy("%(network)s: you are to take a break, and can say what you think of it")
        ),
        "networks.concern-ended": hooks.NoticeKind(
            gettext_lazy("%(network)s: what was looked at has ended")
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
            words=lambda count: (
                ngettext(
                    "Once %(count)s of us who is known says: I know this person.",
                    "Once %(count)s of us who are known say: I know this person.",
                    count,
                )
                % {"count": count}
            ),
            too_few=gettext_lazy("While few are known, half of them are enough."),
        ),
        Rule(
            key=CONCUR,
            title=gettext_lazy("When something is not right"),
            choices=(2, 3),
            default=2,
            words=lambda count: (
                _(
                    "Three are drawn by lot who have nothing to do with it. Once %(count)s of them "
                    "agree, words are hidden or a person takes a break."
                )
                % {"count": count}
            ),
            too_few=gettext_lazy(
                "If only two are there, both sides must accept them, and both must agree. If "
                "fewer are there, we ask a neighboring network."
            ),
        ),
        Rule(
            key=PAUSE_DAYS,
            title=gettext_lazy("How long a break lasts"),
            choices=(7, 14, 30),
            default=14,
            words=lambda days: _("%(count)s days, then it ends by itself.") % {"count": days},
            too_few=gettext_lazy("Only the assembly can decide on more."),
        ),
        Rule(
            key=TOUCH_DAYS,
            title=gettext_lazy("Keeping in touch with who has no phone"),
            choices=(30, 90, 180),
            default=90,
            words=lambda days: (
                _("Whom they choose brings word to them for %(count)s days. Then they choose anew.")
                % {"count": days}
            ),
            too_few=gettext_lazy("Two do it where possible; one is enough to begin."),
        ),
    ]


@hooks.demo.register(position=10)
def poster(network: Network, members: dict[str, Member]) -> None:
    """Made by the founder."""
    make_poster(by=network.members.get(via=None), once=random_id(), uses=50, days=90)


@hooks.my_data.register(position=20)
def my_memberships(user: User) -> list[dict]:
    members = Member.objects.filter(user=user).select_related("network__key", "key", "via__by")
    asked = user.knocks.select_related("network")
    return [
        *({"title": member.network.name, "rows": [*_held(member)]} for member in members),
        *(
            {"title": each.network.name, "rows": [(_("You ask to join as"), each)]}
            for each in asked
        ),
    ]


def _held(member: Member) -> Iterator[tuple[str, Any]]:
    name_of = names_for(member)
    yield _("Your name here"), member.name
    yield _("You take part since"), date_format(member.joined_on)
    if member.via:
        yield _("You came in by an invitation of"), name_of(member.via.by)
    for seat in member.seats.select_related("circle"):
        yield _("You sit in"), seat.circle
    if member.known_since:
        yield _("You are known here since"), date_format(member.known_since)
    for vouch in member.vouches_given.select_related("about"):
        yield _("You said that you know"), name_of(vouch.about)
    count = member.vouches.count()
    if count:
        yield _("How many say that they know you"), count
    for concern in member.concerns_raised.exclude(key=None):
        account = reveal(concern, "account", to=member.user, reason="own-page")
        yield _("You raised a concern"), f"{date_format(concern.raised_on)} · {account}"
    for concern in member.concerns_about.filter(asked_on__isnull=False).exclude(key=None):
        yield _("You were asked about a concern"), date_format(concern.asked_on)
    if found := Welcome.objects.filter(newcomer=member).select_related("by").first():
        yield _("You asked to be welcomed"), date_format(found.asked_on)
        if found.by:
            words = reveal(found, "words", to=member.user, reason="own-page", key=member.key)
            yield name_of(found.by), words
    for given in member.welcomes_given.select_related("newcomer"):
        yield _("You welcome"), name_of(given.newcomer)
    for touch in member.touches.exclude(by=None).select_related("by").prefetch_related("acts"):
        yield _("Who keeps in touch with you"), f"{name_of(touch.by)} · {touch.acts.count()}"
    for touch in member.touches_given.select_related("of"):
        yield _("You keep in touch with"), name_of(touch.of)
    for seat in member.panels.select_related("concern"):
        yield _("You were drawn to look at a concern"), date_format(seat.concern.raised_on)
    if member.paused_until:
        yield _("You take a break until"), date_format(member.paused_until)
    for hiding in member.hidings.all():
        yield (
            _("You hide from"),
            reveal(hiding, "name", to=member.user, reason="own-page", key=member.key),
        )
    for invitation in member.invitations.order_by("made_on", "pk"):
        yield (
            _("You made an invitation"),
            _("on %(made)s, good until %(ends)s")
            % {"made": date_format(invitation.made_on), "ends": date_format(invitation.ends_on)},
        )
    for agreement in Agreement.objects.filter(by=member).order_by("made_at"):
        yield _("You wrote"), f"{title_of(agreement)} · {date_format(agreement.made_at)}"
    for agreement in Agreement.objects.filter(seconded_by=member).order_by("made_at"):
        yield _("You said yes to"), f"{title_of(agreement)} · {date_format(agreement.made_at)}"
    for suggestion in member.suggestions.order_by("made_on", "pk"):
        yield _("You suggest"), f"{title_of(suggestion)} · {date_format(suggestion.made_on)}"


@hooks.my_keys.register()
def my_membership_keys(user: User) -> list[int]:
    raised = user.memberships.values_list("concerns_raised__key", flat=True)
    return [key for key in [*user.memberships.values_list("key", flat=True), *raised] if key]


@hooks.readers.register()
def members_by_name(names: set[str]) -> dict[str, str]:
    table = f"{Member._meta.db_table}."
    ids = [name.removeprefix(table) for name in names if name.startswith(table)]
    members = Member.objects.filter(pk__in=ids).select_related("network")
    return {f"{table}{member.pk}": f"{member} · {member.network}" for member in members}


@hooks.erasing.register()
def leave_all(user: User) -> None:
    for member in Member.objects.filter(user=user).select_related("network", "key"):
        leave(member=member)


@hooks.in_clear.register(position=20)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("In which networks and circles you take part, under which name and since when"),
            {
                *("networks.Member.name", "networks.Member.joined_on", "networks.Member.left_on"),
                *("networks.Member.vouches_needed", "networks.Member.known_since"),
                *("networks.Seat.label", "networks.Seat.until"),
                *("networks.Knock.name", "networks.Knock.made_on"),
            },
        ),
        (
            _("Whom you invited and on which day; for three months, whom you said that you know"),
            {
                *("networks.Invitation.kind", "networks.Invitation.code_index"),
                *("networks.Invitation.uses_left", "networks.Invitation.made_on"),
                *("networks.Invitation.ends_on", "networks.Vouch.made_on"),
            },
        ),
        (
            _(
                "That you raised a concern, look at one, or are paused by one, and on which days; "
                "not what it says"
            ),
            {
                *("networks.Concern.state", "networks.Concern.thing", "networks.Concern.hides"),
                *("networks.Concern.tells_name", "networks.Concern.raiser_accepts"),
                *("networks.Concern.other_accepts", "networks.Concern.pauses_until"),
                *("networks.Concern.raised_on", "networks.Concern.asked_on"),
                *("networks.Concern.ended_on", "networks.PanelSeat.proposal"),
                *("networks.PanelSeat.declined", "networks.Member.paused_until"),
            },
        ),
        (
            _("Who welcomes you, and who keeps in touch with you, since when and until when"),
            {
                *("networks.Welcome.asked_on", "networks.Welcome.until"),
                *("networks.Touch.since", "networks.Touch.until"),
            },
        ),
        (
            _("That you hide from somebody, but not from whom"),
            {"networks.Hiding.name_index"},
        ),
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


@hooks.forgetting.register(position=10)
def leave_again(keys: set[int]) -> None:
    for member in Member.objects.filter(key__in=keys).select_related("network", "key"):
        leave(member=member)


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "networks_hiding.name": _("The names of those from whom you hide"),
        "networks_welcome.words": _("How to meet who welcomes you"),
        "networks_concern.named": _("About whom you raised a concern"),
        "networks_concern.account": _("What you told when you raised a concern"),
        "networks_concern.question": _("What you were asked about a concern"),
        "networks_concern.answer": _("What was said about a concern"),
    }


@hooks.kept.register(position=20)
def kept() -> list[tuple[str, str]]:
    return [
        (_("Your name in a network"), _("until you leave it")),
        (
            _("By whose invitation you came, and who said that they know you"),
            _("until you are known for %(count)s days") % {"count": SETTLED_AFTER.days},
        ),
        (
            _("What was told in a concern, and who looked at it"),
            _("%(count)s days after its end") % {"count": TOLD_KEPT.days},
        ),
        (
            _("What came of a concern"),
            _("%(count)s days after its end") % {"count": OUTCOME_KEPT.days},
        ),
        (
            _("Who welcomes somebody new"),
            _("%(count)s days, or until they are known") % {"count": WELCOME_LASTS.days},
        ),
        (
            _("Who keeps in touch with whom, and what they did for them"),
            _("%(count)s days after its end") % {"count": ACTS_KEPT.days},
        ),
        (_("From whom you hide"), _("until you hide no more, or leave")),
        (_("What you wrote for all"), _("as long as the network; without your name once you left")),
    ]
