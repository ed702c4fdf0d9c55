"""What somebody is short of (1.1, day by day), and who looks after it.

===========  ====================================================================
state        may become
===========  ====================================================================
open         partly, pledged (a pledge was accepted), met, withdrawn, lapsed
partly       open (it was taken back), pledged, helped, met, withdrawn, lapsed
pledged      open, partly, helped, met, withdrawn, lapsed
helped       met, withdrawn; open, partly, pledged (it did not work out)
met          open (it was not met after all, or comes round again)
withdrawn    open (the owner thought better of it)
lapsed       open (the owner still needs it)
===========  ====================================================================

What is open without asking, partly, pledged and helped follow from the pledges: see `state_of`.
"""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.db.search import IndexedField, indexed, mark
from mutualaid.fields import DayIdField, day_of
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.networks.places import Place, places_around
from mutualaid.sealed.models import DataKey
from needs.categories import URGENCIES, Kind
from needs.own_categories.queries import LONGEST_SLUG, kind_in

DUE_AFTER = {"now": timedelta(days=1), "soon": timedelta(days=21), "later": timedelta(days=90)}
"""By when it is wanted if no day was given."""
COMES_ROUND = {
    "weekly": timedelta(days=7),
    "fortnightly": timedelta(days=14),
    "monthly": timedelta(days=28),
}
"""How long until it is wanted the next time; each keeps its day of the week."""


WRITABLE = Q(consent_on=None, by__user__email_index__isnull=False)
UNCHECKED = Q(by=None, circle=None, checked_by=None)


class NeedQuerySet(models.QuerySet["Need"]):
    def live(self) -> "NeedQuerySet":
        """Those that somebody still waits for. The day of their end says the same as their state,
        and without a list, by which SQLite does not recognize the indexes."""
        return self.filter(state__in=Need.LIVE, ended_on=None)

    def visible_to(self, member: Member | None) -> "NeedQuerySet":
        """Those on the board of this reader: of anybody, or of a member of the network.

        What needs care stands on no board: see `to_do`.
        """
        return self.live().filter(audience__in=Need.Audience.of(member), care=False)

    def to_do(self, today: date) -> "NeedQuerySet":
        """Due within a day, and nobody has said that they help; and, since it stands on no board,
        what asks for care until all of it is promised."""
        due = Q(state=Need.State.OPEN, due_on__lte=today + timedelta(days=1))
        care = Q(state__in=Need.WANTING, care=True)
        return self.live().filter(due | care)

    def writable(self) -> "NeedQuerySet":
        """Those whose owner gets mail of it: others are called, or somebody knocks."""
        return self.filter(WRITABLE)

    def to_ask(self) -> "NeedQuerySet":
        """Those about which a member calls, or knocks: nobody has spoken with their owner yet, or
        they were asked and cannot be written to."""
        return self.live().filter(Q(asked_on__isnull=False) & ~WRITABLE | UNCHECKED)


class Need(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Nobody yet")
        PARTLY = "partly", _("Partly promised")
        PLEDGED = "pledged", _("Promised")
        HELPED = "helped", _("Somebody is helping")
        MET = "met", _("It worked out")
        WITHDRAWN = "withdrawn", _("Taken back")
        LAPSED = "lapsed", _("Ended by itself")

    LIVE = (State.OPEN, State.PARTLY, State.PLEDGED, State.HELPED)
    WANTING = (State.OPEN, State.PARTLY)

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Anyone, also without an account")
        MEMBERS = "members", _("Members of this network")
        KNOWN = "known", _("Members whom others here know")

        @classmethod
        def of(cls, member: Member | None) -> "list[Need.Audience]":
            """Those to whom this reader belongs."""
            if member is None:
                return [cls.EVERYONE]
            return [*cls] if member.is_known else [cls.EVERYONE, cls.MEMBERS]

    class Repeats(models.TextChoices):
        ONCE = "once", _("Once")
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")
        MONTHLY = "monthly", _("Every month")

    id = DayIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="needs")
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    """Of what is told to helpers alone; erased some time after the end."""
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="needs")
    """Who posted it; null where somebody did so without an account, or left."""
    circle = models.ForeignKey(Circle, models.SET_NULL, null=True, related_name="needs")
    """The circle that needs it, if it is not for a person: once its poster left, whoever sits in it
    owns it."""
    consent_on = models.DateField(null=True)
    """When a neighbor said yes to this being posted for them; null where it is the poster's own."""
    receipt_index = models.CharField(max_length=64, blank=True)
    """Finds it by the code that lets its owner correct and withdraw it."""
    category = models.CharField(max_length=LONGEST_SLUG)
    care = models.BooleanField(default=False)
    """Whether its category asks for care."""
    title = models.CharField(max_length=80)
    indexed = IndexedField()
    words_sealed = models.BinaryField(null=True)
    contact_sealed = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    quantity = models.PositiveSmallIntegerField(default=1)
    """How many portions, things or helpers; pledges are parts of it."""
    people = models.PositiveSmallIntegerField(null=True)
    """For how many people it is."""
    urgency = models.CharField(max_length=5, choices=URGENCIES, default="soon")
    wanted_on = models.DateField(null=True)
    """The day that was given, if one was."""
    due_on = models.DateField()
    """That day, or the one that the urgency stands for; of what comes round, the next time."""
    repeats = models.CharField(max_length=12, choices=Repeats, default=Repeats.ONCE)
    languages = models.JSONField(default=list)
    """In which one can speak with its owner."""
    at_home = models.BooleanField(default=False)
    """Somebody would come into a home: whoever helps needs standing."""
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.MEMBERS)
    shows_urgency = models.BooleanField(default=True)
    cell = models.CharField(max_length=15, blank=True)
    """Roughly where it is: one of the network's `places_around`, or none."""
    shows_place = models.BooleanField(default=False)
    """Whether those who see it see that too; else it only tells who is near."""
    checked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    """Who spoke with an owner without an account, before an address is opened either way."""
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    sure_on = models.DateField(default=timezone.localdate)
    """When its owner last said that they need it."""
    asked_on = models.DateField(null=True)
    """When its owner was asked whether they still need it; null once they said so."""
    ended_on = models.DateField(null=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            # A receipt leads to one need.
            models.UniqueConstraint(
                fields=["receipt_index"], condition=~Q(receipt_index=""), name="one_receipt"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="something_is_needed"),
            # An h3 cell begins with 8 and its resolution: none is finer than a board may show.
            models.CheckConstraint(
                condition=Q(cell="", shows_place=False) | Q(cell__startswith="88"),
                name="a_place_is_coarse",
            ),
        ]
        indexes = [
            # The board reads backwards along these, newest first.
            models.Index(
                fields=["network", "id"],
                condition=Q(ended_on=None, care=False),
                name="board",
            ),
            models.Index(
                fields=["network", "category", "id"],
                condition=Q(ended_on=None, care=False),
                name="board_by_category",
            ),
            # The nearest first: these cells, and then those around them.
            models.Index(
                fields=["network", "cell", "id"],
                condition=Q(ended_on=None, care=False, shows_place=True),
                name="board_by_place",
            ),
            # The most urgent first; also what is due and nobody looks after.
            models.Index(
                fields=["network", "due_on", "-id"],
                condition=Q(ended_on=None),
                name="board_by_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *arguments: Any, **options: Any) -> None:
        if (names := options.get("update_fields")) is not None:
            options["update_fields"] = {*names, "indexed"}
        super().save(*arguments, **options)

    def words_to_index(self) -> str:
        """Of those on a board: the words of their title, and what the board is narrowed by."""
        if self.care or not self.is_live:
            return ""
        kinds = filter(None, [self.category, self.kind.under])
        marks = [
            mark("network", self.network_id),
            mark("by", self.by_id),
            mark("audience", self.audience),
            *(mark("kind", kind) for kind in kinds),
            mark("just", self.category),
            *(mark("language", language) for language in self.languages),
            *([mark("place", self.cell)] if self.shows_place else []),
        ]
        return indexed(self.title, marks)

    @property
    def kind(self) -> Kind:
        return kind_in(self.network, self.category)

    @property
    def place(self) -> Place | None:
        """Roughly where it is, as far as its owner shows it."""
        return places_around(self.network.cell).get(self.cell) if self.shows_place else None

    @property
    def posted_on(self) -> date:
        return day_of(self.pk)

    @property
    def is_checked(self) -> bool:
        """Whether somebody here knows whose it is, or has spoken with them."""
        return not (self.by_id is None and self.circle_id is None and self.checked_by_id is None)

    @property
    def comes_round(self) -> bool:
        return self.repeats != self.Repeats.ONCE

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_wanting(self) -> bool:
        """Whether some of it is promised by nobody."""
        return self.state in self.WANTING
