"""Word about a new card that somebody asks for."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutualaid.accounts.models import NewCard, User
from mutualaid.jobs.registry import handler, nightly
from mutualaid.mail import send_mail
from mutualaid.sealed.services import unseal

from .services import forget_what_is_over, say


@handler("accounts.call", outside=True)
def call(subject: int) -> None:
    """A mail that only says to come and look."""
    user = User.objects.select_related("key").filter(pk=subject).first()
    if user is None or not user.email_sealed:
        return
    send_mail(
        to=unseal(user, "email", key=user.key),
        subject=_("You have a message"),
        template="accounts/mail/call.txt",
        context={},
        language=user.language,
        key=f"accounts.call.{user.pk}.{timezone.localdate()}",
    )


@handler("accounts.new_card_ready")
def new_card_ready(subject: int) -> None:
    asked = NewCard.objects.filter(pk=subject).first()
    if asked is None:
        return
    for user in User.objects.filter(pk__in=asked.voices):
        say(user, "accounts.new_card_ready", path=reverse("accounts:helping"), about=asked.pk)


@nightly("accounts.forget_what_is_over")
def forget() -> None:
    forget_what_is_over()
