"""Offering help, accepting it, and letting go again."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mutualaid.db import claim, hold_row
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import erase, seal, unseal
from needs.posts.models import Need
from needs.posts.queries import owners_of
from needs.posts.services import locked, tell_of, tell_owner

from .access import (
    ENDED,
    GONE,
    THEY_ARE_NEW,
    meets_absent,
    must_be_able_to_help,
    must_still_sit,
)
from .models import Pledge, PledgeQuerySet
from .queries import helpers_of, left_of, parts_in, parts_of

OPEN_AFTER = timedelta(hours=24)
"""How long after the help both still know how to reach each other."""
NOT_THERE = gettext_lazy("Only who sits in a circle offers help for it.")
SAID_ALREADY = gettext_lazy("Somebody of your circle has offered this already. Thank you.")
CHANGED = gettext_lazy("They changed what they offer. Please read it again.")
SAID_NO = gettext_lazy("They said “not this time” to your offer. Thank you all the same.")


class Changed(PermissionDenied):
    """What was offered is not what the owner has read."""


@transaction.atomic
def pledge(
    *,
    need: Need,
    by: Member,
    quantity: int,
    words: str,
    contact: str,
    circle: Circle | None = None,
) -> Pledge:
    """Offer to help, oneself or for a ``circle`` in which one sits. Offered again, the newer words
    hold, and the owner is told of others; once it was accepted, it stays. Raises
    `PermissionDenied`."""
    by, need = as_now(by), locked(need)
    must_be_able_to_help(by, need, circle)
    if circle:
        _must_speak_for(by, circle, need)
    mine = need.pledges.select_related("key__under", "circle").filter(by=by).first()
    mine = mine or Pledge(need=need, by=by, key=new_key(under=need.network.key))
    if mine.state == Pledge.State.DECLINED:
        refuse(SAID_NO)
    if not mine._state.adding and Pledge.objects.counted(need).filter(pk=mine.pk).exists():
        return mine
    if not mine._state.adding and mine.stands:
        _change(mine, need, by, (circle, quantity, words, contact))
        return mine
    _must_be_left(need, quantity)
    mine.state, mine.open_until = Pledge.State.OFFERED, None
    _write(mine, circle, quantity, words, contact)
    tell_owner(need, "needs.pledged")
    return mine


@transaction.atomic
def change(
    *,
    pledge: Pledge,
    by: Member,
    quantity: int,
    words: str,
    contact: str,
    circle: Circle | None = None,
) -> bool:
    """Its sender offers something else, of which the owner is told; false if it was answered or
    taken back meanwhile. Raises `PermissionDenied`."""
    by, need = as_now(by), locked(pledge.need)
    offered = need.pledges.filter(pk=pledge.pk, by=by, state=Pledge.State.OFFERED)
    mine = offered.select_related("key__under", "circle").first()
    if mine is None:
        return False
    must_be_able_to_help(by, need, circle)
    must_still_sit(by, mine)
    if circle:
        _must_speak_for(by, circle, need)
    _change(mine, need, by, (circle, quantity, words, contact))
    return True


def _change(
    mine: Pledge, need: Need, by: Member, told: tuple[Circle | None, int, str, str]
) -> None:
    """Owners hear it once a day; those who are absent to the sender, never."""
    if told == _told(mine):
        return
    if told[1] > mine.quantity:
        _must_be_left(need, told[1])
    _write(mine, *told)
    absent = hidden_from(by)
    owners = [each for each in owners_of(need) if each.pk not in absent]
    tell_of(need, "needs.pledge_changed", *owners, once=f"{mine.pk}.{need.network.today()}")


def _must_be_left(need: Need, quantity: int) -> None:
    left = left_of(need)
    if quantity > left:
        refuse(words_of_left(left))


def _write(mine: Pledge, circle: Circle | None, quantity: int, words: str, contact: str) -> None:
    mine.circle, mine.quantity = circle, quantity
    seal(mine, "words", words, key=mine.key)
    seal(mine, "contact", contact, key=mine.key)
    mine.save()


def _told(pledge: Pledge) -> tuple[Circle | None, int, str, str]:
    """What stands in it, only to be compared."""
    assert pledge.key
    words, contact = (unseal(pledge, column, key=pledge.key) for column in ("words", "contact"))
    return pledge.circle, pledge.quantity, words, contact


@transaction.atomic
def accept(*, pledge: Pledge, seen: str | None = None) -> bool:
    """The owner takes the offer as they have ``seen`` it, by its stamp, or else as it is given
    here; false if it was answered already. Raises `Changed` where it is another by now, and
    `PermissionDenied` once somebody else was quicker."""
    if seen is None:
        seen = pledge.stamp
    hold_row(Network, "id", id=pledge.need.network_id)  # nobody begins to hide meanwhile
    need = locked(pledge.need)
    if not need.is_live:
        refuse(ENDED)
    offered = Pledge.objects.filter(pk=pledge.pk, state=Pledge.State.OFFERED)
    present = offered.select_related("by__user", "by__network__key").first()
    if present is None:
        return False
    if present.stamp != seen:
        raise Changed(CHANGED)
    pledge, present.need = present, need
    # Whoever hides from one who helps already is not brought to the same door.
    absent = need.by_id in hidden_from(pledge.by) or meets_absent(pledge.by, need)
    if pledge.by.on_break or absent:
        refuse(GONE)
    if (need.at_home or need.care) and not pledge.by.is_known:
        refuse(THEY_ARE_NEW)
    _must_be_left(need, pledge.quantity)
    claim(offered, state=Pledge.State.ACCEPTED, open_until=_closing(need))
    _settle(need)
    tell_of(need, "needs.accepted", *helpers_of(pledge))
    return True


@transaction.atomic
def decline(*, pledge: Pledge) -> bool:
    """The owner would rather not, or not after all; no reason is asked. False if it stands no
    more, as in what follows."""
    need = locked(pledge.need)
    if not _end(pledge, Pledge.State.DECLINED):
        return False
    _settle(need)
    tell_of(need, "needs.declined", *helpers_of(pledge))
    return True


@transaction.atomic
def take_back(*, pledge: Pledge) -> bool:
    """Who offered cannot come after all; the owner is told."""
    need = locked(pledge.need)
    if not _end(pledge, Pledge.State.TAKEN):
        return False
    _settle(need)
    tell_owner(need, "needs.taken_back")
    return True


@transaction.atomic
def done(*, pledge: Pledge, helper_says: bool = False) -> bool:
    """The help is over, for this time and for good; both see each other's contact a day longer.
    Where a helper says so, the owner is asked whether it worked out."""
    need = locked(pledge.need)
    accepted = Pledge.objects.filter(pk=pledge.pk, state=Pledge.State.ACCEPTED)
    if not claim(accepted, state=Pledge.State.DONE, open_until=timezone.now() + OPEN_AFTER):
        return False
    _settle(need)
    if helper_says:
        tell_owner(need, "needs.done")
    return True


def tell_accepted(*, need: Need, kind: str) -> None:
    """Tell whoever is about to help."""
    for each in need.pledges.filter(state=Pledge.State.ACCEPTED).select_related("by__user"):
        each.need = need
        tell_of(need, kind, *helpers_of(each))


@transaction.atomic
def part_pledges(*, member: Member, absent: set[int]) -> None:
    """Of two who are absent to each other from now on, neither helps the other, and nobody is told
    why. Where both help a third, this member does not, and that one is told."""
    between = Q(by=member, need__by__in=absent) | Q(by__in=absent, need__by=member)
    for each in Pledge.objects.standing().filter(between).select_related("need"):
        need = locked(each.need)
        if _end(each, Pledge.State.TAKEN):
            _settle(need)
    for each in member.pledges.filter(state=Pledge.State.ACCEPTED).select_related("need"):
        if Pledge.objects.counted(each.need).filter(by__in=absent).exists():
            take_back(pledge=each)


@transaction.atomic
def leave_pledges(*, member: Member) -> None:
    """Who leaves takes back what they offered, and nobody can tell what they did before."""
    for each in member.pledges.standing().select_related("need"):
        take_back(pledge=each)
    forget_pledges(member.pledges.all())


@transaction.atomic
def forget_pledges(pledges: PledgeQuerySet) -> None:
    """Forget who offered help and what they told."""
    for each in pledges.select_related("need", "key"):
        need = locked(each.need)
        each.delete()
        if each.key:
            erase(each.key)
        _settle(need)


def settle(*, need: Need) -> None:
    """Make the need's state, and until when contacts are open, follow from its pledges and from
    what its owner said."""
    need = locked(need)
    _settle(need)
    need.pledges.filter(state=Pledge.State.ACCEPTED).update(open_until=_closing(need))


def begin_again(*, need: Need) -> None:
    """What was done was not enough: it counts no more."""
    done = need.pledges.filter(state=Pledge.State.DONE)
    done.update(state=Pledge.State.TAKEN, open_until=timezone.now())


def _must_speak_for(member: Member, circle: Circle, need: Need) -> None:
    """Raises `PermissionDenied` for who does not sit there, and where it was said already."""
    if not member.seats.held().filter(circle=circle, circle__network=need.network_id).exists():
        refuse(NOT_THERE)
    said = need.pledges.filter(circle=circle)
    if said.filter(state=Pledge.State.DECLINED).exists():
        refuse(SAID_NO)
    if said.standing().exclude(by=member).exists():
        refuse(SAID_ALREADY)


def _end(pledge: Pledge, state: str) -> bool:
    standing = Pledge.objects.standing().filter(pk=pledge.pk)
    return claim(standing, state=state, open_until=timezone.now())


def _settle(need: Need) -> None:
    if need.is_live:
        need.state = state_of(need)
        need.ended_on = need.network.today() if need.state == Need.State.MET else None
        need.save(update_fields=["state", "ended_on"])
    if not need.is_live:
        _end_all(need)


def _end_all(need: Need) -> None:
    """Nobody comes in vain: those who wait for an answer, or were accepted, are told."""
    now = timezone.now()
    for each in need.pledges.standing().select_related("by__user"):
        if need.state == Need.State.MET and each.state == Pledge.State.ACCEPTED:
            each.state, each.open_until = Pledge.State.DONE, now + OPEN_AFTER
        else:
            each.state, each.open_until = Pledge.State.TAKEN, now
        each.save(update_fields=["state", "open_until"])
        each.need = need
        tell_of(need, "needs.ended", *helpers_of(each))


def state_of(need: Need) -> str:
    """Of a need that has not ended, from its pledges."""
    promised, all_parts = parts_in(Pledge.objects.counted(need), need), parts_of(need)
    done = parts_in(Pledge.objects.counted(need).filter(state=Pledge.State.DONE), need)
    if done >= all_parts:
        return Need.State.MET
    if promised >= all_parts:
        return Need.State.HELPED if done else Need.State.PLEDGED
    return Need.State.PARTLY if promised else Need.State.OPEN


def _closing(need: Need) -> datetime | None:
    """A day after the day on which it is wanted, or after today; open for what comes round."""
    if need.comes_round:
        return None
    day = max(need.due_on, need.network.today()) + timedelta(days=1)
    midnight = datetime.combine(day, time(), ZoneInfo(need.network.time_zone))
    return midnight + OPEN_AFTER


def words_of_left(left: int) -> str:
    """Why no more than so much can be offered."""
    if left < 1:
        return _("Others have promised all of it meanwhile. Thank you all the same.")
    return ngettext(
        "Meanwhile only %(left)s is still missing.",
        "Meanwhile only %(left)s are still missing.",
        left,
    ) % {"left": left}
