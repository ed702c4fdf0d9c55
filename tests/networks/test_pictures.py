"""A member's own picture: sent, seen by those who may, removed, and gone with its person."""

import sys
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from mutualaid.networks.models import Member, Picture, Vouch
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import meeting_code
from mutualaid.sealed import crypto
from mutualaid.sealed.models import Access, DataKey
from mutualaid.sealed.services import unseal_bytes
from tests.browser import assert_axe, assert_fits, sign_in
from tests.networks.factories import MemberFactory
from tests.pictures.images import PLACE, opened, photo, told

PAGE = "/n/millbrook/picture/"
CANARY = b"picture-canary-8c1e"


def sent(content, name="me.jpg"):
    return {"picture": SimpleUploadedFile(name, content)}


@pytest.fixture
def picture(amina):
    return keep_picture(of=amina, large=CANARY * 4000, small=CANARY)


def address(picture, size=""):
    return f"/n/millbrook/pictures/{picture.pk}/{size}"


def test_it_is_sent_drawn_anew_and_shown(browse, amina):
    client = browse(amina)
    answer = client.post(PAGE, sent(photo(size=(900, 600), exif=told())), follow=True)
    assert "Your picture is kept." in answer.text
    picture = Picture.objects.get(member=amina)
    assert address(picture, "large/") in answer.text
    for size, across in [("large/", 640), ("", 160)]:
        shown = client.get(address(picture, size))
        assert opened(shown.content).width == across
        assert PLACE not in shown.content


def test_it_is_served_as_a_picture_and_nothing_else(browse, amina, picture):
    headers = browse(amina).get(address(picture)).headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Amina" not in headers["Content-Disposition"]


def test_a_newer_one_takes_its_place_under_another_address(browse, amina, picture):
    client = browse(amina)
    client.post(PAGE, sent(photo()))
    assert Picture.objects.get(member=amina).pk != picture.pk
    assert client.get(address(picture)).status_code == 404


def test_sent_twice_it_is_there_once(browse, amina):
    client = browse(amina)
    for _ in range(2):
        assert client.post(PAGE, sent(photo())).status_code == 302
    assert Picture.objects.filter(member=amina).count() == 1


def test_it_is_removed(browse, amina, picture):
    answer = browse(amina).post(f"{PAGE}remove/", follow=True)
    assert "Your picture is gone." in answer.text
    assert not Picture.objects.exists()


def test_removing_touches_nobody_elses(browse, bo, picture):
    browse(bo).post(f"{PAGE}remove/")
    assert Picture.objects.filter(pk=picture.pk).exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 200), ("newcomer", 403), ("dara", 404)],
)
def test_who_is_known_here_sees_it(browse, request, picture, who, status):
    client = browse(request.getfixturevalue(who))
    for size in ("", "large/"):
        assert client.get(address(picture, size)).status_code == status


def test_a_newcomer_sees_their_own(browse, newcomer):
    picture = keep_picture(of=newcomer, large=CANARY, small=CANARY)
    assert browse(newcomer).get(address(picture)).content == CANARY


def test_a_visitor_is_asked_to_sign_in(client, picture):
    assert client.get(address(picture))["Location"].startswith("/sign-in/")


def test_it_stands_beside_the_name_where_known_members_see_it(browse, amina, bo, newcomer):
    picture = keep_picture(of=newcomer, large=CANARY, small=CANARY)
    client = browse(amina)
    shown = client.post("/n/millbrook/known/meet/", {"code": meeting_code(newcomer)}).text
    assert address(picture, "large/") in shown
    Vouch.objects.create(by=amina, about=newcomer)
    assert address(picture) in client.get("/n/millbrook/known/").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8\xff" + b"\0" * 11_000_000, "larger than 10 MB"),
        (b"GIF89a", "We cannot open this picture"),
        (b"<svg/>", "We cannot open this picture"),
        (photo("PNG", size=(5001, 5000)), "more than 24 million dots"),
        (photo()[:400], "We cannot open this picture"),
        (b"", "We cannot open this picture"),
    ],
    ids=["large", "gif", "svg", "pixels", "half", "empty"],
)
def test_what_is_wrong_is_said_in_plain_words_and_nothing_is_lost(
    browse, amina, picture, content, words
):
    answer = browse(amina).post(PAGE, sent(content))
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error:" in answer.text
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_without_a_file_it_asks_for_one(browse, amina):
    assert "Please choose a file" in browse(amina).post(PAGE).text


@pytest.mark.parametrize("name", ["../../canary.png", "/tmp/canary.png", "canary\x00.png"])
def test_no_path_is_made_of_what_was_sent(browse, amina, settings, name):
    opened, watching = [], [True]

    def watch(event, told):
        if watching and event in {"open", "os.rename", "os.mkdir", "os.link"}:
            opened.append(str(told[0]))

    head = f'--x\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\n\r\n'
    body = head.encode() + photo("PNG") + b"\r\n--x--\r\n"
    client = browse(amina)
    sys.addaudithook(watch)  # for good, so it can be told to look away
    try:
        answer = client.post(PAGE, body, content_type="multipart/form-data; boundary=x")
    finally:
        watching.clear()
    assert answer.status_code == 302
    assert opened, "a watch that sees nothing proves nothing"
    assert not [path for path in opened if "canary" in path]
    assert not [*settings.VAR_DIR.rglob("*canary*")]


def test_a_wrong_name_matters_not(browse, amina):
    assert browse(amina).post(PAGE, sent(photo("PNG"), name="me.exe")).status_code == 302


def test_so_many_in_an_hour_and_no_more(browse, amina):
    client = browse(amina)
    answers = [client.post(PAGE).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT large_sealed, small_sealed FROM networks_picture")
        return b"".join(bytes(value) for row in cursor.fetchall() for value in row)


def test_it_is_sealed_under_its_members_key(amina, bo, picture):
    assert CANARY not in stored()
    picture.refresh_from_db()
    assert unseal_bytes(picture, "small", key=amina.key) == CANARY
    with pytest.raises(crypto.Tampered):
        unseal_bytes(picture, "small", key=bo.key)
    picture.small_sealed = picture.large_sealed
    with pytest.raises(crypto.Tampered):
        unseal_bytes(picture, "small", key=amina.key)


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_its_person(settings, tmp_path, amina, bo, picture):
    settings.ERASURES_FILE = str(tmp_path / "erased")
    key = amina.key_id
    leave(member=amina)
    assert not Picture.objects.exists()
    assert not DataKey.objects.filter(pk=key).exists()
    assert str(Member.objects.get(pk=amina.pk)) == "someone who left"


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_along_with_what_is_mine(browse, amina, bo, picture):
    keep_picture(of=bo, large=b"of Bo", small=b"")
    client = browse(amina)
    assert "picture-millbrook.jpg" in client.post("/me/data/show/").text
    session = client.session
    session["signed_in_at"] = 2**40
    session.save()
    file = zipfile.ZipFile(BytesIO(client.post("/me/data/export/").content))
    assert file.read("picture-millbrook.jpg") == CANARY * 4000
    assert not any(b"of Bo" in file.read(name) for name in file.namelist())


def test_looking_writes_nothing_in_the_ledger(browse, bo, picture):
    browse(bo).get(address(picture))
    assert not Access.objects.exists()


def test_of_two_members_each_has_their_own(amina, picture):
    other = MemberFactory(network=amina.network)
    keep_picture(of=other, large=b"other", small=b"other")
    assert Picture.objects.count() == 2


@pytest.mark.browser
def test_it_works_on_a_phone_without_javascript(javascript_off, amina, tmp_path):
    page = javascript_off
    page.set_viewport_size({"width": 320, "height": 640})
    file = tmp_path / "me.jpg"
    file.write_bytes(photo(size=(900, 1600)))
    sign_in(page, amina)
    page.goto(PAGE)
    page.get_by_label("A picture").set_input_files(file)
    page.get_by_role("button", name="Keep this picture").click()
    shown = page.get_by_role("img", name="Your picture as it is shown")
    assert shown.evaluate("image => image.decode().then(() => image.naturalHeight)") == 640
    assert_fits(page)
    page.get_by_role("button", name="Remove my picture").click()
    assert page.get_by_text("Your picture is gone.").is_visible()


@pytest.mark.browser
def test_axe_finds_nothing_beside_a_picture(page, amina, newcomer):
    for member in (amina, newcomer):
        keep_picture(of=member, large=photo(), small=photo(size=(160, 90)))
    Vouch.objects.create(by=amina, about=newcomer)
    sign_in(page, amina)
    for address in (PAGE, "/n/millbrook/known/"):
        page.goto(address)
        assert_axe(page)
