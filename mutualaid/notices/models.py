"""What people are told of, how they want to be told, and secret addresses of theirs."""

import secrets
from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.models import Session
from mutualaid.fields import RandomIdField


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_on=None)

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-number", "-pk")


class Notice(models.Model):
    """One thing that somebody is told of, in their list and perhaps by mail and push.

    ========  ========================================================================
    sending   may become
    ========  ========================================================================
    alone     settled (a mail of its own was sent); together (that failed till night)
    together  settled (a mail was sent for all that waited, or it was read before)
    settled   nothing
    ========  ========================================================================
    """

    class Sending(models.TextChoices):
        ALONE = "alone"
        TOGETHER = "together"
        SETTLED = "settled"

    id = RandomIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    path = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    """Names that stand in its title."""
    once_index = models.CharField(max_length=64)
    """Of what it is told once for; under its reader's key, since it may tell of others."""
    number = models.PositiveIntegerField()
    """Grows with each that its reader is told: the order of the list, without an hour. Two that are
    told at the same moment may share one."""
    made_on = models.DateField()
    """The day that it was where its reader is. At what hour others did something stands nowhere."""
    read_on = models.DateField(null=True)
    sending = models.CharField(max_length=8, choices=Sending, default=Sending.SETTLED)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            # Told twice is heard once, also when it is told by two processes at the same moment.
            models.UniqueConstraint(fields=["user", "once_index"], name="heard_once")
        ]
        indexes = [
            # Each page of somebody who is signed in counts what they have not read.
            models.Index(fields=["user"], condition=Q(read_on=None), name="notice_unread"),
            models.Index(fields=["user", "-number"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Choices(models.Model):
    """How somebody wants to be told. Who chose nothing has no row, and what stands here."""

    class Often(models.TextChoices):
        AT_ONCE = "at-once", _("At once, each by itself")
        DAILY = "daily", _("Once a day, in the morning")
        WEEKLY = "weekly", _("Once a week, on Monday morning")
        NEVER = "never", _("Never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    often = models.CharField(max_length=8, choices=Often, default=Often.DAILY)
    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    """Equal to ``quiet_from`` where no hour is quiet."""
    time_zone = models.CharField(max_length=40, blank=True)
    """Empty: the one of their network."""
    off = models.JSONField(default=list)
    """Kinds that they want to hear nothing of."""

    def __str__(self) -> str:
        return self.often


def random_number() -> int:
    return secrets.randbits(31)


class Address(models.Model):
    """A secret address that works without signing in, until its person ends it or asks for another.

    The secret is nowhere: it follows from ``number`` under its person's key.
    """

    class Purpose(models.TextChoices):
        CALENDAR = "calendar", _("under which a calendar fetches your dates")
        UNSUBSCRIBE = "unsubscribe", _("in our mails to you, which stops them")

    id = RandomIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    purpose = models.CharField(max_length=12, choices=Purpose)
    number = models.PositiveIntegerField(default=random_number)
    """Random, so that one that was ended never comes back."""
    index = models.CharField(max_length=64, unique=True)
    """Finds the person by the secret."""

    class Meta:
        constraints = [
            # An old address that went on working would make resetting worthless.
            models.UniqueConstraint(fields=["user", "purpose"], name="one_address")
        ]

    def __str__(self) -> str:
        return self.purpose


class Subscription(models.Model):
    """A browser that shows when there is a message, until it is signed out."""

    id = RandomIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    """What is pushed to a browser ends with its session: the next person may hold that phone."""
    index = models.CharField(max_length=64, unique=True)
    """Of its endpoint, so that a browser that asks twice is told once."""
    browser_sealed = models.BinaryField()
    """Its endpoint and keys, as the browser gave them."""
    made_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"since {self.made_on}"
