"""A circle's common goods: what there is, where, until when it is good, and the book of what came
and went.

The book is append-only and names nobody: day, way and how much. Beside an entry may lie a note
(who, if they chose so, and for which project) that is thrown away with time, and a link to a need
that ends as the need is forgotten.

=========  =====================================================================
an entry   may become
=========  =====================================================================
any        undone, once: by an entry against it
undone     — (what was undone wrongly is written anew)
=========  =====================================================================
"""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Circle, Member
from needs.own_categories.queries import LONGEST_SLUG
from needs.posts.models import Need
from resources.ledgers.amounts import number
from resources.purse.models import PurseEntry

SOON = timedelta(days=14)
"""From when on something should be used."""
OTHER = 100
"""A number of which the plural is what languages say of 2.5, too."""


class Unit(models.TextChoices):
    KILO = "kg", _("Kilos")
    LITER = "l", _("Liters")
    PIECE = "piece", _("Pieces")
    PACK = "pack", _("Packs, tins, jars")
    PORTION = "portion", _("Portions")
    PAIR = "pair", _("Pairs")


COUNTED = {
    Unit.PIECE: ngettext_lazy("%(amount)s piece", "%(amount)s pieces", "count"),
    Unit.PACK: ngettext_lazy("%(amount)s pack", "%(amount)s packs", "count"),
    Unit.PORTION: ngettext_lazy("%(amount)s portion", "%(amount)s portions", "count"),
    Unit.PAIR: ngettext_lazy("%(amount)s pair", "%(amount)s pairs", "count"),
    Unit.KILO: _("%(amount)s kg"),
    Unit.LITER: _("%(amount)s l"),
}


def amount_of(hundredths: int, unit: str) -> str:
    """In words: 12 packs, 2.5 kg."""
    count = OTHER if hundredths % 100 else abs(hundredths) // 100
    return COUNTED[Unit(unit)] % {"amount": number(hundredths), "count": count}


LEFT = Coalesce(Sum("lots__left"), 0)
"""Of goods: how much there is in all of their lots."""


class GoodsQuerySet(models.QuerySet["Goods"]):
    def counted(self) -> "GoodsQuerySet":
        """Each with ``left``."""
        return self.annotate(left=LEFT)

    def there(self) -> "GoodsQuerySet":
        """Of which something is left."""
        return self.annotate(left=LEFT).filter(left__gt=0)

    def low(self) -> "GoodsQuerySet":
        """Of which there is less than somebody said there should be."""
        return self.annotate(left=LEFT).filter(left__lt=F("low_at"))


class Goods(models.Model):
    """One kind of goods in a circle's stock."""

    id = RandomIdField()
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="goods")
    what = models.CharField(max_length=60)
    category = models.CharField(max_length=LONGEST_SLUG)
    unit = models.CharField(max_length=7, choices=Unit)
    low_at = models.BigIntegerField(null=True)
    """Below this, in hundredths, it is running low; null where nobody minds."""

    left: int
    """By `counted`."""
    hidden: bool
    """By `shown`."""
    objects = GoodsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["circle", "what", "id"], name="goods_by_name")]

    def __str__(self) -> str:
        return self.what


class LotQuerySet(models.QuerySet["Lot"]):
    def there(self) -> "LotQuerySet":
        """Those of which something is left."""
        return self.filter(left__gt=0)

    def to_use(self, today: date) -> "LotQuerySet":
        """Those that are not good for long, or not any more."""
        return self.there().filter(best_before__lte=today + SOON)


class Lot(models.Model):
    """Goods that lie in one place and are good until the same day."""

    id = RandomIdField()
    goods = models.ForeignKey(Goods, models.CASCADE, related_name="lots")
    best_before = models.DateField(null=True)
    place_sealed = models.BinaryField(null=True)
    """Where it is, which may be a home: under the key of the network, for those who read it."""
    left = models.BigIntegerField(default=0)
    """In hundredths; the sum of its entries."""

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            # Nobody takes what is not there, however many try at once.
            models.CheckConstraint(condition=Q(left__gte=0), name="lot_not_below_zero"),
        ]
        indexes = [
            # What should be used soon.
            models.Index(fields=["best_before"], condition=Q(left__gt=0), name="lot_to_use"),
        ]


class StockEntry(models.Model):
    """One line of the book. It is never changed: what was wrong gets a line against it."""

    class Way(models.TextChoices):
        GIFT = "gift", _("A gift")
        GATHERED = "gathered", _("Gathered")
        BOUGHT = "bought", _("Bought from the common purse")
        NEED = "need", _("For somebody who needs it")
        PROJECT = "project", _("For something we do together")
        SPOILED = "spoiled", _("Spoiled or broken")
        COUNTED = "counted", _("Counted: so much less was there")
        UNDONE = "undone", _("Corrected")

    COMING = (Way.GIFT, Way.GATHERED, Way.BOUGHT)
    GOING = (Way.NEED, Way.PROJECT, Way.SPOILED, Way.COUNTED)

    id = RandomIdField()
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="entries")
    way = models.CharField(max_length=8, choices=Way)
    quantity = models.BigIntegerField()
    """In hundredths, below zero where goods went out."""
    on = models.DateField()
    bought_with = models.ForeignKey(PurseEntry, models.RESTRICT, null=True, related_name="bought")
    """What was paid from the purse for it."""
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")
    """The entry against which it stands, and no second one can."""

    class Meta:
        constraints = [
            # What comes adds, what goes takes away; a correction stands against an entry.
            models.CheckConstraint(
                condition=Q(way__in=["gift", "gathered", "bought"], quantity__gt=0, undoes=None)
                | Q(way__in=["need", "project", "spoiled", "counted"], quantity__lt=0, undoes=None)
                | Q(way="undone", undoes__isnull=False),
                name="stock_entry_fits_its_way",
            ),
            # What was bought says with which money, and nothing else does.
            models.CheckConstraint(
                condition=Q(way="bought", bought_with__isnull=False)
                | (~Q(way="bought") & Q(bought_with=None)),
                name="bought_with_money_of_the_purse",
            ),
        ]
        indexes = [models.Index(fields=["lot", "-on", "-id"], name="stock_book")]


class StockNote(models.Model):
    """Who gave or took, if they chose to be named, and for which project."""

    id = RandomIdField()
    entry = models.OneToOneField(StockEntry, models.CASCADE, related_name="note")
    by = models.ForeignKey(Member, models.CASCADE, null=True, related_name="stock_notes")
    words_sealed = models.BinaryField(null=True)
    """Under the key of the network, for all who read the book."""
    hidden: bool
    """By `shown`."""


class StockNeed(models.Model):
    """To which need something went: for the eyes of those who may see the need."""

    id = RandomIdField()
    entry = models.OneToOneField(StockEntry, models.CASCADE, related_name="for_need")
    need = models.ForeignKey(Need, models.CASCADE, related_name="from_stock")
