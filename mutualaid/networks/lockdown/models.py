"""Who opens a locked network again, and who locks it.

A network is locked by emptying its key in the database (`sealed.services.lock`): there is no
other mark of it. What these rows point to is named instead of imported, since the network's own
models know of them.
"""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mutualaid.fields import RandomIdField

REHEARSED_EVERY = timedelta(days=365)


class Keeper(models.Model):
    """That a member is willing to keep a part."""

    id = RandomIdField()
    member = models.OneToOneField("networks.Member", models.CASCADE, related_name="keeper")
    since = models.DateField(default=timezone.localdate)
    left_out = models.BooleanField(default=False)
    """Whether they did not fetch their last part: until they say so again, they get none."""


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def holding(self) -> "Recovery | None":
        """The one that opens the network again, if all of its parts were given."""
        return self.exclude(holds_since=None).order_by("holds_since", "pk").last()

    def pending(self) -> "Recovery | None":
        """The one whose parts are being given out."""
        return self.filter(holds_since=None).first()


class Recovery(models.Model):
    """The network's key under a secret that is nowhere but in the parts of its holders.

    It holds once all of them have their part on paper. The one before it holds until then.
    """

    class Anew(models.TextChoices):
        """Why parts should be given anew."""

        LEFT = "left"  # or lost their standing
        TYPED = "typed"

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="recoveries")
    needed = models.PositiveSmallIntegerField()
    """How many parts open the network."""
    given = models.PositiveSmallIntegerField()
    """How many parts there are, some perhaps with people who left; not those that were dropped
    since nobody could fetch them any more."""
    key_sealed = models.BinaryField()
    made_on = models.DateField(default=timezone.localdate)
    holds_since = models.DateField(null=True)
    rehearsed_on = models.DateField(null=True)
    """When it was last seen that its parts open the network, by trying or by opening it."""
    anew = models.CharField(max_length=8, choices=Anew, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            # Whoever was told to fetch a part must know of which.
            models.UniqueConstraint(
                fields=["network"], condition=Q(holds_since=None), name="one_pending_recovery"
            )
        ]

    def is_enough(self) -> bool:
        """Whether those who are still here can open the network."""
        return self.holds_since is not None and self.parts.count() >= self.needed

    @property
    def rehearsal_on(self) -> date | None:
        """The day by which somebody should see again that the parts work; None until they hold."""
        last = self.rehearsed_on or self.holds_since
        return last and last + REHEARSED_EVERY

    def rehearsal_due(self, today: date) -> bool:
        """Whether it is long since anybody saw that the parts work."""
        return self.rehearsal_on is not None and self.rehearsal_on <= today


class Part(models.Model):
    """That a member holds a part; its words only until they have them on paper."""

    id = RandomIdField()
    recovery = models.ForeignKey(Recovery, models.CASCADE, related_name="parts")
    holder = models.ForeignKey("networks.Member", models.CASCADE, related_name="parts")
    words_sealed = models.BinaryField(null=True)
    given_on = models.DateField(null=True)

    class Meta:
        constraints = [
            # Who held two would count twice.
            models.UniqueConstraint(fields=["recovery", "holder"], name="one_part_each")
        ]


class DuressCodeQuerySet(models.QuerySet["DuressCode"]):
    def working(self) -> "DuressCodeQuerySet":
        return self.exclude(index=None)

    def ended(self) -> "DuressCodeQuerySet":
        return self.filter(index=None)


class DuressCode(models.Model):
    """A member's code that locks the network, wherever it is typed."""

    id = RandomIdField()
    member = models.OneToOneField("networks.Member", models.CASCADE, related_name="duress_code")
    index = models.CharField(max_length=64, unique=True, null=True)
    """Null once it ended: until another one is made, its owner is told so."""
    made_on = models.DateField(default=timezone.localdate)

    objects = DuressCodeQuerySet.as_manager()


class Lockdown(models.Model):
    """That the network was locked; by whom, and at which hour, is not kept."""

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="lockdowns")
    locked_on = models.DateField(default=timezone.localdate)
    opened_on = models.DateField(null=True)
