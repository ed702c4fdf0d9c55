"""Mail, and what is forgotten at night."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.jobs.registry import handler, nightly
from mutualaid.mail import send_mail
from mutualaid.sealed import backups, erasures, ledger
from mutualaid.sealed.services import unseal

from .models import Code
from .services import digits, forget_what_ended, opens


@handler("accounts.send_code", outside=True)
def send_code(subject: int) -> None:
    """Mail a code to whom it opens something, and to others how to sign up."""
    now = timezone.now()
    code = Code.objects.select_related("key").filter(pk=subject, ends_at__gt=now).first()
    if code is None:
        return
    known = opens(code)
    send_mail(
        to=unseal(code, "email", key=code.key),
        subject=_("The code you asked for"),
        template=f"accounts/mail/{'code' if known else 'no_account'}.txt",
        context={"code": digits(code)} if known else {},
        language=code.language,
        key=f"accounts.code.{code.pk}",
    )


@nightly("accounts.forget_what_ended")
def forget() -> None:
    forget_what_ended()


@nightly("accounts.fold_ledger")
def fold_ledger() -> None:
    ledger.fold()


@nightly("accounts.back_up", outside=True)
def back_up() -> None:
    if settings.BACKUP_DIR:
        backups.backup(Path(settings.BACKUP_DIR))


@nightly("accounts.note_erasures")
def note_erasures() -> None:
    """Those that an interrupted process left out."""
    erasures.note()
