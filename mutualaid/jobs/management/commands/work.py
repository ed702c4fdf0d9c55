import signal
import sys
from typing import Any

from celery.beat import EmbeddedService, Scheduler
from celery.worker import state
from django.core.management.base import BaseCommand

from mutualaid.celery import app
from mutualaid.jobs.services import stopping


class Command(BaseCommand):
    help = "Do the jobs, in one process: a worker, and beside it the clock that wakes it."

    def handle(self, **_: Any) -> None:
        # Threads of one process, since the broker may be this process's memory.
        EmbeddedService(app, thread=True, scheduler_cls=Scheduler).start()
        # The bare worker, without what `celery worker` prints and asks of its user.
        worker = app.WorkController(without_gossip=True, without_mingle=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        worker.start()
        sys.exit(worker.exitcode)


def stop(*_: object) -> None:
    """End after the job at hand."""
    stopping.set()
    state.should_stop = 0
