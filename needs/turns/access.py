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


def may_take(member: Member | None, need: Need) -> bool:
    """Whoever is known here, and did not post it."""
    return member is not None and member.is_known and need.by_id != member.pk and need.is_live


def known_and_need(request: HttpRequest, slug: str, need_id: int) -> tuple[Member, Need]:
    """Whoever is known here, and a need that they see."""
    member = known_or_refused(request, slug)
    need = need_or_404(request, slug, need_id).need
    if not may_take(member, need):
        refuse(_("This need is not for you to look after: it is yours, or has ended."))
    return member, need


def turn_or_refused(request: HttpRequest, slug: str, need_id: int) -> NeedTurn:
    """The turn of whoever asks, while it lasts."""
    member, need = known_and_need(request, slug, need_id)
    held = NeedTurn.objects.held().filter(need=need, by=member).first()
    if held is None:
        refuse(NOT_YOURS)
    held.need, held.by = need, member
    return held
