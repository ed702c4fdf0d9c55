"""Mail and push."""

from mutualaid.jobs.registry import handler, nightly

from . import sending, services

PUSH_TRIES = 5
"""Few, in seven minutes: anybody may name a server that never answers, and the list stays."""


@handler("notices.send_alone", outside=True)
def send_alone(subject: int) -> None:
    sending.send_alone(subject)


@handler("notices.send_together", outside=True)
def send_together(subject: int) -> None:
    sending.send_together(subject)


@handler("notices.push", outside=True, tries=PUSH_TRIES)
def push(subject: int) -> None:
    sending.push_to(subject, urgent=False)


@handler("notices.push_urgent", outside=True, tries=PUSH_TRIES)
def push_urgent(subject: int) -> None:
    sending.push_to(subject, urgent=True)


# Outside: what was planned for one reader stays so, whatever is wrong with another.
@nightly("notices.plan_all", outside=True)
def plan_all() -> None:
    services.plan_all()
