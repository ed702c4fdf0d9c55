"""What networks add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.http import SignedInRequest
from mutualaid.accounts.models import User
from mutualaid.sealed.ledger import FOLDED_AFTER
from mutualaid.sealed.services import unseal_bytes

from .agreements import hooks as of_agreements  # noqa: F401
from .company import hooks as of_company  # noqa: F401
from .concerns import hooks as of_concerns  # noqa: F401
from .departures import forget_departures, who_was
from .hiding import hooks as of_hiding  # noqa: F401
from .hiding.queries import hidden_from, hiding_from
from .joining import hooks as of_joining  # noqa: F401
from .joining.queries import knocks_of
from .lockdown import hooks as of_lockdown  # noqa: F401
from .models import Agreement, Hiding, Member
from .nights import InEach
from .pictures import hooks as of_pictures  # noqa: F401
from .queries import memberships_of
from .readiness import reachable
from .services import leave
from .standing import hooks as of_standing  # noqa: F401
from .standing.services import SETTLED_AFTER, settle
from .wiping import hooks as of_wiping  # noqa: F401


@hooks.me_panels.register(position=10)
def my_networks(request: SignedInRequest) -> dict:
    return {
        "title": _("Your networks"),
        "template": "networks/my_networks.html",
        "memberships": memberships_of(request.user),
        "knocks": knocks_of(request.user),
    }


@hooks.first_steps.register(position=10)
def say_what_you_do(member: Member) -> dict:
    return {
        "title": _("Say what you do"),
        "text": _("Some words for the page that everyone can read."),
        "url": reverse("networks:words", args=[member.network.slug]),
        "done": member.network.agreements.filter(kind=Agreement.Kind.PAGE).exists(),
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


@hooks.my_data.register(position=20)
def my_memberships(user: User) -> list[dict]:
    members = Member.objects.filter(user=user).select_related(
        "network__key", "key__under", "via__by", "picture"
    )
    asked = user.knocks.select_related("network")
    return [
        *(
            {
                "title": _("A network that is locked")
                if member.network.is_locked
                else member.network.name,
                "rows": [*_held(member)],
            }
            for member in members
        ),
        *(
            {"title": each.network.name, "rows": [(_("You ask to join as"), each)]}
            for each in asked
        ),
        {
            "title": _("What was forgotten"),
            "rows": [
                (_("Something of yours, on"), date_format(each.left_on))
                for each in user.departures.order_by("left_on", "pk")
            ],
        },
    ]


def _held(member: Member) -> Iterator[tuple[str, Any]]:
    yield _("Your name here"), member.name
    yield _("You take part since"), date_format(member.joined_on)
    if member.network.is_locked:
        return
    hidden = hidden_from(member)
    if member.via and member.via.by_id not in hidden:
        yield _("You came in by an invitation of"), member.via.by
    for seat in member.seats.select_related("circle"):
        yield _("You sit in"), seat.circle
    if hasattr(member, "picture"):
        content = unseal_bytes(member.picture, "large", key=member.picture.key)
        yield _("Your picture"), hooks.HeldFile(f"picture-{member.network.slug}.jpg", content)
    if member.known_since:
        yield _("You are known here since"), date_format(member.known_since)
    for vouch in member.vouches_given.exclude(about__in=hidden).select_related("about"):
        yield _("You said that you know"), vouch.about
    count = member.vouches.count()
    if count:
        yield _("How many say that they know you"), count
    for invitation in member.invitations.order_by("made_on", "pk"):
        yield (
            _("You made an invitation"),
            _("on %(made)s, good until %(ends)s")
            % {"made": date_format(invitation.made_on), "ends": date_format(invitation.ends_on)},
        )
    for rows in hooks.my_membership.ask(member):
        yield from rows


@hooks.own_words.register()
def names_there(user: User) -> list[str]:
    return [word for each in memberships_of(user) for word in (each.network.name, each.name)]


@hooks.my_keys.register()
def my_membership_keys(user: User) -> list[int]:
    held = [key for key in user.memberships.values_list("key", flat=True) if key]
    return held + [key for was in who_was(user) for key in was.keys]


@hooks.readers.register()
def members_by_name(names: set[str], to: User) -> dict[str, str]:
    """Who hides from whom it is told is "someone"; from whom somebody hides, they may know."""
    table = f"{Member._meta.db_table}."
    ids = [name.removeprefix(table) for name in names if name.startswith(table)]
    members = Member.objects.unlocked().filter(pk__in=ids).select_related("network")
    marks = [mark for was in who_was(to) for mark in was.marks]
    hiding = {*Hiding.objects.filter(name_index__in=marks).values_list("by", flat=True)}
    hiding |= hiding_from(*memberships_of(to).select_related("network__key"))
    return {
        f"{table}{each.pk}": f"{_('someone') if each.pk in hiding else each} · {each.network}"
        for each in members
    }


@hooks.as_oneself.register()
def as_member(user: User) -> set[str]:
    memberships = [*user.memberships.values_list("pk", flat=True)]
    memberships += [was.member for was in who_was(user)]
    return {f"{Member._meta.db_table}.{pk}" for pk in memberships}


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
            _("For three months, on which day something of yours was forgotten, and not what"),
            {"networks.Departure.left_on"},
        ),
        (
            _("Whom you invited and on which day; for three months, whom you said that you know"),
            {
                *("networks.Invitation.kind", "networks.Invitation.code_index"),
                *("networks.Invitation.uses_left", "networks.Invitation.made_on"),
                *("networks.Invitation.ends_on", "networks.Vouch.made_on"),
            },
        ),
    ]


@hooks.left_out_of_moving.register()
def left_out_of_moving() -> dict[str, str]:
    """Ours, and those of apps that have no hooks of their own."""
    ledger = "the ledger of another server, which only its key continues"
    django = "every server has its own, and we use none of it"
    return {
        "networks.Knock": "whoever asks to come in is no member yet, and asks anew",
        "networks.Departure": "the ledger that it leads to stays with its server",
        "networks.DuressCode": "is found by a key of the server: codes are made anew",
        "sealed.Access": ledger,
        "sealed.Checkpoint": ledger,
        "sealed.LedgerEnd": ledger,
        "sealed.Erased": "what was erased is not in the file",
        "jobs.Job": "what is due is asked for again by each night",
        "jobs.Heartbeat": "of another server",
        "auth.Permission": django,
        "auth.Group": django,
        "auth.Group_permissions": django,
        "contenttypes.ContentType": django,
    }


NAME = "what somebody is called: without it nobody could be told apart, greeted, or hidden from"
OWN_EYES = "only who wrote it reads it"
OURS = "the program writes it"


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    """Ours, and those of apps that have no hooks of their own."""
    return {
        "networks.Network": "it cannot be without a name and a place; two members change them",
        "networks.Member": NAME,
        "networks.Knock": NAME,
        "networks.Circle": "no page lets anybody name one",
        "networks.Seat": "no page lets anybody name one",
        "networks.TouchAct": "one of a list in the code",
        "networks.Welcome": "one person reads it, whom a concern about conduct helps",
        "networks.Hiding": OWN_EYES,
        "networks.Concern": "a panel reads it; and what came of it, all must be able to read",
        "networks.Invitation": OURS,
        "networks.Departure": OURS,
        "networks.Part": OURS,
        "networks.Recovery": OURS,
        "auth.Permission": OURS,
        "auth.Group": OURS,
    }


@hooks.forgetting.register(position=10)
def leave_again(keys: set[int]) -> None:
    for member in Member.objects.filter(key__in=keys).select_related("network", "key"):
        leave(member=member)


@hooks.kept.register(position=20)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(_("Your name in a network"), _("until you leave it")),
        hooks.Kept(_("Your picture in a network"), _("until you remove it or leave")),
        hooks.Kept(
            _("On which days somebody joined and left, without a name once they left"),
            _("as long as the network"),
        ),
        hooks.Kept(
            _("That something of yours was forgotten, to let you read who was shown it"),
            _("%(count)s days") % {"count": FOLDED_AFTER.days},
            forget_departures,
        ),
        hooks.Kept(
            _("By whose invitation you came, and who said that they know you"),
            _("until you are known for %(count)s days, or for a year")
            % {"count": SETTLED_AFTER.days},
            InEach(settle),
        ),
    ]
