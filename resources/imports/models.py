"""What came in by a file: things of the one who brought it, and what others said in a form.

What others said is theirs: it stands sealed, only the one who brought it in sees it, to ask them;
it counts nowhere as something that can be had, and is forgotten after a while. It becomes a thing
that can be had when they come in and share it themselves.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Invitation, Member, Network
from mutualaid.sealed.models import DataKey
from needs.own_categories.queries import LONGEST_SLUG
from resources.items.models import Item


class ResourceImport(models.Model):
    """One file that was brought in, so that it can be taken out again."""

    class What(models.TextChoices):
        MINE = "mine", _("Your own things")
        OTHERS = "others", _("Offers of other people")
        SERVICES = "services", _("Who else is there")

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="resource_imports")
    by = models.ForeignKey(Member, models.CASCADE, related_name="resource_imports")
    what = models.CharField(max_length=8, choices=What)
    made_on = models.DateField(default=timezone.localdate)
    summary = models.JSONField(default=dict)
    """How much came in, and what did not, with the reason; no cell's own words."""


class Upload(models.Model):
    """A file on its way in, sealed whole; gone within two nights."""

    id = RandomIdField()
    by = models.ForeignKey(Member, models.CASCADE, related_name="resource_uploads")
    content_sealed = models.BinaryField()
    """JSON as in `queries.Content`."""
    kept_on = models.DateField(default=timezone.localdate)
    run = models.OneToOneField(ResourceImport, models.SET_NULL, null=True, related_name="upload")
    """Once it came in: then only the lines that did not are left."""
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")


class ImportedItem(models.Model):
    """That an item came by a file."""

    id = RandomIdField()
    run = models.ForeignKey(ResourceImport, models.CASCADE, related_name="made")
    item = models.OneToOneField(Item, models.CASCADE, related_name="+")


class Said(models.Model):
    """Somebody who said in a form what they could offer, and was not asked yet."""

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="said")
    run = models.ForeignKey(ResourceImport, models.CASCADE, related_name="said")
    by = models.ForeignKey(Member, models.CASCADE, related_name="said")
    """Who brought it in, and asks them."""
    key = models.OneToOneField(DataKey, models.SET_NULL, null=True, related_name="+")
    who_sealed = models.BinaryField()
    contact_sealed = models.BinaryField()
    words_sealed = models.BinaryField()
    said_on = models.DateField(null=True)
    """When they said it, if the file tells."""
    kept_on = models.DateField(default=timezone.localdate)
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, related_name="+")
    """The link by which they were invited: who comes in by it finds what they said."""


class SaidOffer(models.Model):
    """One thing that they said."""

    id = RandomIdField()
    said = models.ForeignKey(Said, models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=9, choices=Item.Kind)
    category = models.CharField(max_length=LONGEST_SLUG)
    name_sealed = models.BinaryField()
    """Under the key of who said it."""
