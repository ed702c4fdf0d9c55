"""That a member looks after a need for some hours: reads it, calls its owner, asks around."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Member
from needs.posts.models import Need


class NeedTurnQuerySet(models.QuerySet["NeedTurn"]):
    def held(self) -> "NeedTurnQuerySet":
        """Those that are not over."""
        return self.filter(until__gt=timezone.now())


class NeedTurn(models.Model):
    """One need's turn: it ends by itself, and another member may take the next."""

    id = RandomIdField()
    need = models.OneToOneField(Need, models.CASCADE, related_name="turn")
    by = models.ForeignKey(Member, models.CASCADE, related_name="need_turns")
    until = models.DateTimeField()

    objects = NeedTurnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.by} · {self.need}"
