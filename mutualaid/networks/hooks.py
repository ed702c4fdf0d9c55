"""What networks add to the pages of others, and to the demo."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.accounts.http import SignedInRequest
from mutualaid.fields import random_id

from .models import Agreement, Member, Network
from .queries import memberships_of
from .readiness import reachable
from .services import make_poster


@hooks.me_panels.register(position=10)
def my_networks(request: SignedInRequest) -> dict:
    return {
        "title": _("Your networks"),
        "template": "networks/my_networks.html",
        "memberships": memberships_of(request.user),
    }


@hooks.first_steps.register(position=10)
def say_what_you_do(member: Member) -> dict:
    return {
        "title": _("Say what you do"),
        "text": _("Some words for the page that everyone can read."),
        "url": reverse("networks:words", args=[member.network.slug]),
        "done": member.network.agreements.filter(kind=Agreement.Kind.PAGE).exists(),
    }


@hooks.first_steps.register(position=20)
def bring_a_neighbor(member: Member) -> dict:
    return {
        "title": _("Bring a second neighbor"),
        "text": _("Two share the work, and neither is alone with it."),
        "url": reverse("networks:invite", args=[member.network.slug]),
        "done": member.network.members.exclude(pk=member.pk).exists(),
    }


@hooks.first_steps.register(position=90)
def be_ready(member: Member) -> dict | None:
    """A demo answers on its own computer only, so it never is."""
    if member.network.demo:
        return None
    return {
        "title": _("Look whether you are ready for neighbors"),
        "text": _("Can they open your address? Does mail arrive?"),
        "url": reverse("networks:ready", args=[member.network.slug]),
        "done": reachable(settings.ORIGIN),
    }


@hooks.demo.register(position=10)
def poster(network: Network, members: dict[str, Member]) -> None:
    """Made by the founder."""
    make_poster(by=network.members.get(via=None), once=random_id(), uses=50, days=90)
