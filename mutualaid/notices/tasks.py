"""Mail, push, and what is forgotten at night."""

from mutualaid.jobs.registry import handler, nightly

from . import sending, services


@handler("notices.mail_alone", outside=True)
def mail_alone(subject: int) -> None:
    sending.mail_alone(subject)


@handler("notices.mail_together", outside=True)
def mail_together(subject: int) -> None:
    sending.mail_together(subject)


@handler("notices.push", outside=True)
def push(subject: int) -> None:
    sending.push_to(subject, at_once=False)


@handler("notices.push_at_once", outside=True)
def push_at_once(subject: int) -> None:
    sending.push_to(subject, at_once=True)


@nightly("notices.forget_old")
def forget_old() -> None:
    services.forget_old()


@nightly("notices.plan_all")
def plan_all() -> None:
    services.plan_all()
