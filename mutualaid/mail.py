"""Mail in plain text. Called by jobs, never by a view: a slow mail server delays no page."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from mutualaid.sealed.keys import blind_index


class MailFailed(Exception):
    """A mail was not sent; the job tries again."""


def send_mail(
    *,
    to: str,
    subject: Any,
    template: str,
    context: dict,
    language: str,
    key: str,
    headers: dict[str, str] | None = None,
) -> None:
    """Send one mail. Raises `MailFailed` where the mail server does not take it.

    ``subject`` (lazily translated) tells nothing of its content: it shows on locked phones.
    ``key`` is the job's: sent again, the mail has the same Message-ID and is recognized.
    """
    with override(language):
        mail = EmailMessage(
            subject=str(subject),
            body=render_to_string(template, {"origin": settings.ORIGIN, **context}),
            to=[to],
            headers={
                "Message-ID": f"<{blind_index('message-id', key)[:40]}@{settings.HOST}>",
                "Auto-Submitted": "auto-generated",
                **(headers or {}),
            },
        )
    try:
        mail.send()
    except (OSError, ValueError) as problem:
        # Their own words repeat the address, and would end up in a log.
        raise MailFailed(type(problem).__name__) from None
