"""What becoming known adds to the pages of others."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.codes import spaced
from mutualaid.networks.agreements.rules import KNOWN_BY, agreed
from mutualaid.networks.company.models import Welcome
from mutualaid.networks.models import Member, Network

from .services import meeting_code, trace
from .tracing import threshold


@hooks.panels.register(position=10)
def newcomer(request: HttpRequest, member: Member) -> dict | None:
    """How somebody new becomes known."""
    if member.is_known:
        return None
    known = member.network.members.known()
    return {
        "title": _("You are new here"),
        "template": "networks/panel_newcomer.html",
        "code": spaced(meeting_code(member)),
        "needed": threshold(known.count(), agreed(member.network, KNOWN_BY)),
        "known_by": member.vouches.filter(by__in=known).count(),
        "welcome": Welcome.objects.filter(newcomer=member).select_related("by").first(),
    }


@hooks.agreed_on.register()
def known_by_as_many(network: Network, kind: str) -> None:
    if kind == KNOWN_BY:
        trace(network)


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "networks.known_no_more": hooks.NoticeKind(
            gettext_lazy("%(network)s: fewer say that they know you, so you count as new again")
        ),
        "networks.suggestion_over": hooks.NoticeKind(
            gettext_lazy("%(network)s: a suggestion to change what you agreed waits no more")
        ),
        "networks.known": hooks.NoticeKind(gettext_lazy("You are known in %(network)s now")),
    }
