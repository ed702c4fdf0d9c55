from django.dispatch import receiver

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
    waiting = Response.objects.filter(survey=survey_id).to_advance().filter(leaving=False).count()
    asked = Job.objects.filter(kind=KIND, subject=survey_id, state=Job.State.DUE).exists()
    if (waiting == FIRST or waiting >= FIVE) and not asked:
        key = f"{KIND}:{survey_id}:{random_id()}"
        enqueue(kind=KIND, subject=survey_id, key=key)
