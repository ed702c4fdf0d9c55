"""What a network agreed, what somebody suggests, and the page with all its rules."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.accounts.http import confirmed
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import known_or_refused, member_or_404
from mutualaid.networks.concerns.things import concern_url, marked, shown
from mutualaid.networks.hiding.queries import names_for
from mutualaid.networks.models import Agreement
from mutualaid.networks.wiping.queries import usable_agreement
from mutualaid.paging import page_of
from mutualaid.paper import paper

from . import rules, services
from .access import may_second, may_take_back
from .forms import RuleForm
from .queries import (
    changes_of,
    holding,
    in_own_words,
    lines_of,
    rules_in_words,
    title_of,
    to_look_at,
)


@require_safe
def agreed(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    network = member.network
    agreements = page_of(
        marked(network.agreements.select_related("by", "seconded_by")),
        request.GET,
        "-made_at",
    )
    name_of = names_for(member)
    wipe = usable_agreement(network)
    here = in_own_words(network).filter(pk__in=[each.pk for each in agreements.rows])
    worded = {*here.values_list("pk", flat=True)}
    waiting = shown(network.suggestions.select_related("by"), to=member)
    suggestions = list(waiting.order_by("made_on", "pk"))
    changes = changes_of(network, suggestions)
    context = {
        "network": network,
        "member": member,
        "rules": rules_in_words(network),
        "suggestions": [
            {
                "row": each,
                "by": name_of(each.by),
                "title": title_of(each),
                "changes": changes[each.pk],
                "may_second": may_second(member, each),
                "mine": may_take_back(member, each),
                "not_right": concern_url(each, by=member),
            }
            for each in suggestions
        ],
        "wipe": wipe,
        "wipe_again": wipe and wipe.holds_since and wipe.holds_since + services.LOOKED_AT_AGAIN,
        "to_look_at": [(title_of(each), each) for each in to_look_at(network)],
        "agreements": [
            {
                "row": each,
                "by": name_of(each.by),
                "second": each.seconded_by and name_of(each.seconded_by),
                "title": title_of(each),
                "mine": each.by_id == member.pk,
                "lines": list(lines_of(each)),
                "not_right": concern_url(each if each.pk in worded else None, by=member),
            }
            for each in agreements.rows
        ],
        "holding": holding(network),
        "older": agreements.older,
    }
    return respond(request, "networks/agreed.html", context)


@require_POST
def take_up(request: HttpRequest, slug: str, agreement_id: int) -> HttpResponse:
    member = known_or_refused(request, slug)
    older = get_object_or_404(member.network.agreements, pk=agreement_id)
    return told(request, slug, services.take_up(by=member, older=older))


@require_http_methods(FORM_METHODS)
def change_rule(request: HttpRequest, slug: str, rule: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    network, found = member.network, rules.all_rules().get(rule)
    if found is None:
        raise Http404
    form = RuleForm(posted(request), rule=found)
    if form.is_valid():
        value = {"choice": form.cleaned_data["choice"]}
        return told(request, slug, services.suggest(by=member, kind=found.key, value=value))
    words = found.words(rules.agreed(network, found.key))
    context = {"network": network, "rule": found, "holds": words}
    return form_page(request, "networks/change_rule.html", form, **context)


@require_POST
@confirmed
def second(request: HttpRequest, slug: str, suggestion_id: int) -> HttpResponse:
    member = known_or_refused(request, slug)
    found = shown(member.network.suggestions.select_related("by"))
    waiting = get_object_or_404(found, pk=suggestion_id)
    services.second(by=member, suggestion=waiting)
    messages.success(request, _("Agreed. It holds from now on."))
    return redirect("networks:agreed", slug)


@require_POST
def take_suggestion_back(request: HttpRequest, slug: str, suggestion_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    waiting = get_object_or_404(member.network.suggestions, pk=suggestion_id)
    services.take_suggestion_back(by=member, suggestion=waiting)
    messages.success(request, _("Taken back."))
    return redirect("networks:agreed", slug)


@require_safe
def starter(request: HttpRequest, slug: str) -> HttpResponse:
    """All rules on one sheet of paper, to read aloud and to agree on."""
    member = member_or_404(request, slug)
    network = member.network
    adopted = network.agreements.newest(Agreement.Kind.STARTER)
    context = paper(request.GET.get("paper")) | {
        "network": network,
        "member": member,
        "rules": rules_in_words(network),
        "adopted": adopted,
        "holds": adopted is not None and adopted.holds(services.starter(network)),
    }
    return respond(request, "networks/starter.html", context)


@require_POST
def adopt_starter(request: HttpRequest, slug: str) -> HttpResponse:
    return told(request, slug, services.adopt_starter(by=known_or_refused(request, slug)))


def told(request: HttpRequest, slug: str, holds: bool) -> HttpResponse:
    """Back to what was agreed, with what came of it."""
    if holds:
        messages.success(request, _("Kept. It stands under “What we agreed”."))
    else:
        messages.success(request, _("Suggested. It holds once a second member says yes."))
    return redirect("networks:agreed", slug)
