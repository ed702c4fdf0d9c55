"""The pages on which a network is destroyed, and those on which that is agreed and stopped."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.accounts.http import SignedInRequest, signed_in_lately
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import member_even_if_locked
from mutualaid.networks.lockdown.access import guard_or_refused
from mutualaid.networks.lockdown.parts import Share
from mutualaid.networks.lockdown.views import with_parts
from mutualaid.networks.models import Member, Network

from . import services
from .forms import WipeAgreementForm, WipeForm
from .models import Wipe
from .queries import usable_agreement, wipe_state_of


@require_safe
def wipe(request: HttpRequest, slug: str) -> HttpResponse:
    return _wipe_page(request, guard_or_refused(request, slug), WipeAgreementForm())


def _wipe_page(request: HttpRequest, member: Member, form: WipeAgreementForm) -> HttpResponse:
    context = wipe_state_of(member) | {"network": member.network}
    return form_page(request, "networks/wiping/wipe.html", form, **context)


@require_POST
def wipe_agree(request: HttpRequest, slug: str) -> HttpResponse:
    member = guard_or_refused(request, slug)
    form = WipeAgreementForm(request.POST)
    if form.is_valid():
        services.agree_to_wipe(by=member, **form.cleaned_data)
        messages.success(request, _("Noted. It holds once more than half of you agree."))
        return redirect("networks:wipe", slug)
    return _wipe_page(request, member, form)


@require_POST
def wipe_agree_not(request: HttpRequest, slug: str) -> HttpResponse:
    services.agree_no_more(by=guard_or_refused(request, slug))
    messages.success(request, _("Taken back."))
    return redirect("networks:wipe", slug)


@require_http_methods(FORM_METHODS)
@signed_in_lately
def wipe_yes(request: SignedInRequest, slug: str) -> HttpResponse:
    member = guard_or_refused(request, slug)
    form = WipeForm(posted(request))
    if form.is_valid():
        try:
            services.say_wipe(by=member)
            return redirect("networks:wipe", slug)
        except services.NotAgreed:
            form.add_error(None, _not_agreed())
        except services.AskedOften:
            form.add_error(
                None,
                _(
                    "Today this was asked twice already, and stopped. Talk with each other; from "
                    "tomorrow on it can be asked again."
                ),
            )
    wipe = Wipe.objects.filter(network=member.network).first()
    usable = wipe or usable_agreement(member.network)
    context = {"network": member.network, "wipe": wipe, "usable": usable}
    return form_page(request, "networks/wiping/wipe_yes.html", form, **context)


@require_POST
def wipe_stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Also while the network is locked."""
    services.stop_wipe(by=member_even_if_locked(request, slug))
    messages.success(request, _("Stopped. Nothing is destroyed."))
    return redirect("accounts:me")


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def wipe_by_parts(request: HttpRequest, slug: str) -> HttpResponse:
    """Where those who hold parts have the network destroyed, as was agreed beforehand."""

    def say_wipe(network: Network, shares: Sequence[Share]) -> HttpResponse:
        try:
            wipe = services.say_wipe_by_parts(network=network, shares=shares)
        except services.NotAgreed:
            raise ValidationError(_not_agreed()) from None
        return respond(request, "networks/wiping/wipe_waits.html", {"due": wipe.due_at})

    return with_parts(request, slug, "networks/wiping/wipe_by_parts.html", say_wipe)


def _not_agreed() -> str:
    return _("Nothing was agreed beforehand by which this may be destroyed, or only lately.")
