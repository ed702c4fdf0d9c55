"""A circle's common money: what lies in its purse, and the book of what came and went.

The application moves no money. It is the book beside a purse that lies somewhere, and it tells of a
circle's money alone, never of how much any person gave or got.

The book is append-only and names nobody: day, kind and amount. Beside an entry lies a slip that
tells whose it is, what for, and holds the receipt; slips are thrown away with time.

=======  ======================================================================
a slip   may become
=======  ======================================================================
waiting  entered (at once where money comes in; where it goes out, or a line is corrected, once a
         second member says yes; no more goes out than two may spend); gone (taken back)
entered  gone (with time)
=======  ======================================================================
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Circle, Member


class Purse(models.Model):
    """Of one circle; made with its first slip."""

    id = RandomIdField()
    circle = models.OneToOneField(Circle, models.CASCADE, related_name="purse")
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0)
    """In hundredths; the sum of its entries."""

    class Meta:
        constraints = [
            # Nobody takes out what is not there, however many try at once.
            models.CheckConstraint(condition=Q(balance__gte=0), name="purse_not_below_zero"),
        ]


class PurseEntry(models.Model):
    """One line of the book. It is never changed: what was wrong gets a line against it."""

    class Way(models.TextChoices):
        GIVEN = "given", _("Given")
        COLLECTED = "collected", _("Collected")
        SPENT = "spent", _("Spent")
        UNDONE = "undone", _("Corrected")

    COMING = (Way.GIVEN, Way.COLLECTED)

    id = RandomIdField()
    purse = models.ForeignKey(Purse, models.CASCADE, related_name="entries")
    way = models.CharField(max_length=9, choices=Way)
    amount = models.BigIntegerField()
    """In hundredths, below zero where money went out."""
    on = models.DateField()
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")
    """The entry against which it stands, and no second one can."""

    class Meta:
        constraints = [
            # What comes adds, what goes takes away; a correction stands against an entry.
            models.CheckConstraint(
                condition=Q(way__in=["given", "collected"], amount__gt=0, undoes=None)
                | Q(way="spent", amount__lt=0, undoes=None)
                | Q(way="undone", undoes__isnull=False),
                name="purse_entry_fits_its_way",
            ),
        ]
        indexes = [models.Index(fields=["purse", "-on", "-id"], name="purse_book")]


class SlipQuerySet(models.QuerySet["Slip"]):
    def waiting(self) -> "SlipQuerySet":
        """Those that stand in no book yet."""
        return self.filter(entry=None)


class Slip(models.Model):
    """What lies beside an entry, or waits to become one."""

    id = RandomIdField()
    purse = models.ForeignKey(Purse, models.CASCADE, related_name="slips")
    entry = models.OneToOneField(PurseEntry, models.CASCADE, null=True, related_name="slip")
    way = models.CharField(max_length=9, choices=PurseEntry.Way)
    amount = models.BigIntegerField()
    """As in the entry."""
    corrects = models.OneToOneField(PurseEntry, models.CASCADE, null=True, related_name="+")
    """The entry that it would undo."""
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="slips")
    """Who wrote it; null where money came in and they would rather not be named, or they left."""
    seconded_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    words_sealed = models.BinaryField(null=True)
    receipt_sealed = models.BinaryField(null=True)
    """A picture. Both lie under the key of the network, for all who read the book."""
    made_on = models.DateField(default=timezone.localdate)

    objects = SlipQuerySet.as_manager()

    class Meta:
        constraints = [
            # Else one could spend alone.
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=models.F("by")),
                name="second_is_another",
            ),
        ]

    @property
    def waits(self) -> bool:
        return self.entry_id is None
