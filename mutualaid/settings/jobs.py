"""Celery's settings: what they mean for us stands in ``mutualaid/jobs/services.py``."""

import environ

env = environ.Env()

CELERY_BROKER_URL = env("BROKER_URL", default="memory://localhost")
"""``redis://…`` where web, workers and beat are many processes or machines."""
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL.startswith("memory:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.2}
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # one that keeps no file
CELERY_BEAT_SCHEDULE = {
    # A sweep that nobody took is worth nothing: more come, and they do the same.
    "sweep": {"task": "sweep", "schedule": 1.0, "options": {"expires": 30}},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.int("WORKER_THREADS", default=4)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
