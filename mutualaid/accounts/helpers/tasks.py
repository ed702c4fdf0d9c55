"""Word about a new card that somebody asks for."""

from django.urls import reverse

from mutualaid.accounts.models import NewCard, User
from mutualaid.jobs.registry import handler

from .services import say


@handler("accounts.new_card_ready")
def new_card_ready(subject: int) -> None:
    asked = NewCard.objects.filter(pk=subject).first()
    if asked is None:
        return
    for user in User.objects.filter(pk__in=asked.voices):
        say(user, "accounts.new_card_ready", path=reverse("accounts:helping"), about=asked.pk)
