"""Ask for work, and see to it that it is done."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from mutualaid import db

from .models import Heartbeat, Job
from .registry import TRIES, handlers, nightly_kinds

log = structlog.get_logger()
stopping = threading.Event()
"""Set when this process should end: a sweep stops after the job at hand."""


DONE_KEPT = timedelta(days=1)
"""A done job tells who did something when."""
DEAD_KEPT = timedelta(days=30)
"""So long whoever runs the server can look what went wrong, and have it done again."""


class TakenOver(Exception):
    """Another worker has claimed the job, since this one's lease ran out."""


def enqueue(*, kind: str, subject: int | None, key: str, due_at: datetime | None = None) -> None:
    """Have a job done once, if the present transaction is kept.

    Nothing happens if there is a job with this ``key``; done ones are forgotten after a day.
    Raises LookupError if no app does this kind.
    """
    if kind not in handlers:
        raise LookupError(kind)
    job = Job(kind=kind, subject=subject, key=key, due_at=due_at or timezone.now())
    job.tries_left = tries_of(job)
    Job.objects.bulk_create([job], ignore_conflicts=True)


def withdraw(*, kind: str, subject: int) -> None:
    """Take back work of this kind about ``subject`` that nobody has begun."""
    Job.objects.filter(kind=kind, subject=subject, state=Job.State.DUE).delete()


def retry(*, job_id: int) -> bool:
    """Give a dead job all its tries again; false if it is not dead."""
    dead = Job.objects.filter(pk=job_id, state=Job.State.DEAD)
    again = {"state": Job.State.DUE, "due_at": timezone.now()}
    return any(db.claim(dead, **again, tries_left=tries_of(job)) for job in dead)


def forget_ended() -> None:
    now = timezone.now()
    Job.objects.filter(state=Job.State.DONE, ended_at__lt=now - DONE_KEPT).delete()
    Job.objects.filter(state=Job.State.DEAD, ended_at__lt=now - DEAD_KEPT).delete()


def do_all(work: Iterable[Callable[[], object]]) -> None:
    """Each by itself; raises at the end what went wrong first, so that it is tried again."""
    problems = []
    for each in work:
        try:
            each()
        except Exception as problem:
            log.error("passed over", error=type(problem).__name__)
            problems.append(problem)
    if problems:
        raise problems[0]


def sweep() -> None:
    """Do all that is due. Any number of sweeps may run at once, anywhere."""
    tend()
    while not stopping.is_set() and (job := claim()):
        run(job)
        tend()


def tend() -> None:
    """Every ten seconds: show that sweeps run, bury hopeless jobs, plan the coming night."""
    now = timezone.now()
    if Heartbeat.objects.filter(at__gt=now - timedelta(seconds=10)).exists():
        return
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": now})
    Job.objects.hopeless(now).update(state=Job.State.DEAD, error="WorkerDied", ended_at=now)
    plan_night(now)


def next_night(now: datetime) -> datetime:
    """The next three o'clock."""
    night = timezone.localtime(now).replace(hour=3, minute=0, second=0, microsecond=0)
    return night if night > now else night + timedelta(days=1)


def plan_night(now: datetime) -> None:
    """A job of each nightly kind, due at the next three o'clock."""
    night = next_night(now)
    keys = {f"{kind} {night:%Y-%m-%d}": kind for kind in nightly_kinds}
    for key in keys.keys() - set(Job.objects.filter(key__in=keys).values_list("key", flat=True)):
        enqueue(kind=keys[key], subject=None, key=key, due_at=night)


def claim() -> Job | None:
    """Take the job that has been due for longest, for as long as its lease."""
    now = timezone.now()
    if not Job.objects.claimable(now).exists():  # an idle sweep never waits to write
        return None
    with transaction.atomic():
        job = (
            Job.objects.claimable(now)
            .select_for_update(skip_locked=True)
            .order_by("due_at")
            .first()
        )
        if job:
            job.state = Job.State.RUNNING
            job.attempts += 1
            job.tries_left -= 1
            job.lease_until = now + lease_of(job)
            job.save()
    return job


def lease_of(job: Job) -> timedelta:
    return handlers[job.kind].lease if job.kind in handlers else timedelta(minutes=2)


def tries_of(job: Job) -> int:
    return handlers[job.kind].tries if job.kind in handlers else TRIES


def run(job: Job) -> None:
    """Do a claimed job and end it: done, due again, or dead."""
    try:
        handler = handlers[job.kind]
        arguments = [] if job.subject is None else [job.subject]
        if handler.outside:
            if not Job.objects.held_as(job).exists():
                raise TakenOver
            handler.work(*arguments)
            finish(job)
        else:
            with transaction.atomic():
                finish(job)  # first, so that nobody can take the job over before the commit
                handler.work(*arguments)
    except TakenOver:
        log.warning("job taken over", kind=job.kind, job=job.pk)
    except Exception as problem:
        log.exception("job failed", kind=job.kind, job=job.pk, attempts=job.attempts)
        fail(job, problem)


def finish(job: Job) -> None:
    """Raises `TakenOver`."""
    ended = {"state": Job.State.DONE, "ended_at": timezone.now(), "error": ""}
    if not db.claim(Job.objects.held_as(job), **ended):
        raise TakenOver


def fail(job: Job, problem: Exception) -> None:
    now = timezone.now()
    Job.objects.held_as(job).update(
        state=Job.State.DUE if job.tries_left else Job.State.DEAD,
        due_at=now + job.wait(tries_of(job)),
        error=type(problem).__name__[:80],
        ended_at=None if job.tries_left else now,
    )
