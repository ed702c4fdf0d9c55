"""Networks, their members, the circles in which they decide, and what they agreed."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.agreements.models import Suggestion
from mutualaid.networks.company.models import Touch, TouchAct, Welcome
from mutualaid.networks.concerns.models import Concern, PanelSeat
from mutualaid.networks.hiding.models import Hiding
from mutualaid.networks.joining.models import Invitation, Knock
from mutualaid.networks.lockdown.models import DuressCode, Keeper, Lockdown, Part, Recovery
from mutualaid.networks.pictures.models import Picture
from mutualaid.networks.standing.models import Vouch
from mutualaid.networks.wiping.models import Consent, Wipe, WipeAgreement, WipeYes
from mutualaid.sealed.models import EMPTY, DataKey

__all__ = [
    "Agreement",
    "Circle",
    "Concern",
    "Consent",
    "Departure",
    "DuressCode",
    "Hiding",
    "Invitation",
    "Keeper",
    "Knock",
    "Lockdown",
    "Member",
    "Network",
    "PanelSeat",
    "Part",
    "Picture",
    "Recovery",
    "Seat",
    "Suggestion",
    "Touch",
    "TouchAct",
    "Vouch",
    "Welcome",
    "Wipe",
    "WipeAgreement",
    "WipeYes",
]


class Network(models.Model):
    """One neighborhood's mutual aid network."""

    id = RandomIdField()
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    area = models.CharField(max_length=160)
    """In words, as people say it: "between the canal and Mill Road"."""
    cell = models.CharField(max_length=15, blank=True)
    """An h3 cell of resolution 8: about 0.7 square kilometers, never finer."""
    languages = models.JSONField(default=list)
    """Language codes; texts are asked for in these, the first being the fallback."""
    time_zone = models.CharField(max_length=40, default="UTC")
    demo = models.BooleanField(default=False)
    created_on = models.DateField(default=timezone.localdate)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name

    @property
    def is_locked(self) -> bool:
        """Whether its key was taken away, so that nothing that is sealed there opens."""
        return not self.key.wrapped

    def today(self) -> date:
        """The day it is there."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> "MemberQuerySet":
        """Those who have not left."""
        return self.filter(left_on=None)

    def known(self) -> "MemberQuerySet":
        """Those present who have standing."""
        return self.present().exclude(vouches_needed=None)

    def not_on_break(self, today: date) -> "MemberQuerySet":
        """Those for whom `Member.on_break` does not hold."""
        return self.exclude(break_until__gte=today)

    def unlocked(self) -> "MemberQuerySet":
        """Those whose network is not locked: what is sealed there can be opened."""
        return self.exclude(network__key__wrapped=EMPTY)


class Member(models.Model):
    """A person's membership in one network, under the name chosen there. Not a rank.

    Who leaves becomes a row without user, name and key: what they wrote stays, from no one. One
    leaves before one's account can go.
    """

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="memberships"
    )
    name = models.CharField(max_length=80, blank=True)
    via = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="newcomers")
    """The invitation by which they came; null for who founded the network or came without one, who
    left, and once their standing has settled."""
    joined_on = models.DateField(default=timezone.localdate)
    left_on = models.DateField(null=True)
    vouches_needed = models.PositiveSmallIntegerField(null=True)
    """How many vouches their standing hangs on; 0 where it began or has settled, null without."""
    known_since = models.DateField(null=True)
    """Since when they have standing."""
    break_until = models.DateField(null=True)
    """The last day of a break from the network: see `concerns`."""
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            # One person, one seat in the assembly: joining twice would count twice.
            models.UniqueConstraint(
                fields=["network", "user"], condition=Q(left_on=None), name="one_membership"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("someone who left"))

    @property
    def is_known(self) -> bool:
        """Whether they have standing."""
        return self.vouches_needed is not None

    @property
    def on_break(self) -> bool:
        return self.break_until is not None and self.break_until >= self.network.today()


class Departure(models.Model):
    """That somebody left a network, or something of theirs was forgotten there, as long as the
    ledger tells who was shown it. Which one, and who they were, only they read: see `departures`.
    """

    id = RandomIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="departures")
    who_sealed = models.BinaryField()
    left_on = models.DateField(default=timezone.localdate)


class Circle(models.Model):
    """Those who decide together. A network's assembly needs no name: it is all its members."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("Household")
        ASSEMBLY = "assembly", _("Assembly")
        WORKING_GROUP = "working-group", _("Working group")
        COUNCIL = "council", _("Council")

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, null=True, related_name="circles")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            # Two assemblies could decide against each other.
            models.UniqueConstraint(
                fields=["network"], condition=Q(kind="assembly"), name="one_assembly"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.Kind(self.kind).label)


class SeatQuerySet(models.QuerySet["Seat"]):
    def held(self) -> "SeatQuerySet":
        """Those that have not ended."""
        return self.filter(until=None)


class Seat(models.Model):
    """A place in a circle; a delegate from another server has one without being a member."""

    id = RandomIdField()
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="seats")
    label = models.CharField(max_length=80, blank=True)
    until = models.DateField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            # Who sat twice in a circle would count twice in its decisions.
            models.UniqueConstraint(
                fields=["circle", "member"], condition=Q(until=None), name="one_seat"
            )
        ]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def newest(self, kind: str) -> "Agreement | None":
        """The one of this kind that holds, or None."""
        return self.filter(kind=kind).order_by("number").last()


class Agreement(models.Model):
    """What the members set: append-only, the newest of a kind holds.

    Besides these kinds, each rule is one: see `agreements.rules`.
    """

    class Kind(models.TextChoices):
        FACTS = "facts", _("Name, place and languages")
        PAGE = "page", _("Words on the public page")
        STARTER = "starter", _("All rules on one page")

    id = RandomIdField()
    network = models.ForeignKey(Network, models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    """Counts the network's agreements of this kind: which is newest, no clock decides."""
    value = models.JSONField()
    """By kind. Facts: the network's ``name``, ``area``, ``cell``, ``languages``, ``time_zone``.
    Page: ``{"what": {"en": …}, "ask": …, "join": …, "who": …}``, each in languages. A rule:
    ``{"choice": …}``. Starter: ``{"rules": {key: choice}}``."""
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    """Who said yes to it; null for words, and where there was nobody else."""
    review_on = models.DateField(null=True)
    """When it is time to look at it again."""
    made_at = models.DateTimeField(default=timezone.now)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            # Of two newest ones nobody could tell which holds.
            models.UniqueConstraint(fields=["network", "kind", "number"], name="one_newest")
        ]

    def holds(self, value: dict) -> bool:
        """Whether it says just this, and it is not time yet to look at it again."""
        due = self.review_on is not None and self.review_on <= self.network.today()
        return self.value == value and not due
