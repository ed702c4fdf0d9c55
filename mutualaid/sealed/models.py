"""Keys that seal personal data. Deleting a key is how a person's data is erased."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField


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

    Append-only. It names rows instead of pointing to them, so that it outlives them; ``id`` counts
    up, so that each entry can vouch for the one before.
    """

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
