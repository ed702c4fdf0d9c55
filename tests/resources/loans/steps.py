"""What members do with a loan, which many tests begin with."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mutualaid.jobs.services import claim, run
from mutualaid.notices.models import Notice
from resources.loans.services import waiting
from tests.pictures.images import photo
from tests.resources.factories import slot_of

LEAVE = "/n/millbrook/leave/"


def go(client, name, loan, **typed):
    address = reverse(f"resources:loan_{name}", args=["millbrook", loan.pk])
    return client.post(address, typed)


def see(client, loan):
    return client.get(reverse("resources:loan_detail", args=["millbrook", loan.pk]))


def work():
    """What is due by now; no night among it, which takes tables for itself."""
    while job := claim():
        run(job)


def taken():
    return SimpleUploadedFile("drill.jpg", photo())


def ask(client, item, **typed):
    typed = {"first": item.network.today() + timedelta(days=1), "contact": "555 0199"} | typed
    return client.post(reverse("resources:loan_ask", args=["millbrook", item.pk]), typed)


def kinds_told(member):
    told = Notice.objects.filter(user=member.user).order_by("number")
    return [*told.values_list("kind", flat=True)]


def wait(item, by, *days):
    return waiting.wait_for(item=item, by=by, slot=slot_of(item, *days))
