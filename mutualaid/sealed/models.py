"""Keys that seal personal data. Deleting a key is how a person's data is erased."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField

SERVER = 0
"""The id of the key under which the server finds people: made when the database is."""


EMPTY = b""
"""What stands in the place of a wrapped key that was locked: nobody here can open it."""


class DataKey(models.Model):
    """A random 256-bit key, wrapped by the key above it.

    ``under`` is null for keys that the instance key wraps (a network's, a user's); the instance
    key itself never lies in the database.
    """

    id = RandomIdField()
    under = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    wrapped = models.BinaryField()
    instance_key = models.CharField(max_length=16, blank=True)
    """Which instance key wraps it; empty where ``under`` is set."""


class Access(models.Model):
    """That someone was shown what is sealed about a person; never what they were shown.

    Append-only, and each entry vouches for all before it. It names rows instead of pointing to
    them, so that it outlives them.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    """Counts from 1 without a gap."""
    link = models.CharField(max_length=64)
    """Follows, under a key of this server, from this entry and the link of the one before."""
    at = models.DateTimeField(default=timezone.now)
    place = models.CharField(max_length=120)
    """``table.column.pk`` of what was shown."""
    key = models.BigIntegerField(db_index=True)
    """The id of the data key that opened it: whose it was. They read the entries of their keys."""
    reader = models.CharField(max_length=120)
    """``table.pk`` of whom it was shown to."""
    reason = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.place} to {self.reader}: {self.reason}"


class Checkpoint(models.Model):
    """What is left of entries that were folded: that there were so many, and their last link."""

    upto = models.PositiveBigIntegerField(unique=True)
    """The number of the last entry that was folded."""
    link = models.CharField(max_length=64)
    proof = models.CharField(max_length=64)
    """Follows, under a key of this server, from the two: nobody else folds."""
    made_on = models.DateField(default=timezone.localdate)


class LedgerEnd(models.Model):
    """Where the next entry goes; one row, on which two who write at once wait for each other."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    link = models.CharField(max_length=64, blank=True)


class Erased(models.Model):
    """A key that was deleted so that what it sealed is gone for good; see `erasures`."""

    key = models.BigIntegerField(primary_key=True)
    noted = models.BooleanField(default=False)
    """Whether it stands in the list that is kept apart from the backups."""
    made_on = models.DateField(default=timezone.localdate)
