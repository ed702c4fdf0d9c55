"""One's notices, how one is told of them, and one's calendar."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from mutualaid.accounts.http import SignedInRequest, confirmed, signed_in
from mutualaid.http import FORM_METHODS, form_page, posted, respond

from . import push, services
from .feed import feed_of
from .forms import BrowserForm, ChoicesForm, ClockForm
from .models import Address
from .queries import by_place, choices_of, clock_of, notices_of, urgent


@require_GET
@signed_in
def notice_list(request: SignedInRequest) -> HttpResponse:
    context = notices_of(request.user, request.GET)
    return respond(request, "notices/notice_list.html", context)


@require_POST
@signed_in
def notice_open(request: SignedInRequest, notice_id: int) -> HttpResponse:
    """Read, and on to where it leads. By POST, since looking changes nothing."""
    notice = get_object_or_404(request.user.notices, pk=notice_id)
    services.mark_read(notice=notice)
    return redirect(notice.path)


@require_POST
@signed_in
def read_all(request: SignedInRequest) -> HttpResponse:
    services.mark_all_read(user=request.user)
    return redirect("notices:notice_list")


@require_http_methods(FORM_METHODS)
@signed_in
def choices(request: SignedInRequest) -> HttpResponse:
    held = choices_of(request.user)
    form = ChoicesForm.of(held, data=posted(request))
    if form.is_valid():
        services.choose(user=request.user, **form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect("notices:choices")
    context = {"urgent": by_place(urgent()), "mail": settings.MAILERS, "clock": clock_of(held)}
    context |= browsers(request)
    return form_page(request, "notices/choices.html", form, **context)


@require_http_methods(FORM_METHODS)
@signed_in
def clock(request: SignedInRequest) -> HttpResponse:
    """By which clock their quiet hours and days go. A page of its own, since the list is long."""
    held = choices_of(request.user)
    form = ClockForm(posted(request), initial={"time_zone": held.time_zone})
    if form.is_valid():
        services.choose(user=request.user, **form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect("notices:choices")
    return form_page(request, "notices/clock.html", form)


def browsers(request: SignedInRequest) -> dict:
    """Which of their browsers are pushed to, and whether it is this one."""
    if not push.is_here():
        return {}
    rows = request.user.subscriptions.select_related("session").order_by("made_on", "pk")
    here = request.session.digest
    return {
        "push_key": push.public_key(),
        "browsers": [(row, row.session.digest == here) for row in rows],
        "pushed_here": any(row.session.digest == here for row in rows),
        "browser_form": BrowserForm(),
    }


@require_POST
@signed_in
def subscribe(request: SignedInRequest) -> HttpResponse:
    form = BrowserForm(request.POST)
    if push.is_here() and form.is_valid():
        session = request.user.sessions.get(digest=request.session.digest)
        browser = form.cleaned_data["browser"]
        try:
            services.subscribe(session=session, user=request.user, browser=browser)
        except ValidationError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("From now on this browser shows when you have a message."))
    else:
        messages.error(request, _("This browser cannot do that."))
    return redirect("notices:choices")


@require_POST
@signed_in
def subscription_end(request: SignedInRequest, subscription_id: int) -> HttpResponse:
    subscription = get_object_or_404(request.user.subscriptions, pk=subscription_id)
    services.end_subscription(subscription=subscription)
    messages.success(request, _("Ended."))
    return redirect("notices:choices")


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Here, since a service worker sees only what lies beneath it: it needs no other page."""
    script = Path(str(finders.find("js/push-worker.js"))).read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@csrf_exempt  # a mail program posts here by itself (RFC 8058): it has no cookie, only the token
@require_http_methods(FORM_METHODS)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: mail scanners follow links. It names nobody."""
    user = services.whose(purpose=Address.Purpose.UNSUBSCRIBE, secret=token)
    if user is None:
        raise Http404
    if request.method == "POST":
        services.stop(user=user)
    return respond(request, "notices/unsubscribe.html", {"done": request.method == "POST"})


@require_GET
@confirmed
def calendar(request: SignedInRequest) -> HttpResponse:
    address = request.user.addresses.filter(purpose=Address.Purpose.CALENDAR).first()
    path = address and reverse("notices:calendar_feed", args=[services.secret_of(address)])
    context = {"address": path and f"{settings.ORIGIN}{path}"}
    return respond(request, "notices/calendar.html", context)


@require_POST
@confirmed
def calendar_reset(request: SignedInRequest) -> HttpResponse:
    services.new_address(user=request.user, purpose=Address.Purpose.CALENDAR)
    messages.success(request, _("Here is your new address."))
    return redirect("notices:calendar")


@require_POST
@confirmed
def calendar_end(request: SignedInRequest) -> HttpResponse:
    services.end_address(user=request.user, purpose=Address.Purpose.CALENDAR)
    messages.success(request, _("Ended."))
    return redirect("notices:calendar")


@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For programs, which have no session: the secret in the address is all that they know."""
    user = services.whose(purpose=Address.Purpose.CALENDAR, secret=secret)
    # A program that asks without https tells its secret on the way each time: so that its owner
    # notices, it gets nothing, instead of being led to https.
    in_clear = settings.SECURE_SSL_REDIRECT and not request.is_secure()
    if user is None or in_clear:
        raise Http404
    content = feed_of(user)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(
        content, content_type="text/calendar; charset=utf-8", headers={"ETag": etag}
    )
    return get_conditional_response(request, etag=etag, response=response) or response
