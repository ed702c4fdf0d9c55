"""What somebody is told stands in their list, once, until it is old."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.accounts.services import erase_user
from mutualaid.jobs.models import Job
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.standing.services import vouch
from mutualaid.notices.models import Choices, Notice
from mutualaid.notices.queries import unread_of
from mutualaid.notices.services import forget_old
from tests.accounts.factories import UserFactory
from tests.accounts.test_canaries import everything
from tests.needs.answering.samples import survey_of
from tests.notices.conftest import DOOR, SECOND, SOUP
from tests.notices.factories import tell

SPANISH = "Trae a un segundo vecino o vecina"
pytestmark = pytest.mark.django_db


def test_it_stands_in_the_list_and_at_the_top_of_each_page(browse, amina):
    tell(amina, SOUP, path="/n/millbrook/home/")
    client = browse(amina)
    assert "There is soup in Millbrook" in client.get("/me/notices/").text
    for page in ("/me/", "/n/millbrook/home/", "/kept/"):
        assert "1 new message</a>" in client.get(page).text


def test_the_page_that_stays_on_a_phone_does_not_tell_it(browse, amina):
    """It opens without reception, also for whoever holds the phone next."""
    tell(amina, SOUP)
    page = browse(amina).get(reverse("needs:answer_door", args=[survey_of(amina).code])).text
    assert "From door to door" in page
    assert "new message" not in page


def test_opening_it_marks_it_as_read_and_leads_on(browse, amina):
    tell(amina, SOUP, path="/n/millbrook/home/")
    tell(amina, DOOR)
    client = browse(amina)
    notice = amina.user.notices.get(kind=SOUP)
    answer = client.post(f"/me/notices/{notice.pk}/open/")
    assert answer["Location"] == "/n/millbrook/home/"
    page = client.get("/me/notices/").text
    assert page.count("New:") == 1
    assert "1 new message</a>" in page
    client.post("/me/notices/read/")
    page = client.get("/me/notices/").text
    assert "New:" not in page
    assert "new message" not in page


def test_looking_marks_nothing_as_read(browse, amina):
    tell(amina)
    client = browse(amina)
    notice = amina.user.notices.get()
    for page in ("/me/", "/me/notices/", "/me/notices/choices/"):
        client.get(page)
    assert client.get(f"/me/notices/{notice.pk}/open/").status_code == 405
    assert client.get("/me/notices/read/").status_code == 405
    assert amina.user.notices.get().read_on is None


def test_nobody_else_sees_or_opens_it(browse, amina, bo):
    tell(amina, SOUP)
    client = browse(bo)
    assert "soup" not in client.get("/me/notices/").text
    assert client.post(f"/me/notices/{amina.user.notices.get().pk}/open/").status_code == 404
    client.post("/me/notices/read/")
    assert amina.user.notices.get().read_on is None


def test_a_list_with_nothing_in_it_says_so(browse, amina, client):
    assert "Nothing yet" in browse(amina).get("/me/notices/").text
    client.logout()
    assert "new message" not in client.get("/").text


def test_it_is_told_in_the_language_that_one_reads(browse, amina):
    tell(amina, SECOND)
    client = browse(amina)
    client.cookies["language"] = "es"
    assert SPANISH in client.get("/me/notices/").text


@pytest.mark.django_db(transaction=True)
def test_told_at_the_same_moment_is_heard_once(amina):
    together = threading.Barrier(2)

    def say(_):
        try:
            with transaction.atomic():
                # On SQLite one writes after the other, and the first does not wait for long.
                with suppress(threading.BrokenBarrierError):
                    together.wait(0.5)
                tell(amina, once="soup 7")
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        list(threads.map(say, range(2)))
    assert amina.user.notices.count() == 1


def test_no_hour_stands_beside_what_others_did(amina):
    """Days only: Eve came in on a day, and when on that day is nobody's business."""
    kinds = {type(field) for field in Notice._meta.get_fields()}
    assert models.DateField in kinds
    assert models.DateTimeField not in kinds


def test_the_day_is_that_of_its_reader(amina, clock):
    amina.network.time_zone = "America/Detroit"
    amina.network.save()
    clock("2026-11-25T03:30")
    tell(amina)
    assert str(amina.user.notices.get().made_on) == "2026-11-24"


def test_told_twice_is_heard_once(amina, bo):
    for _ in range(2):
        tell(amina, once="soup 7")
        tell(bo, once="soup 7")
    assert (amina.user.notices.count(), bo.user.notices.count()) == (1, 1)


def test_what_did_not_happen_is_not_told(amina):
    with transaction.atomic():
        tell(amina)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Job.objects.filter(kind__startswith="notices.").exists()


def test_a_kind_that_nobody_offers_is_refused(amina):
    with pytest.raises(LookupError):
        tell(amina, "tests.unknown")


def test_no_text_fits_into_it(amina):
    with pytest.raises(ValueError, match=SOUP):
        tell(amina, SOUP, network="x" * 500)


def test_who_wants_to_hear_nothing_of_a_kind_does_not(browse, amina):
    client = browse(amina)
    page = client.get("/me/notices/choices/").text
    assert "There is soup in …" in page
    assert f'value="{SOUP}" ' in page
    assert f'value="{DOOR}" ' not in page, "what is urgent cannot be turned off"
    assert "Somebody used your key in …" in page
    wanted = choices(kinds=["networks.came"])
    assert client.post("/me/notices/choices/", wanted | {"kinds": [DOOR]}).status_code == 422
    client.post("/me/notices/choices/", wanted)
    for kind in (SOUP, DOOR, "networks.came"):
        tell(amina, kind)
    assert {notice.kind for notice in amina.user.notices.all()} == {DOOR, "networks.came"}


def choices(**changed):
    """What the page of choices sends."""
    begin = {"often": "daily", "quiet_from": "22:00", "quiet_until": "07:00"}
    return begin | changed


def test_choices_that_make_no_sense_are_refused_and_keep_what_was_typed(browse, amina):
    client = browse(amina)
    answer = client.post("/me/notices/choices/", choices(often="hourly", quiet_from="06:00"))
    assert answer.status_code == 422
    assert '<option value="06:00" selected>' in answer.text
    assert not Choices.objects.exists()


def test_choices_are_shown_as_they_were_chosen(browse, amina):
    client = browse(amina)
    chosen = choices(often="weekly", quiet_until="06:00", kinds=[SOUP])
    assert client.post("/me/notices/choices/", chosen).status_code == 302
    page = client.get("/me/notices/choices/").text
    for words in ('value="weekly" id="id_often_2" checked', '"06:00" selected'):
        assert words in " ".join(page.split()).replace("required ", "")


def test_another_clock_is_chosen_on_a_page_of_its_own(browse, amina):
    client = browse(amina)
    client.post("/me/notices/choices/", choices(often="weekly"))
    assert "As in my network" in client.get("/me/notices/choices/").text
    assert client.post("/me/notices/clock/", {"time_zone": "Atlantis"}).status_code == 422
    client.post("/me/notices/clock/", {"time_zone": "Asia/Kolkata"})
    assert '"Asia/Kolkata" selected' in client.get("/me/notices/clock/").text
    assert "Kolkata" in client.get("/me/notices/choices/").text
    assert Choices.objects.get().often == "weekly", "the rest stays"


def test_it_is_kept_for_30_days_after_reading_and_90_in_any_case(amina):
    today = timezone.localdate()
    for age, read in [(29, 29), (31, 31), (89, None), (91, None), (80, 1)]:
        tell(amina)
        notice = amina.user.notices.latest("number")
        read_on = read and today - timedelta(days=read)
        made_on = today - timedelta(days=age)
        Notice.objects.filter(pk=notice.pk).update(made_on=made_on, read_on=read_on)
    forget_old()
    assert [(today - each.made_on).days for each in Notice.objects.order_by("number")] == [
        *(29, 89, 80)
    ]


def test_who_is_erased_is_told_nothing_any_more(db):
    user = UserFactory()
    hooks.tell(user, SOUP, path="/me/", once="1", network="Millbrook")
    erase_user(user=user)
    assert not Notice.objects.exists()


def test_a_notice_of_an_app_that_is_gone_is_still_shown(browse, amina):
    tell(amina, SOUP)
    amina.user.notices.update(kind="gone.away")
    assert "You have a message" in browse(amina).get("/me/notices/").text


def test_what_somebody_has_not_read_can_be_printed_for_them(amina):
    amina.user.language = "es"
    tell(amina, SOUP)
    tell(amina, SECOND)
    first = amina.user.notices.earliest("number")
    first.read_on = timezone.localdate()
    first.save()
    (row,) = unread_of(amina.user)
    assert row.title == SPANISH
    assert row.day == timezone.localdate()


def test_the_table_tells_nothing_of_others(amina, bo):
    """What it is told once for may name somebody; that stands there under the reader's key."""
    tell(amina, once=f"vouched by canary-91c4 {bo.pk}")
    assert "canary-91c4" not in everything()


def test_who_invited_is_told_that_somebody_came_once_a_day_and_not_who(amina, browse):
    for name in ("Eve", "Finn"):
        join(
            user=UserFactory(display_name=name),
            code=make_link(by=amina, once=len(name))[1],
            name=name,
        )
    page = browse(amina).get("/me/notices/").text
    assert page.count("Somebody came to Millbrook by your invitation") == 1
    assert "Eve" not in page


def test_who_becomes_known_is_told_so(amina, newcomer, browse):
    vouch(by=amina, about=newcomer)
    assert "You are known in Millbrook now" in browse(newcomer).get("/me/notices/").text
