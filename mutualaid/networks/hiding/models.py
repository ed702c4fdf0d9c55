"""Who wants to be absent to whom."""

from django.db import models

from mutualaid.fields import RandomIdField


class Hiding(models.Model):
    """A member and whoever bears this name in their network are absent to each other.

    Whose name it is stands nowhere in clear, and no row points to them: it holds for who comes
    later as well.
    """

    id = RandomIdField()
    by = models.ForeignKey("networks.Member", models.CASCADE, related_name="hidings")
    name_index = models.CharField(max_length=64)
    name_sealed = models.BinaryField()

    class Meta:
        indexes = [
            # Each page with names asks who hides from its reader.
            models.Index(fields=["name_index"], name="hidden_from_name")
        ]
        constraints = [
            # Hiding twice is hiding once.
            models.UniqueConstraint(fields=["by", "name_index"], name="hidden_once")
        ]
