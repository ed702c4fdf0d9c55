"""What destroying adds to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.http import SignedInRequest
from mutualaid.networks.models import Member, Network

from .models import Consent, WipeYes
from .queries import wipes_of
from .services import destroy


@hooks.panels.register(position=5)
def wipe_here(request: HttpRequest, member: Member) -> dict | None:
    return _wipes([member])


@hooks.me_panels.register(position=5)
def wipes(request: SignedInRequest) -> dict | None:
    """Here too, since a network that is locked has no home."""
    return _wipes(list(Member.objects.present().filter(user=request.user)))


def _wipes(members: list[Member]) -> dict | None:
    waiting = wipes_of(members)
    if not waiting:
        return None
    return {
        "title": _("Some want a network of yours destroyed"),
        "template": "networks/wiping/panel_wipes.html",
        "wipes": waiting,
    }


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.wipe_asked": hooks.NoticeKind(
            gettext_lazy("Some want a network of yours destroyed. You can stop it.")
        ),
        "networks.wipe": hooks.NoticeKind(
            gettext_lazy("A network of yours is going to be destroyed. You can stop it."),
            urgent=True,
        ),
    }


@hooks.my_membership.register(position=61)
def my_yes(member: Member) -> Iterator[tuple[str, Any]]:
    for consent in Consent.objects.filter(member=member).select_related("agreement"):
        yield _("You agreed how many may destroy the network"), consent.agreement.needed
    if WipeYes.objects.filter(member=member).exists():
        yield _("You want the network destroyed"), _("yes")


@hooks.forgetting.register(position=5)
def destroy_again(keys: set[int]) -> None:
    for network in Network.objects.filter(key__in=keys).select_related("key"):
        destroy(network=network)
