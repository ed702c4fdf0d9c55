import os
import time
from datetime import timedelta

from mutualaid.jobs.registry import handler

from .models import Effect


@handler("probe.effect", lease=timedelta(seconds=2))
def effect(subject: int) -> None:
    Effect.objects.create(subject=subject)
    time.sleep(float(os.environ["PROBE_SECONDS"]))
