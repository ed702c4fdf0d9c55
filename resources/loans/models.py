"""That something is lent, from asking for it to bringing it back.

========  ========================================================================
state     may become
========  ========================================================================
asked     agreed, declined (by who lends it); taken (by who asked); lapsed (nobody
          answered)
agreed    handed (either says so); declined (it cannot be had after all); taken;
          lapsed (nobody came for it)
handed    returned (either says so); renewed, it stays handed until later
returned  —
declined  —
taken     —
lapsed    —
========  ========================================================================

Some days after its end nothing is left of it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Circle, Member, Seat
from mutualaid.sealed.models import DataKey
from resources.items.models import Item

from .slots import Slot, slot_in_words, until_in_words

SIDE = 640
"""The most pixels across a picture of how a thing was."""


def lends(*members: Member, of: str = "") -> Q:
    """The items that members lend: theirs, and those of a circle in which they sit. What all
    members have together is lent by who looks after it, or else by whoever is known."""
    held = Seat.objects.held().filter(member__in=members)
    sits = held.exclude(circle__kind=Circle.Kind.ASSEMBLY).values("circle")
    found = Q(**{f"{of}by__in": members}) | Q(**{f"{of}circle__in": sits})
    of_all = {f"{of}by": None, f"{of}circle__kind": Circle.Kind.ASSEMBLY}
    known = [member.network_id for member in members if member.is_known]
    return found | Q(**of_all, **{f"{of}network__in": known})


class LoanQuerySet(models.QuerySet["Loan"]):
    def live(self) -> "LoanQuerySet":
        """Those for which the item is kept, or that have it."""
        return self.filter(state__in=Loan.LIVE)

    def within(self, slot: Slot) -> "LoanQuerySet":
        """Those that overlap it."""
        return self.filter(starts__lt=slot.ends, ends__gt=slot.starts)

    def late(self, now: datetime) -> "LoanQuerySet":
        """Those that should be back."""
        return self.filter(state=Loan.State.HANDED, ends__lte=now)

    def borrowed_by(self, *members: Member) -> "LoanQuerySet":
        """Theirs, and those of circles in which they sit."""
        sits = Seat.objects.held().filter(member__in=members).values("circle")
        return self.filter(Q(by__in=members) | Q(circle__in=sits))

    def lent_by(self, *members: Member) -> "LoanQuerySet":
        """Of what they lend: see `lends`."""
        return self.filter(lends(*members, of="item__"))


class Loan(models.Model):
    """One unit of an item, for one member or circle, from a moment until before another."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        AGREED = "agreed", _("Promised")
        HANDED = "handed", _("Lent")
        RETURNED = "returned", _("Back again")
        DECLINED = "declined", _("Not this time")
        TAKEN = "taken", _("Not needed any more")
        LAPSED = "lapsed", _("Nothing came of it")

    LIVE = (State.ASKED, State.AGREED, State.HANDED)

    id = RandomIdField()
    item = models.ForeignKey(Item, models.CASCADE, related_name="loans")
    unit = models.PositiveSmallIntegerField(default=1)
    """Which of them, where there are several: counted from 1."""
    by = models.ForeignKey(Member, models.CASCADE, null=True, related_name="loans")
    """Who asked for it; null once they left a circle that has it."""
    circle = models.ForeignKey(Circle, models.SET_NULL, null=True, related_name="loans")
    """The circle that borrows it, if no person does."""
    agreed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    """Who said yes, and tells how they are reached."""
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    """Of what is told by who asked: theirs, so that they read who was shown it."""
    agreed_key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    """Of what is told by who said yes."""
    words_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    answer_sealed = models.BinaryField(null=True)
    answer_contact_sealed = models.BinaryField(null=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    """When it is back: the first moment for which another may have it."""
    wanted_until = models.DateTimeField(null=True)
    """Until when they would like to keep it, while nobody has answered that."""
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    changed_on = models.DateField(default=timezone.localdate)
    """When it came into this state."""
    open_until = models.DateTimeField(null=True)
    """Until when both see how to reach each other; null while nothing ends it."""

    objects = LoanQuerySet.as_manager()

    class Meta:
        constraints = [
            # Beside what keeps two of them apart: see `apps`.
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="loan_ends_later"),
            models.CheckConstraint(condition=Q(unit__gte=1), name="units_count_from_one"),
        ]
        indexes = [
            # What an item's calendar, and whoever asks for it, looks at.
            models.Index(
                fields=["item", "ends"],
                condition=Q(state__in=["asked", "agreed", "handed"]),
                name="live_loans",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.State(self.state).label}"

    @property
    def slot(self) -> Slot:
        return Slot(self.starts, self.ends)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.item.network.time_zone)

    @property
    def when(self) -> str:
        return slot_in_words(self.slot, self.zone, by_hour=self.item.by_the_hour)

    @property
    def until(self) -> str:
        return until_in_words(self.slot, self.zone, by_hour=self.item.by_the_hour)

    @property
    def wanted(self) -> str:
        """Until when they would like to keep it, in words."""
        slot = Slot(self.starts, self.wanted_until or self.ends)
        return until_in_words(slot, self.zone, by_hour=self.item.by_the_hour)

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    def is_late(self, now: datetime) -> bool:
        return self.state == self.State.HANDED and self.ends <= now

    def is_open(self, now: datetime) -> bool:
        """Whether the two may see how to reach each other."""
        if self.state not in {self.State.AGREED, self.State.HANDED, self.State.RETURNED}:
            return False
        return self.open_until is None or now < self.open_until


class LoanNote(models.Model):
    """How a thing was as it changed hands, in the words and a picture of one of the two."""

    class Moment(models.TextChoices):
        HANDED = "handed", _("As it was handed over")
        RETURNED = "returned", _("As it came back")

    id = RandomIdField()
    loan = models.ForeignKey(Loan, models.CASCADE, related_name="notes")
    by = models.ForeignKey(Member, models.CASCADE, related_name="loan_notes")
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    moment = models.CharField(max_length=8, choices=Moment)
    words_sealed = models.BinaryField(null=True)
    picture_sealed = models.BinaryField(null=True)
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            # Said again, the newer word holds.
            models.UniqueConstraint(
                fields=["loan", "by", "moment"], name="one_note_of_each_at_a_time"
            )
        ]


class Wait(models.Model):
    """That a member would like an item for a time for which others have it."""

    id = RandomIdField()
    item = models.ForeignKey(Item, models.CASCADE, related_name="waits")
    by = models.ForeignKey(Member, models.CASCADE, related_name="waits")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    number = models.PositiveIntegerField()
    """Their place in the queue of this item."""
    told_until = models.DateTimeField(null=True)
    """Until when it is theirs to ask, since it is free; null while it is not."""

    class Meta:
        constraints = [
            # Who stood in it twice would be told twice.
            models.UniqueConstraint(fields=["item", "by"], name="one_place_in_each_queue"),
            # Of two with one number nobody could tell who comes first.
            models.UniqueConstraint(fields=["item", "number"], name="one_at_each_place"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="wait_ends_later"),
        ]

    @property
    def slot(self) -> Slot:
        return Slot(self.starts, self.ends)
