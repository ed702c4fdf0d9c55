"""Mail reaches a real mail server, or says in the job that it did not."""

import ssl
from contextlib import nullcontext

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse
from environ import Env

from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
from mutualaid.mail import MailFailed, send_mail
from mutualaid.settings.mail import mailers
from tests.inbox import Inbox
from tests.servers import free_port

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


@pytest.mark.parametrize("typed", ["Bo\r\nBcc: eve@example.org", "Bo\nSubject: Hello\n\nHello"])
def test_nothing_that_is_typed_changes_the_head_of_a_mail(client, inbox, typed):
    page = reverse("accounts:sign_up")
    client.post(page, {"display_name": typed, "email": "bo@example.org"})
    broken = client.post(page, {"display_name": "Bo", "email": f"bo@example.org{typed[2:]}"})
    assert broken.status_code == 422
    sweep()
    ((to, text),) = inbox.mails
    head = text.partition("\n\n")[0].replace("\r", "")
    names = [line.partition(":")[0] for line in head.splitlines() if not line.startswith(" ")]
    assert to == ["bo@example.org"]
    assert names.count("Subject") == 1
    assert "Bcc" not in names
    assert "eve@" not in head


@pytest.mark.parametrize("known", [True, False])
def test_no_mail_goes_to_a_server_that_does_not_prove_who_it_is(
    settings, certificate, monkeypatch, known
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Controller(Inbox(), hostname="127.0.0.1", port=free_port(), tls_context=context)
    server.start()
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("EMAIL_URL", f"smtp+tls://localhost:{server.port}")
    settings.MAILERS = mailers(Env(), None)
    with nullcontext() if known else pytest.raises(MailFailed, match="SSLCertVerification"):
        send(to="bo@example.org")
    server.stop()
    assert len(server.handler.mails) == known


def send(*, to):
    send_mail(
        to=to,
        subject="A message",
        template="accounts/mail/code.txt",
        context={"code": "12345678"},
        language="en",
        key="the job",
    )
