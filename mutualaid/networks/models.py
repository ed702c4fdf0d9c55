"""Networks, their members, the circles in which they decide, and what they agreed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mutualaid.fields import RandomIdField, TextsField
from mutualaid.sealed.models import DataKey


class Network(models.Model):
    """One neighborhood's mutual aid network."""

    id = RandomIdField()
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    area = models.CharField(max_length=160)
    """In words, as people say it: "between the canal and Mill Road"."""
    cell = models.CharField(max_length=15, blank=True)
    """An h3 cell of resolution 8: about 0.7 square kilometers, never finer."""
    languages = models.JSONField(default=list)
    """Language codes; texts are asked for in these, the first being the fallback."""
    time_zone = models.CharField(max_length=40, default="UTC")
    demo = models.BooleanField(default=False)
    created_on = models.DateField(default=timezone.localdate)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person's membership in one network, under the name chosen there. Not a rank."""

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="memberships"
    )
    name = models.CharField(max_length=80)
    joined_on = models.DateField(default=timezone.localdate)
    left_on = models.DateField(null=True)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # One person, one seat in the assembly: joining twice would count twice.
            models.UniqueConstraint(
                fields=["network", "user"], condition=Q(left_on=None), name="one_membership"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Circle(models.Model):
    """Those who decide together."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household"
        ASSEMBLY = "assembly"
        WORKING_GROUP = "working-group"
        COUNCIL = "council"

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, null=True, related_name="circles")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place in a circle; a delegate from another server has one without being a member."""

    id = RandomIdField()
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="seats")
    label = models.CharField(max_length=80, blank=True)
    until = models.DateField(null=True)


class Invitation(models.Model):
    """A way in: a link for one person, or a counted code on a poster. It ends by itself."""

    class Kind(models.TextChoices):
        LINK = "link"
        POSTER = "poster"

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Member, models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=8, choices=Kind)
    code_index = models.CharField(max_length=64, unique=True)
    code_sealed = models.BinaryField(null=True)
    """So that the poster can be printed again; null for links, which are shown once."""
    uses_left = models.PositiveIntegerField()
    ends_on = models.DateField()


class Agreement(models.Model):
    """What the members set: append-only, the newest of a kind holds."""

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=40)
    value = models.JSONField()
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
