"""What somebody would like to be agreed, until a second member says yes."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField


class Suggestion(models.Model):
    """A change that its author wants; it waits for the yes of another member with standing."""

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=40)
    value = models.JSONField()
    by = models.ForeignKey("networks.Member", models.CASCADE, related_name="suggestions")
    made_on = models.DateField(default=timezone.localdate)
