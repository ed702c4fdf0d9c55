"""Photos of it, and who says that they know it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from mutualaid.networks.hiding.services import hide
from resources.items import services
from resources.items.models import ItemVouch
from tests.pictures.images import photo
from tests.resources.factories import shared_by
from tests.resources.items.steps import at, go, page


def add_photo(client, item, content=None):
    file = SimpleUploadedFile("drill.jpg", photo() if content is None else content)
    return go(client, "photos", item, picture=file)


def test_photos_are_drawn_anew_and_members_see_them(browse, amina, chen, client):
    item = shared_by(amina, audience="everyone")
    assert add_photo(browse(amina), item).status_code == 302
    photo = item.photos.get()
    address = at("photo_large", item.pk, photo.pk)
    assert address in page(browse(chen), item).text
    shown = browse(chen).get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.content.startswith(b"\xff\xd8")
    client.logout()
    assert address not in page(client, item).text
    assert client.get(address).status_code == 302
    other = shared_by(chen)
    assert browse(chen).get(at("photo_large", other.pk, photo.pk)).status_code == 404


def test_what_is_no_photo_and_one_too_many(browse, amina):
    item, client = shared_by(amina), browse(amina)
    assert add_photo(client, item, b"not a picture").status_code == 422
    assert go(client, "photos", item).status_code == 422
    for _ in range(3):
        add_photo(client, item)
    assert add_photo(client, item).status_code == 422
    assert item.photos.count() == 3
    client.post(at("photo_remove", item.pk, item.photos.first().pk))
    assert item.photos.count() == 2


def test_how_it_is_known(browse, amina, bo, chen, newcomer):
    item = shared_by(amina, kind="expertise", category="electric")
    assert "They say so themselves." in page(browse(chen), item).text
    go(browse(bo), "vouch", item)
    go(browse(chen), "vouch", item, saw_certificate="on")
    go(browse(chen), "vouch", item, saw_certificate="on")
    shown = page(browse(newcomer), item).text
    assert "2 members say that they can do it." in shown
    assert "1 member has seen a certificate." in shown
    browse(bo).post(at("item_vouch_no_more", item.pk))
    assert item.vouches.count() == 1


def test_who_may_not_say_so(browse, amina, newcomer, chen):
    item = shared_by(amina, kind="expertise", category="electric")
    assert go(browse(newcomer), "vouch", item).status_code == 403
    assert go(browse(amina), "vouch", item).status_code == 403
    assert go(browse(chen), "vouch", shared_by(amina)).status_code == 403, "a drill"
    assert not ItemVouch.objects.exists()


def test_who_hides_counts_for_nothing(browse, amina, bo, chen):
    item = shared_by(amina, kind="expertise", category="electric")
    services.vouch_for(item=item, by=bo, saw_certificate=False)
    hide(by=bo, name="Chen")
    assert "They say so themselves." in page(browse(chen), item).text
    hide(by=bo, name="Amina")
    assert not ItemVouch.objects.exists()
