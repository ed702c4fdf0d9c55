"""Who looks after a need."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mutualaid.http import refuse
from mutualaid.networks.access import known_or_refused
from mutualaid.networks.models import Member
from needs.posts.access import need_or_404
from needs.posts.models import Need

from .models import NeedTurn

NOT_YOURS = _("Only who looks after this need does this. Take the turn first.")


NOT_FOR_YOU = _("This need is not for you to look after: it is yours, promised, or has ended.")


def may_take(member: Member | None, need: Need) -> bool:
    """Whoever is known here and did not post it, as long as somebody is missing who helps, or has
    to ask its owner: nobody reads what is promised already."""
    if member is None or not member.is_known or need.by_id == member.pk:
        return False
    return need.is_wanting or Need.objects.to_ask().filter(pk=need.pk).exists()


def must_still_hold(turn: NeedTurn) -> None:
    """Raises `PermissionDenied` once the turn is over, or has gone to somebody else."""
    if not NeedTurn.objects.held().filter(pk=turn.pk, by=turn.by, need=turn.need).exists():
        refuse(NOT_YOURS)


def known_and_need(request: HttpRequest, slug: str, need_id: int) -> tuple[Member, Need]:
    """Whoever is known here, and a need that they see."""
    member = known_or_refused(request, slug)
    need = need_or_404(request, slug, need_id).need
    if not may_take(member, need):
        refuse(NOT_FOR_YOU)
    return member, need


def turn_or_refused(request: HttpRequest, slug: str, need_id: int) -> NeedTurn:
    """The turn of whoever asks, while it lasts; also once the need was promised meanwhile."""
    member = known_or_refused(request, slug)
    need = need_or_404(request, slug, need_id).need
    held = NeedTurn.objects.held().filter(need=need, by=member).first()
    if held is None or not need.is_live:
        refuse(NOT_YOURS)
    held.need, held.by = need, member
    return held
