"""What is held about a person: to see, to take along, to erase."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mutualaid import hooks
from mutualaid.accounts import services
from mutualaid.accounts.http import SignedInRequest, confirmed, leave, signed_in, signed_in_lately
from mutualaid.http import FORM_METHODS, form_page, posted, respond
from mutualaid.jobs.services import next_night
from mutualaid.paper import paper
from mutualaid.sealed.backups import KEPT as COPIES_KEPT

from .archive import archive
from .forms import EraseForm
from .queries import held, readings


@require_GET
@signed_in
def my_data(request: SignedInRequest) -> HttpResponse:
    return respond(request, "accounts/my_data.html")


@require_POST
@confirmed
def show_my_data(request: SignedInRequest) -> HttpResponse:
    """By POST, since it opens what is sealed."""
    return respond(request, "accounts/my_data.html", {"sections": held(request.user)})


@require_POST
@signed_in_lately(back="accounts:my_data")
def export_my_data(request: SignedInRequest) -> HttpResponse:
    """The same as a file that a person can read, and one that a program can."""
    response = HttpResponse(archive(request.user), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@require_GET
@confirmed
def my_readings(request: SignedInRequest) -> HttpResponse:
    context = readings(request.user, request.GET)
    return respond(request, "accounts/my_readings.html", context)


@require_http_methods(FORM_METHODS)
@signed_in_lately
def erase_me(request: SignedInRequest) -> HttpResponse:
    form = EraseForm(posted(request))
    if form.is_valid():
        services.erase_user(user=request.user)
        response = leave(request)
        response["Location"] += "?erased=1"
        return response
    copied = bool(settings.BACKUP_DIR)
    context = {"copies_until": next_night(timezone.now() + COPIES_KEPT) if copied else None}
    return form_page(request, "accounts/erase_me.html", form, **context)


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept about people and for how long: for everyone to read."""
    context = {
        "rows": hooks.all_kept(),
        "in_clear": [words for rows in hooks.in_clear.ask() for words, _fields in rows],
        "next": next_night(timezone.now()),
        "locked": bool(settings.LOCKED_KEYS_FILE),
        "key_file": bool(settings.INSTANCE_KEY_FILE),
    }
    return respond(request, "accounts/kept.html", context)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """A sheet for the wall beside the door: what to do when somebody asks for data."""
    kept = settings.ORIGIN.partition("//")[2] + reverse("accounts:kept")
    context = paper(request.GET.get("paper")) | {"kept": kept}
    return respond(request, "accounts/asked.html", context)
