"""Pages of welcoming and of keeping in touch."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid import hooks
from mutualaid.accounts.http import confirmed
from mutualaid.accounts.limits import limit
from mutualaid.codes import spaced
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import known_or_refused, member_or_404
from mutualaid.networks.hiding.queries import hidden_from, names_for
from mutualaid.networks.models import Member
from mutualaid.networks.standing.services import thanks, vouch
from mutualaid.sealed.services import reveal

from . import services
from .codes import touch_code, touched_by
from .forms import ChooseForm, WelcomeForm
from .models import Touch, TouchAct, Welcome
from .queries import asking, done_for, known_by_now


@require_POST
def ask_for_welcome(request: HttpRequest, slug: str) -> HttpResponse:
    services.ask_for_welcome(newcomer=member_or_404(request, slug))
    messages.success(request, _("Kept. Members who are known here see it now."))
    return redirect("networks:home", slug)


@require_POST
def no_welcome(request: HttpRequest, slug: str) -> HttpResponse:
    """The newcomer takes it back, whether somebody has taken the turn or not."""
    services.take_welcome_back(newcomer=member_or_404(request, slug))
    messages.success(request, _("Taken back."))
    return redirect("networks:home", slug)


@require_POST
def another_welcome(request: HttpRequest, slug: str) -> HttpResponse:
    """The newcomer would rather meet somebody else than who took the turn."""
    member = member_or_404(request, slug)
    found = get_object_or_404(Welcome, newcomer=member)
    services.let_another_welcome(welcome=found, than=request.POST.get("than", ""))
    messages.success(request, _("Kept. Somebody else can take the turn; they do not see why."))
    return redirect("networks:home", slug)


@require_http_methods(FORM_METHODS)
def welcome(request: HttpRequest, slug: str, welcome_id: int) -> HttpResponse:
    """Take the turn of welcoming somebody."""
    member = known_or_refused(request, slug)
    found = get_object_or_404(asking(member), pk=welcome_id)
    form = WelcomeForm(posted(request))
    if form.is_valid():
        if services.welcome(by=member, welcome=found, **form.cleaned_data):
            messages.success(request, _("Thank you. They can read now how to meet you."))
        else:
            messages.success(request, _("Somebody else was quicker. Thank you all the same."))
        return redirect("networks:home", slug)
    context = {"network": member.network, "welcome": found}
    return form_page(request, "networks/welcome.html", form, **context)


@require_POST
@confirmed
def welcome_words(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the newcomer can meet who welcomes them, for their eyes."""
    member = member_or_404(request, slug)
    found = get_object_or_404(Welcome.objects.select_related("by"), newcomer=member)
    if found.by is None:
        raise Http404
    words = reveal(found, "words", to=member, reason="own-page", key=member.key)
    context = {"network": member.network, "welcome": found, "words": words}
    return respond(request, "networks/welcome_words.html", context)


@require_POST
def hand_back(request: HttpRequest, slug: str, welcome_id: int) -> HttpResponse:
    member = member_or_404(request, slug)
    services.hand_back(welcome=get_object_or_404(member.welcomes_given, pk=welcome_id))
    messages.success(request, _("Handed back. Somebody else can take it."))
    return redirect("networks:home", slug)


@require_safe
def touch(request: HttpRequest, slug: str) -> HttpResponse:
    """Who keeps in touch with whom; of others, nobody sees it."""
    return _touch_page(request, member_or_404(request, slug), ChooseForm())


@require_POST
@confirmed
def choose_touch(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose who keeps in touch with oneself, by the code that they show."""
    member = member_or_404(request, slug)
    form = ChooseForm(request.POST)
    if form.is_valid():
        limit("networks.meet", str(member.pk), per_hour=60)
        chosen = touched_by(member.network, form.cleaned_data["code"])
        if chosen and chosen.pk not in hidden_from(member):
            try:
                services.keep_in_touch(of=member, by=chosen)
            except PermissionDenied as refused:
                form.add_error("code", str(refused))
            else:
                told = _("Kept. %(name)s keeps in touch with you.") % {"name": chosen}
                messages.success(request, told)
                return redirect("networks:touch", slug)
        else:
            form.add_error("code", _("Nobody here shows this code today."))
    return _touch_page(request, member, form)


@require_POST
def end_touch(request: HttpRequest, slug: str, touch_id: int) -> HttpResponse:
    services.end_touch(touch=_mine_or_404(request, slug, touch_id))
    messages.success(request, _("It has ended."))
    return redirect("networks:touch", slug)


@require_POST
@confirmed
def touch_act(request: HttpRequest, slug: str, touch_id: int, act: str) -> HttpResponse:
    """Do something for the person whom one keeps in touch with; it is noted for them."""
    member = member_or_404(request, slug)
    held = Touch.objects.held(member.network.today()).select_related("of__user", "of__network")
    found = get_object_or_404(held, pk=touch_id, by=member)
    acts = hooks.touch_acts.merged()
    kind = acts.get(act)
    if kind is None or found.of.user is None or found.of_id in hidden_from(member):
        raise Http404
    rows = kind.do(found.of, member, request.POST.getlist("seen"))
    if rows:
        services.act(touch=found, what=act)
    context = {
        "network": member.network,
        "of": found.of,
        "act": kind,
        "rows": rows,
        "touch": found,
        "next": [(key, each) for key, each in acts.items() if each.after == act],
    }
    return respond(request, "networks/touch_act.html", context)


@require_POST
@confirmed
def vouch_by_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one knows somebody with whom one has done enough together."""
    member = known_or_refused(request, slug)
    by_now = {str(about.pk): about for about in known_by_now(member)}
    if about := by_now.get(request.POST.get("about", "")):
        known = vouch(by=member, about=about)
        messages.success(request, thanks(about, known=known))
    return redirect("networks:home", slug)


def _mine_or_404(request: HttpRequest, slug: str, pk: int) -> Touch:
    """The turn, whichever of its two asks."""
    member = member_or_404(request, slug)
    of_mine = Touch.objects.filter(of=member) | Touch.objects.filter(by=member)
    found: Touch = get_object_or_404(of_mine.select_related("of__network"), pk=pk)
    return found


def _touch_page(request: HttpRequest, member: Member, form: ChooseForm) -> HttpResponse:
    today, acts = member.network.today(), hooks.touch_acts.merged()
    name_of = names_for(member)
    mine = member.touches.held(today).select_related("by")
    given = member.touches_given.held(today).select_related("of").prefetch_related("acts")
    context = {
        "network": member.network,
        "code": spaced(touch_code(member)),
        "mine": [(name_of(each.by), each) for each in mine if each.by],
        "before": done_for(member),
        "given": [
            (name_of(each.of), each, [(act.on, acts[act.what].title) for act in _done(each, acts)])
            for each in given
        ],
        "acts": acts,
    }
    return form_page(request, "networks/touch.html", form, **context)


def _done(touch: Touch, acts: dict[str, hooks.TouchKind]) -> list[TouchAct]:
    """What was done in a turn, the newest first."""
    done = sorted(touch.acts.all(), key=lambda act: (act.on, act.pk), reverse=True)
    return [act for act in done if act.what in acts]
