"""The project's URLs and some that go wrong, to see how the pages of errors look."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from mutualaid.http import SignInNeeded, refuse, respond
from mutualaid.urls import handler500
from mutualaid.urls import urlpatterns as project

__all__ = ["handler500", "urlpatterns"]


def broken(request):
    raise RuntimeError("A secret that no page may tell")


def bad(request):
    raise BadRequest


def refused(request):
    refuse("Ask for a turn in the kitchen: then you may.")


def members_only(request):
    raise SignInNeeded


def moved(request):
    messages.success(request, "Kept.")
    return HttpResponseRedirect(request.GET["to"])


def said(request):
    messages.success(request, "Kept.")
    return HttpResponse("<p>Part</p>")


def part(request):
    return respond(request, "look_test.html")


urlpatterns = [
    *project,
    path("broken/", broken),
    path("bad/", bad),
    path("refused/", refused),
    path("members-only/", members_only),
    path("moved/", moved),
    path("said/", said),
    path("part/", part),
]
