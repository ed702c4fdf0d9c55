"""What it takes to destroy a network. As in `lockdown`, the network's models are named."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from mutualaid.fields import RandomIdField

AT_LEAST = timedelta(hours=72)
"""How old an agreement to destroy must be, and how long it waits once enough have said so."""


class WipeAgreementQuerySet(models.QuerySet["WipeAgreement"]):
    def usable(self, now: datetime) -> "WipeAgreement | None":
        """The one by which the network may be destroyed."""
        return self.filter(holds_since__lte=now - AT_LEAST).order_by("holds_since").last()


class WipeAgreement(models.Model):
    """How many members together may destroy the network. Agreed beforehand, in calm times."""

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="wipe_agreements")
    needed = models.PositiveSmallIntegerField()
    holds_since = models.DateTimeField(null=True)
    """Since when enough members agree."""

    objects = WipeAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            # Consents to one number must not be counted apart.
            models.UniqueConstraint(fields=["network", "needed"], name="one_for_each_number"),
            models.CheckConstraint(condition=Q(needed__gte=2), name="never_one_person"),
        ]


class Consent(models.Model):
    """A member's yes to an agreement on destroying. Each has one."""

    id = RandomIdField()
    agreement = models.ForeignKey(WipeAgreement, models.CASCADE, related_name="consents")
    member = models.OneToOneField("networks.Member", models.CASCADE, related_name="wipe_consent")


class Wipe(models.Model):
    """That members want the network destroyed. To stop it is to delete this."""

    id = RandomIdField()
    network = models.OneToOneField("networks.Network", models.CASCADE, related_name="wipe")
    needed = models.PositiveSmallIntegerField()
    """How many members must say so; 0 where their parts have."""
    due_at = models.DateTimeField(null=True)
    """When it happens: null until enough have said so."""
    carried_out = models.BooleanField(default=False)
    """True only within the transaction that destroys: it lets what is append-only go."""


class WipeYes(models.Model):
    """A member's "yes, destroy it"."""

    id = RandomIdField()
    wipe = models.ForeignKey(Wipe, models.CASCADE, related_name="yeses")
    member = models.OneToOneField("networks.Member", models.CASCADE, related_name="wipe_yes")
