"""That a member asks another for what they can do or give, through the application.

======  =========================================================================
state   may become
======  =========================================================================
asked   yes, no (by who was asked); taken (by who asked); lapsed (by itself)
yes     taken (by who asked), no (by who was asked: not after all)
no      —
taken   —
lapsed  —
======  =========================================================================
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Member
from mutualaid.sealed.models import DataKey
from resources.items.models import Item

A_MONTH = timedelta(days=30)
"""Over which asks are counted: any thirty days, so that nobody waits for the first of one."""
USUAL = 4
"""How many asks a month somebody gets who has said nothing about it."""


class AskQuerySet(models.QuerySet["Ask"]):
    def waiting(self) -> "AskQuerySet":
        """Those that nobody has answered yet."""
        return self.filter(state=Ask.State.ASKED)

    def between(self, member: Member) -> "AskQuerySet":
        """Those in which this member is one of the two."""
        return self.filter(Q(by=member) | Q(of=member))

    def standing(self) -> "AskQuerySet":
        """Those that wait for an answer, or got a yes."""
        return self.filter(state__in=[Ask.State.ASKED, Ask.State.YES])


class Ask(models.Model):
    """One member's "could you help with this?" about something that another shares."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        YES = "yes", _("Yes")
        NO = "no", _("Not this time")
        TAKEN = "taken", _("Not needed any more")
        LAPSED = "lapsed", _("No answer came")

    id = RandomIdField()
    item = models.ForeignKey(Item, models.CASCADE, related_name="asks")
    by = models.ForeignKey(Member, models.CASCADE, related_name="asks")
    of = models.ForeignKey(Member, models.CASCADE, related_name="asked")
    """Who had it, or looked after it, when they were asked."""
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    """Of what the asker tells: theirs, so that they read who was shown it."""
    of_key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    """Of what is told by who was asked."""
    words_sealed = models.BinaryField()
    contact_sealed = models.BinaryField()
    answer_sealed = models.BinaryField(null=True)
    answer_contact_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    asked_on = models.DateField(default=timezone.localdate)
    wanted_on = models.DateField()
    """The day for which it is; on the next one it lapses if nobody has answered."""
    open_until = models.DateTimeField(null=True)
    """Until when the two see how to reach each other."""
    ended_on = models.DateField(null=True)
    """When it was answered with no, taken back or lapsed, or the two were done."""

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            # Asked twice, they would be asked to answer twice.
            models.UniqueConstraint(
                fields=["item", "by"], condition=Q(state="asked"), name="one_ask_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(by=models.F("of")), name="nobody_asks_themselves"),
        ]
        indexes = [
            # How often somebody was asked within a month.
            models.Index(fields=["of", "asked_on"], name="asked_of_late")
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.state_told}"

    @property
    def state_told(self) -> str:
        """Its state, as its two sides read it; after a yes it is also said that it is over."""
        over = self.state == self.State.YES and self.ended_on is not None
        return str(_("Done") if over else self.State(self.state).label)

    def is_open(self, now: datetime) -> bool:
        """Whether the two may see how to reach each other."""
        return (
            self.state == self.State.YES and self.open_until is not None and now < self.open_until
        )


class AskLimit(models.Model):
    """How often a member may be asked; without a row as often as is `USUAL`."""

    id = RandomIdField()
    member = models.OneToOneField(Member, models.CASCADE, related_name="ask_limit")
    a_month = models.PositiveSmallIntegerField(null=True)
    """At most so many asks in thirty days; null: as often as somebody needs something."""
