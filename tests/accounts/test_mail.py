"""Mail reaches a real mail server, or says in the job that it did not."""

import pytest
from django.urls import reverse

from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
from mutualaid.mail import MailFailed, send_mail

pytestmark = pytest.mark.django_db


def test_a_code_arrives(client, inbox):
    client.post(reverse("accounts:sign_up"), {"display_name": "Bo", "email": "bo@example.org"})
    sweep()
    ((to, text),) = inbox.mails
    assert to == ["bo@example.org"]
    for line in ("Subject: The code you asked for", "Auto-Submitted: auto-generated"):
        assert line in text
    assert Job.objects.get(kind="accounts.send_code").state == Job.State.DONE


def test_a_mail_sent_again_has_the_same_id(inbox):
    for _ in range(2):
        send(to="bo@example.org")
    first, second = (
        next(line for line in text.splitlines() if line.startswith("Message-ID:"))
        for _, text in inbox.mails
    )
    assert first == second


def test_a_refused_address_is_in_no_log(client, inbox, caplog, capfd):
    caplog.set_level("CRITICAL", logger="mail.log")  # what the mail server here says
    client.post(reverse("accounts:sign_in"), {"email": "refused@example.org"})
    sweep()
    job = Job.objects.get(kind="accounts.send_code")
    assert (job.state, job.error) == (Job.State.DUE, "MailFailed")
    assert "refused@example.org" not in caplog.text + "".join(capfd.readouterr())


def test_no_mail_server(settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    with pytest.raises(MailFailed, match="ConnectionRefusedError"):
        send(to="bo@example.org")


def send(*, to):
    send_mail(
        to=to,
        subject="A message",
        template="accounts/mail/code.txt",
        context={"code": "12345678"},
        language="en",
        key="the job",
    )
