"""What members want to be told of once something new stands on the board."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Member


class SavedFilter(models.Model):
    """The choices by which a member narrowed the board. Words that they searched for are not among
    them: those could tell of illness or want, and choices are enough to be told by."""

    id = RandomIdField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="saved_filters")
    filter = models.JSONField()
    """Of ``category``, ``place``, ``language`` and ``fit`` what was chosen, as `board` takes it."""
    looked_on = models.DateField(default=timezone.localdate)
    """Needs posted on this day and later were not looked at yet."""
