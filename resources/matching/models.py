"""That a member is asked whether they could help with a need.

======  ====================================================
state   may become
======  ====================================================
asked   no, later (by who was asked)
later   asked (another day, by whoever looks after the need)
no      —
======  ====================================================

A yes is a pledge. It is over with the need.
"""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Member
from needs.posts.models import Need
from resources.items.models import Item


class NeedAskQuerySet(models.QuerySet["NeedAsk"]):
    def waiting(self) -> "NeedAskQuerySet":
        """Those that nobody has answered, with a need that somebody still waits for."""
        asked = self.filter(state=NeedAsk.State.ASKED, need__state__in=Need.LIVE)
        return asked.exclude(need__pledges__by=F("of"))


class NeedAsk(models.Model):
    """One member, asked about one need by whoever looks after it; nobody sees who else was."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        LATER = "later", _("Not now")
        NO = "no", _("No")

    id = RandomIdField()
    need = models.ForeignKey(Need, models.CASCADE, related_name="asks")
    of = models.ForeignKey(Member, models.CASCADE, related_name="need_asks")
    item = models.ForeignKey(Item, models.CASCADE, related_name="need_asks")
    """What of theirs could help."""
    state = models.CharField(max_length=5, choices=State, default=State.ASKED)
    asked_on = models.DateField(default=timezone.localdate)

    objects = NeedAskQuerySet.as_manager()

    class Meta:
        constraints = [
            # Asked twice, they would be asked to answer twice.
            models.UniqueConstraint(fields=["need", "of"], name="asked_once_about_a_need")
        ]
        indexes = [
            # How often somebody was asked within a month.
            models.Index(fields=["of", "asked_on"], name="asked_to_help_of_late")
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.State(self.state).label}"
