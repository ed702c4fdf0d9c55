from mutualaid.jobs.models import Job
from mutualaid.jobs.registry import handler, nightly
from needs.results.receivers import KIND
from needs.results.services import advance
from needs.surveys.models import Survey


@handler(KIND)
def advance_results(subject: int) -> None:
    # This very job among them: when it was done is when somebody answered.
    Job.objects.filter(kind=KIND, subject=subject, state=Job.State.DONE).delete()
    if Survey.objects.filter(pk=subject).exists():
        advance(survey_id=subject)


@nightly("needs.advance_all_results")
def advance_all_results() -> None:
    """Catch up where two answers came in at once and each believed to be the fourth."""
    waiting = Survey.objects.filter(responses__counted=False).distinct()
    for survey_id in waiting.values_list("pk", flat=True):
        advance(survey_id=survey_id)
