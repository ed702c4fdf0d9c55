"""Celery is the clock and the hands: all it is ever told is "sweep"."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualaid.settings")
app = Celery("mutualaid")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task(name="sweep")
def sweep() -> None:
    from mutualaid.jobs.services import sweep

    sweep()


@signals.worker_shutting_down.connect
def stop(**_) -> None:
    from mutualaid.jobs.services import stopping

    stopping.set()


@signals.setup_logging.connect
def keep_our_logging(**_) -> None:
    """Celery sets up its own where nobody listens to this."""
