"""A member's picture."""

from typing import cast

from django.db import models

from mutualaid.fields import RandomIdField
from mutualaid.sealed.models import DataKey

LARGE, SMALL = 640, 160
"""The most pixels across them."""


class Picture(models.Model):
    """What a member looks like, sealed under their key. A newer one comes under another id."""

    id = RandomIdField()
    member = models.OneToOneField("networks.Member", models.CASCADE, related_name="picture")
    large_sealed = models.BinaryField()
    small_sealed = models.BinaryField()

    @property
    def key(self) -> DataKey:
        """Its member's, who has one for as long as there is a picture."""
        return cast(DataKey, self.member.key)
