"""What somebody is willing to share (1.2): what they can do, and what they have.

======  =====================================================
state   may become
======  =====================================================
shared  paused, gone
paused  shared, gone
gone    shared (its owner thought better of it, within days)
======  =====================================================

Some days after it went, nothing is left of it.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.db.search import IndexedField, indexed, mark
from mutualaid.fields import DayIdField, RandomIdField, day_of
from mutualaid.networks.models import Circle, Member, Network
from mutualaid.sealed.models import DataKey
from needs.categories import Kind as Category
from needs.own_categories.queries import LONGEST_SLUG, kind_in

NEVER = date(2000, 1, 1)
"""Before the first day of any network: sorts alike on both engines, as null would not."""


class ItemQuerySet(models.QuerySet["Item"]):
    def shared(self) -> "ItemQuerySet":
        """Those that somebody can be asked for."""
        return self.filter(state=Item.State.SHARED)

    def visible_to(self, member: Member | None) -> "ItemQuerySet":
        """Those in the list of this reader: of anybody, or of a member of the network."""
        seen = Q(audience__in=Item.Audience.of(member))
        if member:
            sits = member.seats.held().values("circle")
            seen |= Q(audience=Item.Audience.CIRCLE, for_circle__in=sits)
        return self.shared().filter(seen)


class Item(models.Model):
    """One thing that is shared; the words of the house call it a resource."""

    class Kind(models.TextChoices):
        SKILL = "skill", _("Something you can do")
        EXPERTISE = "expertise", _("A trade or profession")
        TIME = "time", _("Time")
        TOOL = "tool", _("A tool or device")
        VEHICLE = "vehicle", _("A vehicle")
        SPACE = "space", _("A room or a place")
        GOODS = "goods", _("Things to give away")

    BY_HOUR = (Kind.VEHICLE, Kind.SPACE)
    LENT = (Kind.TOOL, *BY_HOUR)
    """What comes back; whoever has the others is asked: see `asks`."""
    COUNTED = (Kind.TOOL, Kind.GOODS)
    """Of which there may be several."""
    VOUCHED = (Kind.SKILL, Kind.EXPERTISE)
    """Of which others can say that they know it."""

    class Level(models.TextChoices):
        CAN = "can", _("I can do it")
        TEACH = "teach", _("I could teach it")
        LEARN = "learn", _("I want to learn it")

    class State(models.TextChoices):
        SHARED = "shared", _("Shared")
        PAUSED = "paused", _("Not at the moment")
        GONE = "gone", _("Taken out")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Anyone may see it, members may ask")
        MEMBERS = "members", _("Members of this network")
        KNOWN = "known", _("Members whom others here know")
        CIRCLE = "circle", _("Only a circle of mine")

        @classmethod
        def of(cls, member: Member | None) -> "list[Item.Audience]":
            """Those to whom this reader belongs, but for circles."""
            if member is None:
                return [cls.EVERYONE]
            known = [cls.KNOWN] if member.is_known else []
            return [cls.EVERYONE, cls.MEMBERS, *known]

    id = DayIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="items")
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    """Of its conditions and photos; erased with it."""
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="items")
    """Who has it, or looks after what a circle has; null once they left the circle's thing."""
    circle = models.ForeignKey(Circle, models.SET_NULL, null=True, related_name="items")
    """The circle that has it, if no person does: a household, a working group, the assembly."""
    kind = models.CharField(max_length=9, choices=Kind)
    level = models.CharField(max_length=5, choices=Level, blank=True)
    """Of a skill."""
    quantity = models.PositiveSmallIntegerField(default=1)
    """How many of them: of tools and goods."""
    hours = models.PositiveSmallIntegerField(null=True)
    """How many hours a month: of time."""
    category = models.CharField(max_length=LONGEST_SLUG)
    name = models.CharField(max_length=80)
    indexed = IndexedField()
    conditions_sealed = models.BinaryField(null=True)
    languages = models.JSONField(default=list)
    """In which one can speak with whoever has it."""
    cell = models.CharField(max_length=15, blank=True)
    """An h3 cell of resolution 8, never finer; empty: somewhere in the network's area."""
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.MEMBERS)
    for_circle = models.ForeignKey(Circle, models.SET_NULL, null=True, related_name="+")
    """The one circle that may ask for it, where no others may."""
    state = models.CharField(max_length=6, choices=State, default=State.SHARED)
    sure_on = models.DateField(default=timezone.localdate)
    """When its owner last said that it is there."""
    reminded_on = models.DateField(null=True)
    """When its owner was asked whether it still is; null once they said so."""
    asked_on = models.DateField(default=NEVER)
    """When whoever has it was last asked, for this or another thing of theirs: who was asked least
    lately comes first."""
    gone_on = models.DateField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="something_is_shared"),
            # Who wants to learn a drill was typed wrong somewhere.
            models.CheckConstraint(
                condition=Q(kind="skill", level__in=["can", "teach", "learn"])
                | ~Q(kind="skill") & Q(level=""),
                name="skills_have_a_level",
            ),
        ]
        indexes = [
            # The list reads backwards along these, newest first.
            models.Index(
                fields=["network", "id"], condition=Q(state="shared"), name="shared_items"
            ),
            models.Index(
                fields=["network", "category", "id"],
                condition=Q(state="shared"),
                name="shared_by_category",
            ),
            models.Index(
                fields=["network", "kind", "id"], condition=Q(state="shared"), name="shared_by_kind"
            ),
            # Who was asked least lately comes first, without a look at the others.
            models.Index(
                fields=["network", "category", "asked_on", "id"],
                condition=Q(state="shared"),
                name="shared_least_asked",
            ),
            # The same, of what is near.
            models.Index(
                fields=["network", "category", "cell", "asked_on", "id"],
                condition=Q(state="shared"),
                name="shared_near_least_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *arguments, **options) -> None:
        if (names := options.get("update_fields")) is not None:
            options["update_fields"] = {*names, "indexed"}
        super().save(*arguments, **options)

    def words_to_index(self) -> str:
        """Of what is shared: the words of its name, and what the list is narrowed by."""
        if self.state != self.State.SHARED:
            return ""
        whom = self.for_circle_id if self.audience == self.Audience.CIRCLE else ""
        marks = [
            mark("network", self.network_id),
            mark("by", self.by_id),
            mark("audience", f"{self.audience}{whom or ''}"),
            mark("sort", self.kind),
            *(mark("kind", slug) for slug in (self.category, self.about.under) if slug),
            *(mark("language", language) for language in self.languages),
        ]
        return indexed(self.name, marks)

    @property
    def shared_on(self) -> date:
        return day_of(self.pk)

    @property
    def about(self) -> Category:
        """What it is good for, in the tree that needs have too."""
        return kind_in(self.network, self.category)

    @property
    def is_lent(self) -> bool:
        """Whether it comes back."""
        return self.kind in self.LENT

    @property
    def by_the_hour(self) -> bool:
        """Whether it is lent by the hour; else by the day."""
        return self.kind in self.BY_HOUR


class Window(models.Model):
    """A time of the week at which an item can be had; without any, one asks."""

    class Weekday(models.IntegerChoices):
        """As Python counts them; in words: `django.utils.dates.WEEKDAYS`."""

        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    id = RandomIdField()
    item = models.ForeignKey(Item, models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    start = models.TimeField()
    """By the clock of the network."""
    end = models.TimeField()

    class Meta:
        constraints = [
            # Nobody comes before they have gone; what runs into the night is two windows.
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="window_ends_later"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="window_in_a_week"),
        ]


class Photo(models.Model):
    """What an item looks like, sealed under its key."""

    id = RandomIdField()
    item = models.ForeignKey(Item, models.CASCADE, related_name="photos")
    large_sealed = models.BinaryField()
    small_sealed = models.BinaryField()

    @property
    def key(self) -> DataKey:
        """Its item's."""
        return self.item.key


class ItemVouch(models.Model):
    """That a member says: this neighbor knows how to do this."""

    id = RandomIdField()
    item = models.ForeignKey(Item, models.CASCADE, related_name="vouches")
    by = models.ForeignKey(Member, models.CASCADE, related_name="item_vouches")
    saw_certificate = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # Who says it twice would count twice.
            models.UniqueConstraint(fields=["item", "by"], name="one_vouch_for_each_item")
        ]
