"""How much of a need is looked after, and which pledges whoever looks at it sees."""

from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.formats import date_format

from mutualaid import hooks
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Member
from needs.posts.access import Seen
from needs.posts.models import Need

from .access import absent_to_owners, helps, why_closed
from .models import HELPERS_FOR_CARE, Pledge, PledgeQuerySet


def parts_of(need: Need) -> int:
    """How many parts it has; of what asks for care, how many helpers."""
    return max(need.quantity, HELPERS_FOR_CARE) if need.care else need.quantity


def parts_in(pledges: PledgeQuerySet, need: Need) -> int:
    """How many of its parts these pledges are."""
    if need.care:
        return pledges.count()
    return int(pledges.aggregate(all=Sum("quantity"))["all"] or 0)


def left_of(need: Need) -> int:
    """How many of its parts nobody has promised."""
    return parts_of(need) - parts_in(Pledge.objects.counted(need), need)


def may_offer(member: Member | None, need: Need) -> bool:
    """Whether a page asks who sees it for help: something is missing, and they have not said
    already what they can do."""
    if not need.is_live:
        return False
    if member is None:
        return True  # they are asked to sign in first
    mine = need.pledges.filter(by=member).first()
    again = {Pledge.State.TAKEN, *([Pledge.State.DONE] if need.comes_round else [])}
    return (mine is None or mine.state in again) and left_of(need) > 0


def helped_together(member: Member) -> dict[int, int]:
    """With how many needs each of the others helped as well, by their ids."""
    done = Pledge.objects.filter(state=Pledge.State.DONE)
    others = done.filter(need__in=done.filter(by=member).values("need")).exclude(by=member)
    return dict(others.values_list("by").annotate(Count("pk")))


def offers_to(member: Member, *, by: Member) -> PledgeQuerySet:
    """What waits for the yes of a member who has no phone, for ``by``, who keeps in touch with them
    and says yes to no offer of their own."""
    absent = hidden_from(member) | {by.pk}
    waiting = Pledge.objects.filter(need__by=member, state=Pledge.State.OFFERED)
    return waiting.exclude(by__in=absent).select_related("need", "by").order_by("offered_on", "pk")


def helpers_of(pledge: Pledge) -> list[Member]:
    """Who carries it out: who offered it and, where they did so for a circle, whoever sits there,
    but for those who are absent to whose need it is."""
    if pledge.circle_id is None:
        return [pledge.by]
    sitting = Member.objects.present().filter(seats__circle=pledge.circle_id, seats__until=None)
    owner = pledge.need.by
    absent = hidden_from(owner) | {owner.pk} if owner else set()
    others = sitting.exclude(pk__in=absent | {pledge.by_id}).select_related("user")
    return [pledge.by, *others]


def after_help(seen: Seen) -> list[hooks.Link]:
    """What its owner, or who helped, can say once help was given."""
    given = seen.need.pledges.filter(state=Pledge.State.DONE)
    if not seen.owns:
        given = given.of(seen.member) if seen.member else given.none()
    return hooks.after_help.ask(seen.need, seen.member) if given.exists() else []


def pledges_seen(seen: Seen) -> list[dict[str, Any]]:
    """All of them, for the need's owner; for a helper their own and their circles'. Whom one of the
    two hides from is not among them."""
    pledges = seen.need.pledges.select_related("by", "circle").order_by("offered_on", "pk")
    if not seen.owns:
        pledges = pledges.of(seen.member) if seen.member else pledges.none()
    else:
        pledges = pledges.exclude(by__in=absent_to_owners(seen))
    return [_seen_by(seen, each) for each in pledges]


def _seen_by(seen: Seen, pledge: Pledge) -> dict[str, Any]:
    pledge.need = seen.need
    over = not pledge.is_open(timezone.now())
    helper = pledge.by if seen.owns or seen.member is None else seen.member
    closed = "" if over else why_closed(pledge, owner=seen.owns, helper=helper)
    since = pledge.by.known_since
    return {
        "pledge": pledge,
        "name": pledge.whose if seen.owns else str(pledge.circle or pledge.by),
        "known": pledge.by.is_known,
        "known_since": date_format(since, "YEAR_MONTH_FORMAT") if since else "",
        "mine": helps(seen, pledge),
        "may_change": pledge.state == Pledge.State.OFFERED
        and pledge.by == seen.member
        and not seen.member.on_break,
        "state": Pledge.State(pledge.state).label,
        "open": not over and not closed,
        "closed": closed,
    }
