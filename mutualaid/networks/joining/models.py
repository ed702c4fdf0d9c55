"""The ways in: invitations, and asking to come in."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, today: date) -> "InvitationQuerySet":
        """Those by which someone may still join."""
        return self.filter(uses_left__gt=0, ends_on__gte=today)


class Invitation(models.Model):
    """A way in: a link for one person, or a counted code on a poster.

    It ends by itself with its last use or its last day; ending it early takes its uses away.
    """

    class Kind(models.TextChoices):
        LINK = "link"
        POSTER = "poster"

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="invitations")
    by = models.ForeignKey("networks.Member", models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=8, choices=Kind)
    code_index = models.CharField(max_length=64, unique=True)
    code_sealed = models.BinaryField(null=True)
    """So that the poster can be printed again; null for links, which are shown once."""
    uses_left = models.PositiveIntegerField()
    made_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField()

    objects = InvitationQuerySet.as_manager()

    def is_open(self) -> bool:
        return self.uses_left > 0 and self.ends_on >= self.network.today()


class Knock(models.Model):
    """Somebody asks to come in, where one must be known first. They wait for a member who says
    so, and for a month at most."""

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="knocks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="knocks")
    name = models.CharField(max_length=80)
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            # Asking twice is asking once.
            models.UniqueConstraint(fields=["network", "user"], name="one_knock")
        ]

    def __str__(self) -> str:
        return self.name
