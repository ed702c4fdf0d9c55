"""Listing what already happens, with the yes of all who do it, and taking it back."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid.codes import code_of
from mutualaid.db import lock_row
from mutualaid.fields import day_with, random_id
from mutualaid.hooks import tell
from mutualaid.http import refuse
from mutualaid.networks.access import as_now, must_be_known
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.keys import blind_index, new_key
from mutualaid.sealed.services import erase, seal
from needs.own_categories.queries import kind_in
from needs.posts.models import Need
from needs.posts.services import RECEIPT_LENGTH

from .models import Practice, Practitioner, PractitionerQuerySet
from .queries import SEALED

WAITS = timedelta(days=30)
"""How long it waits for those who were asked."""
CAN_COME_BACK = timedelta(days=7)
"""How long after it was taken back it can be listed again."""

Answer, State = Practitioner.Answer, Practice.State


@transaction.atomic
def list_practice(
    *,
    by: Member,
    once: int,
    takes_part: bool,
    members: list[Member],
    others: list[str],
    **told: Any,
) -> Practice:
    """Write down what happens. ``members`` are asked; ``others``, by name, have said yes to ``by``.
    ``told`` is as for `change_practice`. Listed again with the same ``once``, it is the one that is
    there. Raises `PermissionDenied`."""
    network = lock_row(Network.objects.all(), pk=by.network_id)
    by = as_now(by)
    must_be_known(by)
    chance = int(blind_index("practice once", f"{once} {by.pk}", key=network.key), 16)
    today = network.today()
    pk, yesterday = (day_with(chance, day) for day in (today, today - timedelta(days=1)))
    if practice := network.practices.filter(pk__in=[pk, yesterday]).first():
        return practice
    practice = Practice(pk=pk, network=network, key=new_key(under=network.key), by=by)
    _tell(practice, told)
    practice.save(force_insert=True)
    for member in [*([by] if takes_part else []), *members]:
        mine = {"answer": Answer.YES, "said_on": today} if member == by else {}
        Practitioner.objects.create(practice=practice, member=member, **mine)
    for name in others:
        _note(practice, name, by)
    _ask(practice, practice.practitioners.filter(answer=Answer.ASKED))
    settle(practice=practice)
    return practice


def _note(practice: Practice, name: str, by: Member) -> None:
    """A neighbor without an account said yes to ``by``."""
    other = Practitioner(practice=practice, recorded_by=by, answer=Answer.YES)
    other.said_on = practice.network.today()
    other.receipt_index = receipt_index(practice.network, receipt_code(practice.network, other))
    seal(other, "name", name, key=practice.key)
    other.save(force_insert=True)


@transaction.atomic
def change_practice(*, practice: Practice, own: PractitionerQuerySet, **told: Any) -> None:
    """Write it anew, with the yes of those in ``own``; all others are asked again. ``told``:
    ``title``, ``words``, ``place``, ``times``, ``category``, ``audience``, ``left_alone``."""
    practice = locked(practice)
    _tell(practice, told)
    practice.save()
    _answer(own, Answer.YES, practice)
    _ask(practice, practice.practitioners.exclude(pk__in=own.values("pk")))
    settle(practice=practice)


def _tell(practice: Practice, told: dict[str, Any]) -> None:
    for column in SEALED:
        seal(practice, column, told.pop(column), key=practice.key)
    for name, value in told.items():
        setattr(practice, name, value)
    if practice.kind.care:
        practice.audience = Need.Audience.KNOWN


def _ask(practice: Practice, people: PractitionerQuerySet) -> None:
    """Whether it may be listed as it stands now."""
    people = people.select_related("member__user", "recorded_by__user")
    asked = list(people)
    people.update(answer=Answer.ASKED, said_on=None)
    _inform(practice, "needs.practice_asked", {each.member or each.recorded_by for each in asked})


def _inform(practice: Practice, kind: str, members: set[Member | None]) -> None:
    """Each time that this is called, they hear it, unless they left."""
    path = reverse("needs:practice_detail", args=[practice.network.slug, practice.pk])
    for member in members:
        if member and member.user:
            once = f"{kind}.{random_id()}"
            tell(member.user, kind, path=path, once=once, network=practice.network.name)


@transaction.atomic
def say_yes(*, practice: Practice, own: PractitionerQuerySet) -> None:
    """It may be listed, or be listed again; once all said so, it is."""
    practice = locked(practice)
    _answer(own, Answer.YES, practice)
    settle(practice=practice)


@transaction.atomic
def withdraw(
    *, practice: Practice, own: PractitionerQuerySet, typed: PractitionerQuerySet | None = None
) -> None:
    """Whatever the others want, it is in no list from now on; they hear so, and not from whom. For
    those whose code was ``typed``, nobody else says yes again."""
    practice = locked(practice)
    ended = practice.state == State.WITHDRAWN
    if typed is not None:
        typed.update(for_themselves=True)
    _answer(own, Answer.NO, practice)
    settle(practice=practice)
    if not ended:
        people = practice.practitioners.select_related("member__user", "recorded_by__user")
        said = {each.pk for each in own}
        others = {each.member or each.recorded_by for each in people if each.pk not in said}
        noted = {each.recorded_by for each in people if each.for_themselves}
        _inform(practice, "needs.practice_ended", others | noted)


def _answer(own: PractitionerQuerySet, answer: str, practice: Practice) -> None:
    own.update(answer=answer, said_on=practice.network.today())


def settle(*, practice: Practice) -> None:
    """Make its state follow from what was said; where nobody is left who could speak for somebody
    in it, it is forgotten."""
    people = practice.practitioners
    if not people.filter(Q(member__isnull=False) | Q(recorded_by__isnull=False)).exists():
        forget_practice(practice=practice)
        return
    said = {*people.values_list("answer", flat=True)}
    state = State.WAITING if Answer.ASKED in said else State.LISTED
    state = State.WITHDRAWN if Answer.NO in said else state
    if practice.state != state:
        practice.state, practice.since = state, practice.network.today()
        practice.save(update_fields=["state", "since"])


@transaction.atomic
def forget_practice(*, practice: Practice) -> None:
    """With all that was told."""
    key = practice.key
    practice.delete()
    erase(key)


@transaction.atomic
def leave_practices(*, member: Member) -> None:
    """Who leaves takes part in nothing here any more. What others go on with speaks of them,
    maybe: the others are asked anew."""
    for practice in Practice.objects.of(member) | Practice.objects.filter(by=member):
        practice = locked(practice)
        ended = practice.state == State.WITHDRAWN
        practice.practitioners.filter(member=member).delete()
        practice.practitioners.filter(recorded_by=member).update(recorded_by=None)
        Practice.objects.filter(pk=practice.pk, by=member).update(by=None)
        if ended:
            forget_practice(practice=practice)
            continue
        _ask(practice, practice.practitioners.all())
        settle(practice=practice)


@transaction.atomic
def part_practices(*, member: Member, absent: set[int]) -> None:
    """Of two who are absent to each other from now on, neither asks the other any more."""
    asked = Practitioner.objects.filter(answer=Answer.ASKED)
    between = Q(member=member, practice__by__in=absent) | Q(member__in=absent, practice__by=member)
    for each in asked.filter(between).select_related("practice"):
        practice = locked(each.practice)
        each.delete()
        settle(practice=practice)


@transaction.atomic
def file_anew(*, network: Network, category: str) -> None:
    """This category asks for care, maybe."""
    if kind_in(network, category).care:
        network.practices.filter(category=category).update(audience=Need.Audience.KNOWN)


@transaction.atomic
def forget_ended(*, network: Network) -> None:
    """What was taken back some days ago, and what nobody said yes to."""
    today = network.today()
    ended = Q(state=State.WITHDRAWN, since__lt=today - CAN_COME_BACK)
    unsaid = Q(state=State.WAITING, since__lt=today - WAITS)
    for practice in network.practices.filter(ended | unsaid).select_related("key"):
        forget_practice(practice=practice)


def receipt_code(network: Network, practitioner: Practitioner) -> str:
    """The code by which one without an account takes it back: the same each time."""
    secret = int(blind_index("practitioner", str(practitioner.pk), key=network.key), 16)
    return code_of(secret, RECEIPT_LENGTH)


def receipt_index(network: Network, code: str) -> str:
    """What is stored of it."""
    return blind_index("practitioner-code", code, key=network.key)


def locked(practice: Practice) -> Practice:
    """As it is now; nobody else changes it until the transaction ends. Raises `PermissionDenied`
    where nothing is left of it by now."""
    found = Practice.objects.select_related("network__key", "key__under")
    try:
        return lock_row(found, pk=practice.pk)
    except Practice.DoesNotExist:
        refuse(_("Nothing is left of this by now."))
