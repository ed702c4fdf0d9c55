"""Who reads of services of others."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mutualaid.networks.access import member_or_404
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member

from .models import OutsideService
from .queries import listed_for

NOT_YOURS = _("Only who brought this in takes it out. If it is not right, say so below it.")


def service_or_404(
    request: HttpRequest, slug: str, service_id: int
) -> tuple[Member, OutsideService]:
    member = member_or_404(request, slug)
    return member, get_object_or_404(shown(listed_for(member), to=member), pk=service_id)
