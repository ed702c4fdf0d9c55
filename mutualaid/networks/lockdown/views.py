"""The page from which a network is made ready to be locked, and the one that opens it again."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid import hooks
from mutualaid.accounts.limits import client, heed, limit
from mutualaid.codes import spaced
from mutualaid.forms import Batch, Once
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.models import Member, Network
from mutualaid.paper import paper
from mutualaid.sealed.services import reveal

from .access import guard_or_refused, locked_or_404, part_of
from .forms import CodeForm, PartsForm
from .models import REHEARSED_EVERY
from .parts import MOST, Share
from .queries import state_of
from .services import codes, giving, locking
from .services.giving import DoNotOpen

WRONG_PARTS = 60
"""How many times an hour one address may send parts that do not open."""


@require_safe
def lockdown(request: HttpRequest, slug: str) -> HttpResponse:
    return _lockdown_page(request, guard_or_refused(request, slug), CodeForm())


def _lockdown_page(request: HttpRequest, member: Member, form: CodeForm) -> HttpResponse:
    context = state_of(member) | {
        "network": member.network,
        "once": Once(),
        "batch": Batch(),
    }
    return form_page(request, "networks/lockdown/lockdown.html", form, **context)


@require_POST
def lockdown_keep(request: HttpRequest, slug: str) -> HttpResponse:
    member = guard_or_refused(request, slug)
    if giving.keepers(member.network).count() < MOST:
        giving.keep_part(by=member)
        messages.success(request, _("Thank you. You get a paper when they are given out next."))
    return redirect("networks:lockdown", slug)


@require_POST
def lockdown_keep_not(request: HttpRequest, slug: str) -> HttpResponse:
    giving.keep_none(by=guard_or_refused(request, slug))
    messages.success(request, _("You get none when they are given out next."))
    return redirect("networks:lockdown", slug)


@require_POST
def lockdown_give(request: HttpRequest, slug: str) -> HttpResponse:
    member = guard_or_refused(request, slug)
    form = Once(request.POST)
    if not form.is_valid():
        return redirect("networks:lockdown", slug)
    limit("lockdown.give", str(member.pk), per_hour=20)
    try:
        giving.give_parts(by=member, **form.cleaned_data)
        messages.success(request, _("The papers are ready. All who said yes fetch theirs here."))
    except giving.TooFew:
        messages.error(request, _("Too few of you want to keep a paper. Ask some more first."))
    return redirect("networks:lockdown", slug)


@require_POST
def lockdown_part(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of one's own part. That they were shown is noted."""
    member = guard_or_refused(request, slug)
    part = part_of(member)
    if part is None:
        return redirect("networks:lockdown", slug)
    words = reveal(part, "words", to=member, reason="own-page", key=member.key).split()
    again_on = member.network.today() + REHEARSED_EVERY
    context = paper("a4") | {"part": part, "words": words, "slug": slug, "again_on": again_on}
    return respond(request, "networks/lockdown/part.html", context)


@require_POST
def lockdown_have(request: HttpRequest, slug: str) -> HttpResponse:
    member = guard_or_refused(request, slug)
    part = part_of(member)
    if part and str(part.pk) == request.POST.get("part"):
        giving.have_part(part=part)
        messages.success(request, _("Good. It is on your paper now, and nowhere else."))
    elif part:  # whose words they have not seen
        messages.error(
            request,
            _(
                "New papers were given out meanwhile, so the words that you saw count no more. "
                "Please write down the new ones."
            ),
        )
    return redirect("networks:lockdown", slug)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def lockdown_rehearse(request: HttpRequest, slug: str) -> HttpResponse:
    member = guard_or_refused(request, slug)
    recovery = member.network.recoveries.holding()
    if recovery is None:
        return redirect("networks:lockdown", slug)
    form = PartsForm(posted(request))
    if form.is_valid():
        limit("lockdown.rehearse", str(member.pk), per_hour=WRONG_PARTS)
        try:
            giving.rehearse(by=member, **form.cleaned_data)
            messages.success(request, _("It works: these papers would open the network."))
            return redirect("networks:lockdown", slug)
        except DoNotOpen:
            form.add_error(None, _do_not_open())
    context = {"network": member.network, "needed": recovery.needed}
    return form_page(request, "networks/lockdown/rehearse.html", form, **context)


@require_POST
def lockdown_code(request: HttpRequest, slug: str) -> HttpResponse:
    """A new code, on this page only. Sent again: the same."""
    member = guard_or_refused(request, slug)
    form = Batch(request.POST)
    if not form.is_valid():
        return redirect("networks:lockdown", slug)
    limit("lockdown.code", str(member.pk), per_hour=20)
    code = codes.make_code(by=member, **form.cleaned_data)
    context = {"network": member.network, "code": spaced(code)}
    return respond(request, "networks/lockdown/code.html", context)


@require_POST
def lockdown_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a code as every other page does. Whether it was one is to be seen nowhere."""
    member = guard_or_refused(request, slug)
    form = CodeForm(request.POST)
    if form.is_valid():
        hooks.typed_secrets.ask(form.cleaned_data["code"])
        request.session.modified = False  # it may be gone by now, and that must not show
        limit("lockdown.now", str(member.pk), per_hour=60)
        form.add_error("code", _("This code does nothing here. Please look at it again."))
    return _lockdown_page(request, member, form)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
def wake(request: HttpRequest, slug: str) -> HttpResponse:
    """Where those who hold parts open the network again."""

    def unlock(network: Network, shares: Sequence[Share]) -> HttpResponse:
        locking.unlock(network=network, shares=shares)
        messages.success(
            request,
            _(
                "It is open again. Please sign in. Then give out new papers, since these were "
                "typed on a device."
            ),
        )
        return redirect("networks:page", slug)

    return with_parts(request, slug, "networks/lockdown/wake.html", unlock)


def with_parts(
    request: HttpRequest,
    slug: str,
    template: str,
    act: Callable[[Network, Sequence[Share]], HttpResponse],
) -> HttpResponse:
    """A page of a locked network on which parts are typed; ``act`` does what they are for, and
    answers, or raises a ValidationError."""
    network = locked_or_404(slug)
    if network is None:
        return redirect("networks:page", slug)
    form = PartsForm(posted(request))
    if form.is_valid():
        heed("lockdown.parts", client(request), per_hour=WRONG_PARTS)
        try:
            return act(network, form.cleaned_data["shares"])
        except DoNotOpen:
            limit("lockdown.parts", client(request), per_hour=WRONG_PARTS)
            form.add_error(None, _do_not_open())
        except ValidationError as refused:
            form.add_error(None, refused)
    return form_page(request, template, form, slug=slug)


def _do_not_open() -> str:
    return _("These papers do not open it. There may be too few of them, or older ones among them.")
