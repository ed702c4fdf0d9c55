"""Work that must happen, written down in the same transaction as its cause.

=======  ================================================================
state    may become
=======  ================================================================
due      running
running  done; due (it failed: again later); dead (it failed too often);
         running (its worker died, so that its lease ran out)
dead     due (someone asked for it)
=======  ================================================================

Whoever claims a job raises ``attempts``, and only who knows the present number may end the job:
a worker that was slow or cut off, and whose job went to another, finds out and changes nothing.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mutualaid.fields import RandomIdField

from .registry import TRIES

LONGEST_WAIT = timedelta(hours=6)


class JobQuerySet(models.QuerySet["Job"]):
    def claimable(self, now: datetime) -> "JobQuerySet":
        """Due, or left behind by a worker that died."""
        return self.filter(
            Q(state=Job.State.DUE, due_at__lte=now)
            | Q(state=Job.State.RUNNING, lease_until__lte=now, tries_left__gt=0)
        )

    def hopeless(self, now: datetime) -> "JobQuerySet":
        """Left behind by every worker that tried."""
        return self.filter(state=Job.State.RUNNING, lease_until__lte=now, tries_left=0)

    def held_as(self, job: "Job") -> "JobQuerySet":
        """The job, as long as no other worker claimed it since this one did."""
        return self.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


class Job(models.Model):
    class State(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    id = RandomIdField()
    kind = models.CharField(max_length=60)
    subject = models.BigIntegerField(null=True)
    """The id of what it is about. Nothing else about it is kept here."""
    key = models.CharField(max_length=120, unique=True)
    """The same work asked for twice has the same key, and is done once."""
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    tries_left = models.PositiveIntegerField(default=TRIES)
    error = models.CharField(max_length=80, blank=True)
    """The class of the last error: its message might tell of people."""
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            # Every sweep asks what is claimable; done jobs are the most and never are.
            models.Index(
                fields=["due_at"], condition=Q(state__in=["due", "running"]), name="job_to_do"
            )
        ]

    def __str__(self) -> str:
        return self.key

    def wait(self, tries: int = TRIES) -> timedelta:
        """How long after a failure: 30 s, a minute, two, four, … 6 hours. It had so many tries."""
        doublings: int = max(tries - self.tries_left - 1, 0)
        return min(timedelta(seconds=30 * (1 << doublings)), LONGEST_WAIT)


class Heartbeat(models.Model):
    """One row: when a sweep last showed that jobs are done here."""

    at = models.DateTimeField()
