"""Pages of concerns. What was told is opened by POST, and by those alone who look at it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mutualaid.accounts.http import CONFIRM_FIRST, confirmed, may_see_sealed
from mutualaid.accounts.limits import limit
from mutualaid.errors import what_was_typed
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.networks.access import member_or_404
from mutualaid.networks.hiding.queries import names_for
from mutualaid.networks.models import Member
from mutualaid.paging import page_of
from mutualaid.sealed.services import reveal, unseal

from . import services
from .access import (
    asked_or_404,
    is_told,
    looked_at,
    must_not_be_theirs,
    raised_or_404,
    seat_or_404,
)
from .forms import AgreeForm, AnswerForm, AskForm, ConcernForm, EndForm, ProposalForm
from .models import OUTCOME_KEPT, Concern, PanelSeat
from .things import thing_named

TOO_FEW = gettext_lazy(
    "There are too few of us who have nothing to do with it. Speak with people whom you both "
    "trust, or with a neighboring network. What you wrote stands below, and is kept nowhere else."
)
RAISED: dict[str, Any] = {
    Concern.State.OPEN: gettext_lazy("Kept. Those who look at it have been told."),
    Concern.State.WAITING: gettext_lazy(
        "Kept. Only two could look at it: please say whether you accept them."
    ),
}


def gives_back(view: Callable) -> Callable:
    """What was typed stands on the page that says that it came too late."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **named)
        except (Http404, PermissionDenied) as refusal:
            there = what_was_typed(request)
            if not there["typed"]:
                raise
            late = isinstance(refusal, Http404)
            context = there | {"exception": "" if late else str(refusal)}
            status = 404 if late else 403
            return respond(request, "networks/concern_late.html", context, status=status)

    return guarded


@require_safe
def concern_list(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_or_404(request, slug, on_break=True)
    network = member.network
    looking_at = network.concerns.going_on(network.today()).filter(
        panel__member=member, panel__declined=False
    )
    about = member.concerns_about.exclude(talk_key=None).order_by("raised_on", "pk")
    readable = not member.on_break and may_see_sealed(request)
    ended = network.concerns.filter(
        state=Concern.State.ENDED, ended_on__gte=network.today() - OUTCOME_KEPT
    )
    page = page_of(ended if readable else ended.none(), request.GET, "-ended_on")
    context = {
        "network": network,
        "member": member,
        "looked_at": looking_at.order_by("raised_on", "pk"),
        "raised": member.concerns_raised.exclude(key=None).order_by("raised_on", "pk"),
        "about_me": [concern for concern in about if is_told(concern)],
        "outcomes": [(each, unseal(each, "outcome", key=network.key)) for each in page.rows],
        "older": page.older,
    }
    return respond(request, "networks/concerns.html", context)


@require_http_methods(FORM_METHODS)
@gives_back
def concern_new(request: HttpRequest, slug: str) -> HttpResponse:
    """About conduct, or about what ``?thing=`` names; also for who takes a break."""
    member = member_or_404(request, slug, on_break=True)
    name = request.GET.get("thing", "")
    thing = thing_named(name, to=member)
    if name and thing is None:
        raise Http404
    must_not_be_theirs(member, thing)
    form = ConcernForm(posted(request), of_thing=thing is not None)
    if form.is_valid():
        limit("networks.concern", str(member.pk), per_hour=5)
        try:
            concern = services.raise_concern(by=member, thing=thing, **form.cleaned_data)
        except services.TooFew:
            form.add_error(None, TOO_FEW)
        else:
            messages.success(request, RAISED[concern.state])
            return redirect("networks:concern", slug, concern.pk)
    context = {"network": member.network, "thing": thing}
    return form_page(request, "networks/concern_new.html", form, **context)


@require_safe
def concern(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """What whoever asks may see of it: as one who raised it, looks at it, or is asked."""
    member = member_or_404(request, slug, on_break=True)
    found = member.network.concerns.select_related("about", "key__under")
    there = get_object_or_404(found, pk=concern_id)
    try:
        return _page(request, member, there)
    except Http404:
        if not looked_at(member, there):
            raise
        return redirect("networks:concern_list", slug)  # what came of it stands there


@require_safe
def concern_before(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """Asks one of the panel whether it could be about them, before they read a word of it: who
    raised it may have written another name."""
    seat = seat_or_404(request, slug, concern_id)
    context = {"network": seat.member.network, "concern": seat.concern}
    return respond(request, "networks/concern_before.html", context)


@require_POST
@confirmed
def concern_read(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """What was told, for one of the panel."""
    seat = seat_or_404(request, slug, concern_id)
    by, concern_key, talk_key = seat.concern.by, seat.concern.key, seat.concern.talk_key
    told = [
        (_("About whom"), "named", concern_key),
        (_("What happened"), "account", concern_key),
        (_("What you asked"), "question", talk_key),
        (
            _("What they said") if seat.concern.answered else _("What they said before that"),
            *("answer", talk_key),
        ),
    ]
    context = {
        "network": seat.member.network,
        "concern": seat.concern,
        "told": [
            # To the seat: who raised it reads that somebody looked at it, and not who.
            (title, reveal(seat.concern, column, to=seat, reason="panel", key=key))
            for title, column, key in told
            if getattr(seat.concern, f"{column}_sealed")
        ],
        "by": names_for(seat.member)(by) if by and seat.concern.tells_name else "",
        "thing": thing_named(seat.concern.thing, to=seat.member),
    }
    return respond(request, "networks/concern_read.html", context)


@require_POST
@confirmed
def concern_told(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """What whoever raised it told, for their own eyes."""
    member, found = raised_or_404(request, slug, concern_id)
    if found.key is None:
        raise Http404
    told = [(_("What happened"), reveal(found, "account", to=member, reason="own-page"))]
    if not found.thing:  # else it is not by whom that is: see `hooks.concerned`
        name = reveal(found, "named", to=member, reason="own-page")
        told.insert(0, (_("About whom"), name))
    return _page(request, member, found, told=told)


@require_POST
@gives_back
@confirmed
def concern_ask(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    seat = seat_or_404(request, slug, concern_id)
    form = AskForm(request.POST)
    if form.is_valid() and _done(form, services.ask, by=seat):
        messages.success(request, _("Asked. They can answer on a page of their own."))
        return _on_with_the_rest(request, seat, "question", ask_form=AskForm())
    return _page(request, seat.member, seat.concern, ask_form=form)


@require_POST
@gives_back
@confirmed
def concern_answer(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """What whom it is about has to say."""
    member, found = asked_or_404(request, slug, concern_id)
    form = AnswerForm(request.POST)
    if form.is_valid() and _done(form, services.answer, by=member, concern=found):
        messages.success(request, _("Kept. Those who look at it can read it."))
        return redirect("networks:concern", slug, concern_id)
    return _page(request, member, found, answer_form=form)


@require_POST
@confirmed
def concern_question(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """What the panel asks whom it is about, for their eyes."""
    member, found = asked_or_404(request, slug, concern_id)
    question = reveal(found, "question", to=member, reason="own-page", key=found.talk_key)
    return _page(request, member, found, question=question)


@require_POST
@confirmed
def concern_propose(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    seat = seat_or_404(request, slug, concern_id)
    form = ProposalForm(request.POST, concern=seat.concern)
    if form.is_valid() and _done(form, services.propose, by=seat):
        messages.success(request, _("Kept. You can change it as long as you find it here."))
        return _on_with_the_rest(request, seat, "proposal")
    return _page(request, seat.member, seat.concern, proposal_form=form)


@require_POST
@confirmed
def concern_decline(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    drawn = services.decline(by=seat_or_404(request, slug, concern_id))
    messages.success(
        request,
        _("Somebody else is drawn in your place.")
        if drawn
        else _("You do not look at it any more. Nobody is there to do so in your place."),
    )
    return redirect("networks:concern_list", slug)


@require_POST
@gives_back
@confirmed
def concern_end(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """Agree with the words of another of the panel."""
    seat = seat_or_404(request, slug, concern_id)
    form = AgreeForm(request.POST)
    if form.is_valid() and _done(form, services.end, by=seat):
        messages.success(request, _("It has ended. All members can read what came of it."))
        return redirect("networks:concern_list", slug)
    return _page(request, seat.member, seat.concern, agree_form=form)


@require_POST
@gives_back
@confirmed
def concern_word(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    seat = seat_or_404(request, slug, concern_id)
    form = EndForm(request.POST)
    if form.is_valid() and _done(form, services.word, by=seat):
        messages.success(request, _("Kept. It ends once a second one of you agrees."))
        return _on_with_the_rest(request, seat, "outcome", end_form=EndForm())
    return _page(request, seat.member, seat.concern, end_form=form)


@require_POST
@confirmed
def concern_accept(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    """Either side accepts that two look at it."""
    member = member_or_404(request, slug, on_break=True)
    few = Q(state=Concern.State.WAITING) | Q(state=Concern.State.OPEN, raiser_accepts=True)
    found = get_object_or_404(member.network.concerns.filter(few), pk=concern_id)
    asked = found.about_id == member.pk and (found.other_accepts or is_told(found))
    if found.by_id != member.pk and not asked:
        raise Http404
    services.accept_panel(by=member, concern=found, seated=request.POST.get("seated", ""))
    messages.success(request, _("Kept."))
    return redirect("networks:concern", slug, concern_id)


@require_POST
@confirmed
def concern_withdraw(request: HttpRequest, slug: str, concern_id: int) -> HttpResponse:
    member, found = raised_or_404(request, slug, concern_id)
    services.withdraw(by=member, concern=found)
    messages.success(request, _("Taken back. Nothing of it is left."))
    return redirect("networks:concern_list", slug)


def _on_with_the_rest(
    request: HttpRequest, seat: PanelSeat, done: str, **fresh: BaseForm
) -> HttpResponse:
    """Back to the page, with what stands in its fields beside the one that is ``done``."""
    stands = {"question": "", "proposal": seat.proposal, "outcome": ""}
    del stands[done]
    slug, pk = seat.member.network.slug, seat.concern_id
    if all(request.POST.get(name, said) == said for name, said in stands.items()):
        return redirect("networks:concern", slug, pk)
    seat = seat_or_404(request, slug, pk)  # as it is now
    return _page(request, seat.member, seat.concern, **fresh)


def _done(form: BaseForm, act: Callable, **options: Any) -> bool:
    """Whether it could be done with what was typed; else the form says why not."""
    try:
        act(**options, **form.cleaned_data)
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(request: HttpRequest, member: Member, concern: Concern, **more: Any) -> HttpResponse:
    """With a bound form among ``more``, if one was sent back."""
    seats = list(concern.panel.filter(declined=False).select_related("member").order_by("pk"))
    parts = _parts(member, concern, seats)
    if not any(parts.values()):
        raise Http404
    form = next((each for each in more.values() if getattr(each, "is_bound", False)), None)
    name_of = names_for(member)
    may_act = may_see_sealed(request)
    context = {
        "network": member.network,
        "concern": concern,
        "panel": [(name_of(each.member), each.get_proposal_display()) for each in seats],
        "back": reverse("networks:concern_list", args=[member.network.slug]),
        "holds_break": concern.holds_break(member.network.today()),
        "too_few": concern.state == Concern.State.WAITING and len(seats) < 2,
        "waits_for_me": concern.waits_for(raiser=parts["mine"], other=parts["asked"]),
        "confirm_first": "" if may_act else CONFIRM_FIRST,
        **parts,
        **(_of_the_panel(parts["seat"], concern, request.POST) if may_act else {}),
        **(_of_the_asked(member, concern) if parts["asked"] and may_act else {}),
        **more,
    }
    return form_page(request, "networks/concern.html", form, **context)


def _parts(member: Member, concern: Concern, seats: list[PanelSeat]) -> dict[str, Any]:
    """As whom a member may see a concern."""
    goes_on = concern.goes_on(member.network.today())
    return {
        "seat": next((each for each in seats if goes_on and each.member_id == member.pk), None),
        "mine": concern.by_id == member.pk,
        "asked": concern.about_id == member.pk and is_told(concern),
    }


def _of_the_panel(
    seat: PanelSeat | None, concern: Concern, typed: Mapping[str, str]
) -> dict[str, Any]:
    """With what was ``typed`` into any of the fields: one form holds them all."""
    if seat is None:
        return {}
    is_open = concern.state == Concern.State.OPEN
    first = {"proposal": seat.proposal} | {name: typed[name] for name in typed}
    return {
        "ask_form": AskForm(initial=first) if is_open and concern.about_id else None,
        "proposal_form": ProposalForm(concern=concern, initial=first),
        "end_form": EndForm(initial=first) if is_open else None,
        "bears_no_name": concern.about_id is None and not concern.thing,
        "worded": unseal(concern, "outcome", key=concern.network.key),
        "may_agree": concern.worded_by_id not in {None, seat.pk},
    }


def _of_the_asked(member: Member, concern: Concern) -> dict[str, Any]:
    ended = concern.state == Concern.State.ENDED
    return {
        "thing": thing_named(concern.thing, to=member),
        "outcome": unseal(concern, "outcome", key=member.network.key) if ended else "",
        "answer_form": AnswerForm() if concern.goes_on(member.network.today()) else None,
    }
