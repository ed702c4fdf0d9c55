"""Who may help with what, and when the two see how to reach each other."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutualaid.http import refuse
from mutualaid.networks.access import NOT_KNOWN_YET
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member
from needs.posts.access import Seen, is_visible, may_change, need_or_404
from needs.posts.models import Need

from .models import HELPERS_FOR_CARE, Pledge

ENDED = _("This need has ended meanwhile. Thank you all the same.")
YOURS = _("This is your own need.")
IN_A_HOME = _(
    "Somebody would come into a home. So members whom others here know do this. Show the code on "
    "your network's home to a member who knows you."
)
IN_PERSON = _(
    "They have to know who comes. So each of you says for themselves that they can help with this."
)
SITS_NO_MORE = _("You do not sit in this circle any more. Take it back, and offer it yourself.")
GONE = _("This offer is not there any more.")
TWO_HELP = _(
    "Two help together with this. How to reach each other shows once both offers were accepted."
)
NOT_CHECKED = _(
    "Nobody of us has spoken with this person yet. First a member calls them, or goes by. You can "
    "do so yourself: choose “I am looking after this one”, then “Show what they wrote”, and say "
    "there that you spoke."
)
WE_CALL_FIRST = _("First one of us calls you, or comes by. Then it shows how to reach each other.")
THEY_ARE_NEW = _(
    "Only members whom others here know do this, and nobody says that they know this one."
)
NOT_OPEN = _("Contact is open once an offer was accepted, and a day longer than the help.")


def must_be_able_to_help(member: Member, need: Need, circle: Circle | None = None) -> None:
    """Raises `PermissionDenied`, saying why not: themselves, or a circle for which they say so."""
    if not need.is_live:
        refuse(ENDED)
    if may_change(member, need) or (circle and circle.pk == need.circle_id):
        refuse(YOURS)
    if member.on_break:
        refuse(NOT_KNOWN_YET)
    if circle and (need.care or need.at_home):
        refuse(IN_PERSON)
    if not is_visible(member, need) or (need.care and not member.is_known):
        refuse(NOT_KNOWN_YET)
    if need.at_home and not member.is_known:
        refuse(IN_A_HOME)


def must_still_sit(sender: Member, pledge: Pledge) -> None:
    """Raises `PermissionDenied` for who offered it for a circle in which they sit no more."""
    circle = pledge.circle_id
    if circle and not sender.seats.held().filter(circle=circle).exists():
        refuse(SITS_NO_MORE)


def pledge_or_404(
    request: HttpRequest, slug: str, need_id: int, pledge_id: int
) -> tuple[Seen, Pledge]:
    """A pledge, and the need as whoever asks sees it. There is none between two of whom one hides
    from the other."""
    seen = need_or_404(request, slug, need_id)
    pledges = seen.need.pledges.select_related(
        "by__user", "by__network__key", "circle", "key__under"
    )
    pledge = get_object_or_404(pledges, pk=pledge_id)
    if seen.owns and pledge.by_id in absent_to_owners(seen):
        raise Http404
    pledge.need = seen.need
    return seen, pledge


def absent_to_owners(seen: Seen) -> set[int]:
    """Whom its owner, or who looks at it as such, hides from, and who hides from them."""
    owners = {each.pk: each for each in (seen.member, seen.need.by) if each}
    for each in owners.values():
        each.network = seen.need.network
    return hidden_from(*owners.values()) if owners else set()


def helps(seen: Seen, pledge: Pledge) -> bool:
    """Whether it is for whoever asks to carry it out: they offered it, or sit in the circle for
    which that was done."""
    if seen.member is None or pledge.by_id == seen.member.pk:
        return seen.member is not None
    sits = seen.member.seats.held().filter(circle=pledge.circle_id)
    return not seen.owns and pledge.circle_id is not None and sits.exists()


def must_know_each_other(pledge: Pledge, *, owner: bool, helper: Member) -> None:
    """Raises `PermissionDenied` while owner and helper do not see how to reach each other."""
    if closed := why_closed(pledge, owner=owner, helper=helper):
        refuse(closed)


def why_closed(pledge: Pledge, *, owner: bool, helper: Member) -> Promise | str:
    """Why the two do not see how to reach each other, in words for the ``owner`` or for the helper;
    empty where they do. ``helper`` is who offered it, or sits in the circle for which they did."""
    need = pledge.need
    if not pledge.is_open(timezone.now()):
        return NOT_OPEN
    if helper.pk != pledge.by_id and (need.at_home or need.care or meets_absent(helper, need)):
        return IN_PERSON
    if (need.at_home or need.care) and not helper.is_known:
        return THEY_ARE_NEW if owner else IN_A_HOME if need.at_home else NOT_KNOWN_YET
    if need.care and Pledge.objects.counted(need).count() < HELPERS_FOR_CARE:
        return TWO_HELP
    if not need.is_checked:
        return WE_CALL_FIRST if owner else NOT_CHECKED
    return ""


def meets_absent(helper: Member, need: Need) -> bool:
    """Whether somebody helps already who is absent to this one: they do not come to one door."""
    return Pledge.objects.counted(need).filter(by__in=hidden_from(helper)).exists()


def may_see_address(helper: Member) -> bool:
    """Whoever is known here."""
    return helper.is_known
