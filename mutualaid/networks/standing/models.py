"""Who says that they know whom."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField


class Vouch(models.Model):
    """One member's "I know this person". Forgotten once the standing that it gave has settled."""

    id = RandomIdField()
    by = models.ForeignKey("networks.Member", models.CASCADE, related_name="vouches_given")
    about = models.ForeignKey("networks.Member", models.CASCADE, related_name="vouches")
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            # Saying it twice is saying it once.
            models.UniqueConstraint(fields=["by", "about"], name="one_vouch_each")
        ]
