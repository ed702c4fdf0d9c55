"""What happens already: the list, the pages of one practice, and its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid.accounts.http import may_see_sealed
from mutualaid.accounts.limits import client, limit
from mutualaid.codes import spaced
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import current_member, known_or_refused, network_or_404
from mutualaid.networks.concerns.things import concern_url
from mutualaid.sealed.services import unseal

from . import services
from .access import OWN, Seen, own_practice_or_refused, practice_or_404
from .forms import PracticeChangeForm, PracticeFilter, PracticeForm, PractitionerCodeForm
from .models import Practice, Practitioner
from .queries import (
    SEALED,
    list_page,
    name_without_account,
    named,
    offers_for,
    told_in_words,
)

Answer = Practitioner.Answer


@require_GET
def practice_list(request: HttpRequest, slug: str) -> HttpResponse:
    """For anybody, as far as those who take part allow."""
    network = network_or_404(slug)
    member = current_member(request, network)
    if member:
        member.network = network
    reader = None if member and member.on_break else member
    form = PracticeFilter(request.GET, network=network)
    form.is_valid()
    category = form.cleaned_data.get("category", "")
    found = list_page(network, reader, category, request.GET)
    context = {"network": network, "member": reader, "form": form, "asked": category}
    return respond(request, "needs/practice_list.html", context | found._asdict())


@require_http_methods(FORM_METHODS)
@never_cache
def practice_new(request: HttpRequest, slug: str) -> HttpResponse:
    """In one form; whoever speaks for neighbors without an account is shown their codes."""
    member = known_or_refused(request, slug)
    network = member.network
    form = PracticeForm(posted(request), member=member)
    if form.is_valid():
        limit("needs.practice", str(member.pk), per_hour=20)
        practice = services.list_practice(by=member, **form.told())
        if codes := _codes(practice):
            context = {"network": network, "practice": practice, "codes": codes}
            return respond(request, "needs/practice_listed.html", context)
        messages.success(request, _("We have it. It is listed once all who do it said yes."))
        return redirect("needs:practice_detail", slug, practice.pk)
    return form_page(request, "needs/practice_new.html", form, network=network)


def _codes(practice: Practice) -> list[tuple[str, str]]:
    """The names and codes of those without an account."""
    return [
        (
            name_without_account(each, practice),
            spaced(services.receipt_code(practice.network, each)),
        )
        for each in practice.practitioners.filter(member=None).order_by("pk")
    ]


@require_GET
@never_cache
def practice_detail(request: HttpRequest, slug: str, practice_id: int) -> HttpResponse:
    seen = practice_or_404(request, slug, practice_id)
    practice, member = seen.practice, seen.member
    opened = may_see_sealed(request)
    own = [*seen.own.values_list("answer", flat=True)]
    context = {
        "network": practice.network,
        "member": member,
        "practice": practice,
        "state": Practice.State(practice.state).label,
        "told": told_in_words(practice, opened=opened),
        "people": named(practice, member) if opened and member and (own or member.is_known) else [],
        "count": practice.practitioners.count(),
        "owns": bool(own),
        "is_asked": Answer.ASKED in own,
        "took_back": Answer.NO in own,
        "by_code": seen.typed.exists(),
        "offers": offers_for(practice, member) if member and own else [],
        "not_right": concern_url(practice, by=member),
        "mine": member is not None and practice.by_id == member.pk,
        "days": services.CAN_COME_BACK.days,
    }
    return respond(request, "needs/practice_detail.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def practice_change(request: HttpRequest, slug: str, practice_id: int) -> HttpResponse:
    seen = own_practice_or_refused(request, slug, practice_id)
    practice = seen.practice
    form = PracticeChangeForm(
        posted(request),
        network=practice.network,
        speaks=seen.own.filter(member=None).exists(),
        initial=_standing(practice),
    )
    if form.is_valid():
        services.change_practice(practice=practice, own=seen.own, **form.told())
        messages.success(request, _("Changed. Whoever else takes part is asked anew."))
        return redirect("needs:practice_detail", slug, practice_id)
    told = {"network": practice.network, "practice": practice}
    return form_page(request, "needs/practice_change.html", form, **told)


def _standing(practice: Practice) -> dict[str, Any]:
    words = {column: unseal(practice, column, key=practice.key) for column in SEALED}
    names = ("title", "category", "audience", "left_alone")
    return {name: getattr(practice, name) for name in names} | words


@require_POST
def practice_yes(request: HttpRequest, slug: str, practice_id: int) -> HttpResponse:
    """It may be listed; or, after it was taken back, be listed again."""
    seen = own_practice_or_refused(request, slug, practice_id)
    services.say_yes(practice=seen.practice, own=seen.own)
    messages.success(request, _("Thank you. It is listed as long as all who do it want that."))
    return redirect("needs:practice_detail", slug, practice_id)


@require_POST
def practice_withdraw(request: HttpRequest, slug: str, practice_id: int) -> HttpResponse:
    seen = own_practice_or_refused(request, slug, practice_id)
    services.withdraw(practice=seen.practice, own=seen.own, typed=seen.typed)
    words = ngettext(
        "It is in no list any more. For %(count)s day you can list it again; then it is forgotten.",
        "It is in no list any more. For %(count)s days you can list it again; then it is "
        "forgotten.",
        services.CAN_COME_BACK.days,
    )
    messages.success(request, words % {"count": services.CAN_COME_BACK.days})
    return redirect("needs:practice_detail", slug, practice_id)


@require_http_methods(FORM_METHODS)
@never_cache
def practice_by_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Come back to what one takes part in without an account."""
    network = network_or_404(slug)
    form = PractitionerCodeForm(posted(request))
    if form.is_valid():
        limit("needs.practice_code", client(request), per_hour=60)
        index = services.receipt_index(network, form.cleaned_data["code"])
        found = Practitioner.objects.filter(practice__network=network, receipt_index=index).first()
        if found:
            others = [pk for pk in request.session.get(OWN, []) if pk != found.pk]
            request.session[OWN] = [*others[-9:], found.pk]
            return redirect("needs:practice_detail", slug, found.practice_id)
        form.add_error("code", _("There is nothing with this code. Please look at it again."))
    return form_page(request, "needs/practice_by_code.html", form, network=network)


@require_POST
def practice_close(request: HttpRequest, slug: str, practice_id: int) -> HttpResponse:
    """Leave what was opened by a code, on a device that others use too."""
    seen: Seen = practice_or_404(request, slug, practice_id)
    mine = {*seen.practice.practitioners.values_list("pk", flat=True)}
    request.session[OWN] = [pk for pk in request.session.get(OWN, []) if pk not in mine]
    messages.success(request, _("Closed on this device. With the code you can open it again."))
    return redirect("needs:practice_list", slug)
