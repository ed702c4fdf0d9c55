"""Who can help with a need, and for how long the two know how to reach each other.

=========  =====================================================================
state      may become
=========  =====================================================================
offered    accepted, declined (by the need's owner, or as it was met); taken (by who offered, or
           with the need)
accepted   done (by either, or as it was met); declined (by the owner); taken
declined   —
taken      offered (they offer again)
done       offered (of what comes round), taken (the need was not met after all)
=========  =====================================================================
"""

from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Circle, Member
from mutualaid.sealed.models import DataKey
from needs.posts.models import Need

HELPERS_FOR_CARE = 2


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def standing(self) -> "PledgeQuerySet":
        """Those that wait for an answer, or were accepted."""
        return self.filter(state__in=[Pledge.State.OFFERED, Pledge.State.ACCEPTED])

    def of(self, member: Member) -> "PledgeQuerySet":
        """Their own, and those of circles in which they sit."""
        return self.filter(Q(by=member) | Q(circle__in=member.seats.held().values("circle")))

    def counted(self, need: Need) -> "PledgeQuerySet":
        """Those by which it is looked after: accepted, or done unless it comes round."""
        done = [] if need.comes_round else [Pledge.State.DONE]
        return self.filter(need=need, state__in=[Pledge.State.ACCEPTED, *done])


class Pledge(models.Model):
    """One member's, or one circle's, "I can help with this": with all of it, or with a part."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not this time")
        TAKEN = "taken", _("Not any more")
        DONE = "done", _("Done")

    id = RandomIdField()
    need = models.ForeignKey(Need, models.CASCADE, related_name="pledges")
    by = models.ForeignKey(Member, models.CASCADE, related_name="pledges")
    circle = models.ForeignKey(Circle, models.CASCADE, null=True, related_name="pledges")
    """For which circle they offer it: whoever sits there carries it out with them."""
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    """Of what they tell the owner: theirs, so that they read who was shown it."""
    quantity = models.PositiveSmallIntegerField(default=1)
    words_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    offered_on = models.DateField(default=timezone.localdate)
    open_until = models.DateTimeField(null=True)
    """Until when owner and helper see how to reach each other; null while nothing ends it."""

    objects = PledgeQuerySet.as_manager()

    class Meta:
        constraints = [
            # Who offers twice would count twice.
            models.UniqueConstraint(fields=["need", "by"], name="one_pledge_each"),
            # So would two who offer it for one circle.
            models.UniqueConstraint(
                fields=["need", "circle"],
                condition=Q(state__in=["offered", "accepted"]),
                name="one_pledge_of_a_circle",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="something_is_pledged"),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.State(self.state).label}"

    @property
    def whose(self) -> str:
        """Who would come, as whose need it is reads it."""
        if self.circle is None:
            return str(self.by)
        return f"{self.circle} · {self.by}"

    @property
    def stands(self) -> bool:
        """Whether it waits for an answer, or was accepted."""
        return self.state in {self.State.OFFERED, self.State.ACCEPTED}

    @property
    def stamp(self) -> str:
        """Another one whenever what is offered changes; it tells nothing of it."""
        sealed = [bytes(each or b"").hex() for each in (self.words_sealed, self.contact_sealed)]
        told = f"{self.pk} {self.quantity} {self.circle_id} {sealed}"
        return sha256(told.encode()).hexdigest()

    def is_open(self, now: datetime) -> bool:
        """Whether the two may see how to reach each other."""
        if self.state not in {self.State.ACCEPTED, self.State.DONE}:
            return False
        return self.open_until is None or now < self.open_until
