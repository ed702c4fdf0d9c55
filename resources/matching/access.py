"""Who asks neighbors about a need, and who is asked."""

from django.http import Http404, HttpRequest

from mutualaid.networks.access import member_or_404
from needs.posts.access import need_or_404

from .models import NeedAsk


def need_ask_or_404(request: HttpRequest, slug: str, need_id: int) -> NeedAsk:
    """What whoever asks was asked about this need, as long as they see it."""
    member = member_or_404(request, slug)
    need = need_or_404(request, slug, need_id).need
    ask = (
        need.asks.select_related("item").prefetch_related("item__windows").filter(of=member).first()
    )
    if ask is None:
        raise Http404
    ask.need, ask.of = need, member
    return ask
