"""What neighbors do for each other already (1.3), listed as long as all who do it want that.

==========  ====================================================================
state       may become
==========  ====================================================================
waiting     listed (the last who was asked said yes), withdrawn (somebody said no)
listed      waiting (it was changed: the others are asked anew), withdrawn
withdrawn   waiting, listed (who took it back thought better of it, within some days)
==========  ====================================================================

The state follows from what its practitioners say: see `services.settle`.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import DayIdField, RandomIdField, day_of
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.models import DataKey
from needs.categories import Kind
from needs.own_categories.queries import LONGEST_SLUG, kind_in
from needs.posts.models import Need


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, member: Member | None) -> "PracticeQuerySet":
        """Those listed for this reader: anybody, or a member of the network."""
        audiences = Need.Audience.of(member)
        return self.filter(state=Practice.State.LISTED, audience__in=audiences)

    def of(self, member: Member) -> "PracticeQuerySet":
        """Those in which they take part, or for somebody in which they speak."""
        theirs = Practitioner.objects.spoken_for_by(member)
        return self.filter(pk__in=theirs.values("practice"))


class Practice(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a yes")
        LISTED = "listed", _("Listed")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = DayIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="practices")
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="practices_listed")
    """Who wrote it down; null once they left."""
    category = models.CharField(max_length=LONGEST_SLUG)
    title = models.CharField(max_length=80)
    words_sealed = models.BinaryField(null=True)
    place_sealed = models.BinaryField(null=True)
    times_sealed = models.BinaryField(null=True)
    audience = models.CharField(max_length=8, choices=Need.Audience, default=Need.Audience.MEMBERS)
    left_alone = models.BooleanField(default=False)
    """ "Please do not formalize us": nobody suggests to make anything else of it."""
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    since = models.DateField(default=timezone.localdate)
    """Since when it is in this state."""

    objects = PracticeQuerySet.as_manager()

    class Meta:
        indexes = [
            # The list reads backwards along these, newest first.
            models.Index(fields=["network", "id"], condition=Q(state="listed"), name="practices"),
            models.Index(
                fields=["network", "category", "id"],
                condition=Q(state="listed"),
                name="practices_by_category",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> Kind:
        return kind_in(self.network, self.category)

    @property
    def begun_on(self) -> date:
        """When it was written down."""
        return day_of(self.pk)


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    def spoken_for_by(self, member: Member) -> "PractitionerQuerySet":
        """A member speaks for themselves, and for neighbors without an account whose yes they
        noted, unless those took it back themselves."""
        return self.filter(Q(member=member) | Q(recorded_by=member, for_themselves=False))


class Practitioner(models.Model):
    """One who takes part in a practice: a member, or a neighbor without an account."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("is asked")
        YES = "yes", _("said yes")
        NO = "no", _("said no")

    id = RandomIdField()
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="practitioners")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="practices")
    recorded_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    """Who knows a neighbor without an account, and noted their yes; null once they left."""
    name_sealed = models.BinaryField(null=True)
    """Of one without an account."""
    receipt_index = models.CharField(max_length=64, blank=True)
    """Finds them by the code that lets them take it back."""
    for_themselves = models.BooleanField(default=False)
    """They took it back with their code: from then on nobody else speaks for them."""
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.ASKED)
    said_on = models.DateField(null=True)
    """When they said so, or it was noted for them."""

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        constraints = [
            # Of two answers of one person nobody could tell which holds.
            models.UniqueConstraint(fields=["practice", "member"], name="one_say_each"),
            # A receipt leads to one practitioner.
            models.UniqueConstraint(
                fields=["receipt_index"],
                condition=~Q(receipt_index=""),
                name="one_practitioner_receipt",
            ),
        ]
