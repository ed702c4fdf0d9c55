from datetime import timedelta

from django.utils import timezone

from .models import Heartbeat


def swept_lately() -> bool:
    """Whether a sweep ran within the last minute, so that what is due gets done."""
    return Heartbeat.objects.filter(at__gt=timezone.now() - timedelta(seconds=60)).exists()
