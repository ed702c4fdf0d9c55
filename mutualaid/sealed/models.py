"""Keys that seal personal data. Deleting a key is how a person's data is erased."""

from django.db import models

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
