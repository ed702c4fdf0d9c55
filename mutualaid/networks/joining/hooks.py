"""What invitations add to the pages of others, and to the demo."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.models import Invitation, Member, Network
from mutualaid.networks.nights import InEach
from mutualaid.networks.queries import count_for
from mutualaid.sealed.services import unseal

from .services import (
    INVITATION_KEPT,
    KNOCK_LASTS,
    code_index,
    forget_invitations,
    forget_knocks,
    make_poster,
)


@hooks.first_steps.register(position=20)
def bring_a_neighbor(member: Member) -> dict:
    return {
        "title": _("Bring a second neighbor"),
        "text": _("Two share the work, and neither is alone with it."),
        "url": reverse("networks:invite", args=[member.network.slug]),
        "done": count_for(member) > 1,
    }


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.came": hooks.NoticeKind(
            gettext_lazy("Somebody came to %(network)s by your invitation")
        ),
    }


@hooks.demo.register(position=10)
def poster(network: Network, members: dict[str, Member]) -> None:
    """Made by the founder."""
    make_poster(by=network.members.get(via=None), once=random_id(), uses=50, days=90)


@hooks.kept.register(position=20)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(
            _("That you ask to come in"),
            _("until you are let in or take it back, at most %(count)s days")
            % {"count": KNOCK_LASTS.days},
            InEach(forget_knocks),
        ),
        hooks.Kept(
            _("That you invited somebody, and on which day"),
            _("%(count)s days after it ended, and as long as it is kept who came by it")
            % {"count": INVITATION_KEPT.days},
            InEach(forget_invitations),
        ),
    ]


@hooks.arriving.register()
def find_again(row: Model) -> None:
    """Codes are found under the key of the server. Those of links are nowhere: these end."""
    if isinstance(row, Invitation):
        if row.code_sealed:
            row.code_index = code_index(unseal(row, "code", key=row.network.key))
        else:
            row.uses_left = 0
