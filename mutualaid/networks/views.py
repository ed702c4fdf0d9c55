"""The front page, and the pages of a network."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mutualaid import hooks
from mutualaid.accounts.http import SignedInRequest, signed_in
from mutualaid.accounts.limits import limit
from mutualaid.fields import language_name
from mutualaid.http import FORM_METHODS, form_page, posted, respond

from . import services
from .access import current_member, known_or_refused, member_or_404, network_or_404
from .agreements.rules import JOINING, agreed
from .agreements.services import change_facts, change_page
from .agreements.views import told
from .concerns.things import concern_url
from .forms import FactsForm, PageForm, StartForm
from .joining.forms import CodeForm
from .joining.queries import knocks_of
from .models import Network
from .page import (
    beginnings,
    in_language,
    left_as_they_were,
    page_texts,
    page_written,
    texts_of,
)
from .queries import circles_of, count_for, memberships_of
from .readiness import checks


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    context: dict[str, object] = {
        "form": CodeForm(),
        "made_up": Network.objects.filter(demo=True).order_by("name") if settings.DEMO else [],
    }
    if request.user.is_authenticated:
        context |= {
            "memberships": memberships_of(request.user),
            "knocks": knocks_of(request.user),
        }
    return respond(request, "networks/front.html", context)


@require_http_methods(FORM_METHODS)
def start(request: HttpRequest) -> HttpResponse:
    if request.method != "POST" and not request.user.is_authenticated:
        return respond(request, "networks/start.html")
    return _start(request)


@signed_in
def _start(request: SignedInRequest) -> HttpResponse:
    first = {"languages": [get_language()], "member_name": request.user.display_name}
    form = StartForm(posted(request), initial=first)
    if form.is_valid():
        limit("networks.start", str(request.user.pk), per_hour=10)
        network = services.create_network(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your network is there. Now take the first steps."))
        return redirect("networks:home", network.slug)
    return form_page(request, "networks/start.html", form)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    network = network_or_404(slug)
    written = page_written(network)
    texts = texts_of(written)
    member = current_member(request, network)
    context = {
        "network": network,
        "not_right": concern_url(written, by=member),
        "member": member,
        "knocks": knocks_of(request.user).filter(network=network)
        if request.user.is_authenticated
        else [],
        "words": list(in_language(texts, get_language())),
        "says_how_to_ask": bool(str(texts["ask"])),
        "joining": agreed(network, JOINING),
        "panels": hooks.public_panels.ask(request, network),
        "share_text": f"{network.name}\n{request.build_absolute_uri(request.path)}",
    }
    return respond(request, "networks/page.html", context)


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    steps = hooks.first_steps.ask(member)
    context = {
        "member": member,
        "network": member.network,
        "steps": steps if any(not step["done"] for step in steps) else [],
        "next_step": next((step for step in steps if not step["done"]), None),
        "panels": hooks.panels.ask(request, member),
        "members": count_for(member),
    }
    return respond(request, "networks/home.html", context)


@require_safe
def ready(request: HttpRequest, slug: str) -> HttpResponse:
    network = member_or_404(request, slug).network
    context = {"network": network, "checks": checks(), "demo": settings.DEMO}
    return respond(request, "networks/ready.html", context)


@require_safe
def circles(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug)
    context = {"network": member.network, "circles": circles_of(member)}
    return respond(request, "networks/circles.html", context)


@require_http_methods(FORM_METHODS)
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug, on_break=True)
    network = member.network
    if request.method == "POST":
        services.leave(member=member)
        messages.success(request, _("You have left. Your name here is forgotten."))
        return redirect("networks:page", network.slug)
    ends = [words for answer in hooks.ending_with.ask(member) for words in answer]
    return respond(request, "networks/leave.html", {"network": network, "ends": ends})


@require_http_methods(FORM_METHODS)
def words(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    network = member.network
    written = page_texts(network)
    if not any(written.values()):
        written = beginnings(network.languages)
    form = PageForm(posted(request), initial=written, languages=network.languages)
    if form.is_valid():
        holds = change_page(by=member, texts=form.cleaned_data)
        for part, left in left_as_they_were(written, form.cleaned_data, network.languages):
            said = _("“%(part)s”: the words in %(languages)s still say something else.")
            spoken = " · ".join(map(language_name, left))
            messages.warning(request, said % {"part": part.title, "languages": spoken})
        if not holds:
            return told(request, slug, holds=False)
        messages.success(request, _("Kept. Everyone can read it now."))
        return redirect("networks:page", slug)
    return form_page(request, "networks/words.html", form, network=network)


@require_http_methods(FORM_METHODS)
def facts(request: HttpRequest, slug: str) -> HttpResponse:
    member = known_or_refused(request, slug)
    form = FactsForm.of(member.network, data=posted(request))
    if form.is_valid():
        return told(request, slug, change_facts(by=member, **form.cleaned_data))
    return form_page(request, "networks/facts.html", form, network=member.network)
