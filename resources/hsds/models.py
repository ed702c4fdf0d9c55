"""Who else is there: services of others, as a public directory tells of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mutualaid.fields import RandomIdField
from mutualaid.networks.models import Member, Network
from needs.own_categories.queries import LONGEST_SLUG
from resources.imports.models import ResourceImport


class OutsideService(models.Model):
    """A service of an organization, read from HSDS. It is nobody's here, and nobody here vouches
    for it."""

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="outside_services")
    run = models.ForeignKey(ResourceImport, models.SET_NULL, null=True, related_name="services")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="outside_services")
    """Who brought it in."""
    listed_on = models.DateField(default=timezone.localdate)
    code = models.CharField(max_length=100)
    """How the directory calls it."""
    name = models.CharField(max_length=120)
    organization = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=LONGEST_SLUG)
    description = models.CharField(max_length=1000, blank=True)
    url = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=200, blank=True)
    """Where it is, in words."""

    class Meta:
        constraints = [
            # Brought in twice, it would stand in the list twice. Another may list it who does not
            # see this one: nobody is told of what somebody listed who hides from them.
            models.UniqueConstraint(fields=["network", "by", "code"], name="listed_once"),
            # A link that runs as a script would run as whoever taps it.
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="a_web_address",
            ),
        ]
        indexes = [
            # The list reads backwards along this, newest first.
            models.Index(fields=["network", "listed_on", "id"], name="listed_lately")
        ]

    def __str__(self) -> str:
        return self.name
