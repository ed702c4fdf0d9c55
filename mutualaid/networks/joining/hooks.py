"""What invitations add to the pages of others, and to the demo."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.models import Invitation, Member, Network
from mutualaid.networks.queries import count_for
from mutualaid.sealed.services import unseal

from .services import code_index, make_poster


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


@hooks.arriving.register()
def find_again(row: Model) -> None:
    """Codes are found under the key of the server. Those of links are nowhere: these end."""
    if isinstance(row, Invitation):
        if row.code_sealed:
            row.code_index = code_index(unseal(row, "code", key=row.network.key))
        else:
            row.uses_left = 0
