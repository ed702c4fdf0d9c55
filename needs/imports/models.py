"""What a member brought and has not yet agreed to import."""

from django.db import models
from django.utils import timezone

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Member
from mutualaid.sealed.models import DataKey


class Upload(models.Model):
    """Tables on their way in, sealed whole; gone with the import, or within two nights."""

    id = RandomIdField()
    by = models.ForeignKey(Member, models.CASCADE, related_name="uploads")
    content_sealed = models.BinaryField()
    """JSON as in `queries.Content`."""
    kept_on = models.DateField(default=timezone.localdate)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
