from django.utils import timezone

from mutualaid.jobs.registry import nightly

from .services import forget_turns


@nightly("needs.forget_turns")
def forget_turns_that_ended() -> None:
    forget_turns(before=timezone.now())
