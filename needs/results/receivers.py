from django.dispatch import receiver
from django.utils import timezone

from mutualaid.db import stored_row
from mutualaid.fields import random_id
from mutualaid.jobs.models import Job
from mutualaid.jobs.services import enqueue
from needs.results.small import FIRST, FIVE
from needs.surveys.models import Response
from needs.surveys.signals import response_kept

KIND = "needs.advance_results"


@receiver(response_kept)
def nudge_results(survey_id, **_sent):
    # Not at every answer: the jobs would keep the minute in which each came in.
    if stored_row(Job, "id", kind=KIND, subject=survey_id, state=Job.State.DUE):
        return
    fresh = Response.objects.filter(survey=survey_id, leaving=False).to_advance()
    if fresh[:FIVE].count() in {FIRST, FIVE}:
        # Due since the full hour, so at once; the row keeps no minute.
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        key = f"{KIND}:{survey_id}:{random_id()}"
        enqueue(kind=KIND, subject=survey_id, key=key, due_at=hour)
