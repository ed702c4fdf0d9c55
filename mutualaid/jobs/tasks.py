from datetime import timedelta

from django.utils import timezone

from .models import Job
from .registry import nightly


@nightly("jobs.forget_done")
def forget_done() -> None:
    """A done job tells who did something when, so it is kept for a day only."""
    yesterday = timezone.now() - timedelta(days=1)
    Job.objects.filter(state=Job.State.DONE, ended_at__lt=yesterday).delete()
