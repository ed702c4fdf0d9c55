"""A file comes in, or somebody shares what they said, while another leaves or the night forgets."""

from threading import Event

import pytest
from django.core.exceptions import PermissionDenied

from mutualaid.networks.nights import InEach
from mutualaid.networks.services import leave
from mutualaid.sealed.services import unseal
from resources.imports import services
from resources.imports.models import ResourceImport, Said
from resources.items.models import Item
from tests.at_once import at_once, meanwhile, slowly
from tests.resources.imports.factories import FORM, What, came_in, long_ago, said_to, upload_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_comes_in_for_who_leaves_meanwhile(amina):
    upload = upload_of(amina, FORM, What.OTHERS)
    refused, waited = meanwhile(
        lambda: leave(member=amina), lambda: services.bring_in(by=amina, upload=upload)
    )
    assert waited
    assert isinstance(refused, PermissionDenied)
    assert not Said.objects.exists()
    assert not ResourceImport.objects.exists()


def test_the_night_waits_for_who_shares_what_they_said(amina, monkeypatch):
    rosa = came_in(said := said_to(amina))
    long_ago(said.run, 200)
    offer, begun = said.offers.first(), Event()

    def opened(*arguments, **told):
        begun.set()
        return slowly(unseal)(*arguments, **told)

    def night():
        begun.wait()
        InEach(services.forget_late)()

    monkeypatch.setattr(services, "unseal", opened)
    item, _none = at_once(lambda: services.share_said(by=rosa, offer=offer), night)
    assert item == Item.objects.get()
    assert not Said.objects.exists()
