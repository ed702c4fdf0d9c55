"""Who changes a category: members whom others here know."""

from django.http import Http404, HttpRequest

from mutualaid.networks.access import known_or_refused
from mutualaid.networks.models import Member
from needs.categories import Kind

from .queries import own_kinds


def own_kind_or_404(request: HttpRequest, slug: str, category: str) -> tuple[Member, Kind]:
    """One that this network added; those that are shipped, nobody changes."""
    member = known_or_refused(request, slug)
    kind = own_kinds(member.network).get(category)
    if kind is None:
        raise Http404
    return member, kind
