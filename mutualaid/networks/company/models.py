"""Turns of being there for somebody: welcoming who is new, keeping in touch without a phone."""

from datetime import date

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField


class Welcome(models.Model):
    """Somebody new asks to be welcomed; a member who is known takes the turn, and it ends."""

    id = RandomIdField()
    newcomer = models.OneToOneField("networks.Member", models.CASCADE, related_name="welcome")
    by = models.ForeignKey(
        "networks.Member", models.SET_NULL, null=True, related_name="welcomes_given"
    )
    """Null until somebody takes the turn, and again when they hand it back."""
    words_sealed = models.BinaryField(null=True)
    """Where and when they can meet, for the newcomer: sealed under their key."""
    refused = models.JSONField(default=list)
    """Blind indexes of those whom the newcomer would rather not meet: no row names them."""
    asked_on = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True)


class TouchQuerySet(models.QuerySet["Touch"]):
    def held(self, today: date) -> "TouchQuerySet":
        """Those that have not ended."""
        return self.filter(until__gte=today).exclude(by=None)


class Touch(models.Model):
    """That a member keeps in touch with one who has no phone and no e-mail, and chose them."""

    id = RandomIdField()
    of = models.ForeignKey("networks.Member", models.CASCADE, related_name="touches")
    by = models.ForeignKey(
        "networks.Member", models.SET_NULL, null=True, related_name="touches_given"
    )
    """Null once they cannot go on and nobody else does, until another one is chosen."""
    since = models.DateField(default=timezone.localdate)
    until = models.DateField()

    objects = TouchQuerySet.as_manager()

    class Meta:
        constraints = [
            # Chosen twice, it is one turn, and lasts longer.
            models.UniqueConstraint(fields=["of", "by"], name="one_touch")
        ]


class TouchAct(models.Model):
    """Something that was done for a person in a turn of keeping in touch, to be read out."""

    id = RandomIdField()
    touch = models.ForeignKey(Touch, models.CASCADE, related_name="acts")
    what = models.CharField(max_length=40)
    """A key of `hooks.touch_acts`."""
    on = models.DateField(default=timezone.localdate)
