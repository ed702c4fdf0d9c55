import sys
from typing import Any

from celery.beat import EmbeddedService, Scheduler
from django.core.management.base import BaseCommand

from mutualaid.celery import app


class Command(BaseCommand):
    help = "Do the jobs, in one process: a worker, and beside it the clock that wakes it."

    def handle(self, **_: Any) -> None:
        # Threads of one process, since the broker may be this process's memory.
        EmbeddedService(app, thread=True, scheduler_cls=Scheduler).start()
        worker = app.Worker(quiet=True, without_gossip=True, without_mingle=True)
        worker.start()
        sys.exit(worker.exitcode)
