"""Mailing codes."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.models import Code
from mutualaid.jobs.registry import handler
from mutualaid.mail import send_mail
from mutualaid.sealed.services import unseal

from .services import digits, opens


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
