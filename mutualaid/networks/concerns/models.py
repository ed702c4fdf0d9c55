"""That something is not right, and the few who look at it. What it can be about: see `things`.

========  ===========================================================
state     may become
========  ===========================================================
waiting   open (both sides accept the two who are to look at it); ended (time is over)
open      ended (the panel says what comes of it, or time is over); waiting (one of the two
          that both sides accepted is another one now)
========  ===========================================================

Whoever raised it may withdraw it until it has ended. Nobody looks at it alone. A break may outlast
the end, and so does hiding: until the break is over, or as long as what was told is kept, whom it
is about can answer, and those who looked at it can take it back. Then what is hidden stays hidden.
"""

import hashlib
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mutualaid.codes import code_of
from mutualaid.fields import RandomIdField

TOLD_KEPT = timedelta(days=90)
"""How long what was told is kept after the end."""
OUTCOME_KEPT = timedelta(days=365)
"""How long what came of it is kept after the end."""


def mark_of(*parts: object) -> str:
    """Tells whether they are the same as before, and nothing else."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class ConcernQuerySet(models.QuerySet["Concern"]):
    def going_on(self, today: date) -> "ConcernQuerySet":
        """As `Concern.goes_on`."""
        holding = Q(gives_break=True, break_until__gte=today)
        holding |= Q(hides=True, ended_on__gte=today - TOLD_KEPT)
        ended = Q(state=Concern.State.ENDED)
        return self.filter(Q(state=Concern.State.OPEN) | (ended & holding))


class Concern(models.Model):
    """Raised by a member about what was written here, or about what somebody did."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OPEN = "open"
        ENDED = "ended"

    id = RandomIdField()
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="concerns")
    key = models.OneToOneField("sealed.DataKey", models.SET_NULL, null=True, related_name="+")
    """Of what the one who raised it told; erased some time after the end, or when they leave."""
    talk_key = models.OneToOneField("sealed.DataKey", models.SET_NULL, null=True, related_name="+")
    """Of what the panel asked and was answered. Another one, since who raised it reads in the
    ledger who opened what they told, and must not see who was asked."""
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    by = models.ForeignKey(
        "networks.Member", models.SET_NULL, null=True, related_name="concerns_raised"
    )
    about = models.ForeignKey(
        "networks.Member", models.SET_NULL, null=True, related_name="concerns_about"
    )
    """Whose words or conduct it is; null where nobody here bears the name that was given."""
    thing = models.CharField(max_length=120, blank=True)
    """``table.pk`` of what was written; empty where it is about conduct."""
    named_sealed = models.BinaryField(null=True)
    """The name of whom it is about, as it was typed."""
    account_sealed = models.BinaryField(null=True)
    """What happened, as told by who raised it."""
    question_sealed = models.BinaryField(null=True)
    """What the panel asks whom it is about."""
    answer_sealed = models.BinaryField(null=True)
    answered = models.BooleanField(default=False)
    """Whether nothing was asked anew since they answered."""
    outcome_sealed = models.BinaryField(null=True)
    """What came of it, for all members: sealed under the network's key, and outlives the rest."""
    worded_by = models.ForeignKey("PanelSeat", models.SET_NULL, null=True, related_name="+")
    """Who of the panel put the outcome into words, until a second one agrees."""
    person = models.CharField(max_length=64, blank=True)
    """A blind index of whom it is about, once they have left: they may come back."""
    tells_name = models.BooleanField(default=False)
    """Whether the panel may say who raised it."""
    raiser_accepts = models.BooleanField(default=False)
    other_accepts = models.BooleanField(default=False)
    hides = models.BooleanField(default=False)
    """Whether the thing is hidden, since enough of the panel concur."""
    gives_break = models.BooleanField(default=False)
    """Whether the person takes a break, since enough of the panel concur."""
    break_until = models.DateField(null=True)
    """The last day of that break: set once, so that nobody can make it longer."""
    came_to = models.CharField(max_length=8, blank=True)
    """What enough of the panel proposed in the end."""
    raised_on = models.DateField(default=timezone.localdate)
    asked_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            # Each list asks of its rows whether they are hidden.
            models.Index(fields=["thing"], condition=Q(hides=True), name="hidden_thing")
        ]

    def __str__(self) -> str:
        """With three signs that tell it from another of the same day, and say nothing of it."""
        says = {"day": date_format(self.raised_on), "sign": code_of(self.pk, 3)}
        return gettext("A concern of %(day)s (%(sign)s)") % says

    def holds_break(self, today: date) -> bool:
        """Whether somebody takes a break because of it."""
        return self.gives_break and self.break_until is not None and self.break_until >= today

    def goes_on(self, today: date) -> bool:
        """Whether what those say who look at it still counts, and whom it is about can answer."""
        if self.state != self.State.ENDED:
            return self.state == self.State.OPEN
        hides = self.hides and self.ended_on is not None and self.ended_on >= today - TOLD_KEPT
        return hides or self.holds_break(today)

    @property
    def wording(self) -> str:
        """Tells who suggested which words for the outcome: nobody agrees with what they have not
        read."""
        return mark_of(self.worded_by_id, bytes(self.outcome_sealed or b""))

    @property
    def seated(self) -> str:
        """Tells who is to look at it: nobody accepts others than they have seen."""
        return mark_of(*sorted(self.panel.filter(declined=False).values_list("pk", flat=True)))

    @property
    def has_two(self) -> bool:
        """Whether there are two to look at it: nobody does so alone."""
        return self.panel.filter(declined=False).count() >= 2

    @property
    def asks(self) -> str:
        """Tells one question from another."""
        return mark_of(bytes(self.question_sealed or b""))

    @property
    def may_give_break(self) -> bool:
        """After the end no break begins, although one may go on."""
        ended = self.state == self.State.ENDED
        return self.about_id is not None and not (ended and self.break_until is None)

    @property
    def came_to_in_words(self) -> str:
        return str(PanelSeat.Proposal(self.came_to).label) if self.came_to else ""

    def waits_for(self, *, raiser: bool, other: bool) -> bool:
        """Whether this side, or both, are yet to accept the two who are to look at it."""
        missing = (raiser and not self.raiser_accepts) or (other and not self.other_accepts)
        return self.state == self.State.WAITING and missing

    def may_end(self, today: date, *, wait: int) -> bool:
        """Whether who it is about was heard, or had so many days to say something."""
        if self.about_id is None:
            return True
        waited = self.asked_on is not None and (today - self.asked_on).days >= wait
        return self.answered or waited


class PanelSeatQuerySet(models.QuerySet["PanelSeat"]):
    def before_end(self) -> "PanelSeatQuerySet":
        """Those held in what has not ended, whether or not they were accepted yet."""
        return self.filter(declined=False).exclude(concern__state=Concern.State.ENDED)


class PanelSeat(models.Model):
    """One of those who look at a concern, and what they propose."""

    class Proposal(models.TextChoices):
        NOTHING = "nothing", _("Nothing more is needed")
        TALK = "talk", _("We talk with those concerned")
        HIDE = "hide", _("Hide what was written or shown")
        BREAK = "break", _("Have this person take a break")

    id = RandomIdField()
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="panel")
    member = models.ForeignKey("networks.Member", models.CASCADE, related_name="panels")
    proposal = models.CharField(max_length=8, choices=Proposal, blank=True)
    declined = models.BooleanField(default=False)

    objects = PanelSeatQuerySet.as_manager()

    class Meta:
        constraints = [
            # Who declined is not drawn again, and nobody counts twice.
            models.UniqueConstraint(fields=["concern", "member"], name="one_panel_seat")
        ]
