"""Signing up, in and out, and one's own page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sign_in.html")


@require_GET
@login_required
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/me.html")
