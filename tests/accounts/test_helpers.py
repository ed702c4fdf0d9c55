"""Naming those who may help one back in: in person, by a code of the day, and for both to end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from mutualaid.accounts.helpers.codes import Purpose, code_to_show, confirms, helper_who_shows
from mutualaid.accounts.helpers.services import (
    ask_for_card,
    name_helper,
    second_card,
)
from mutualaid.accounts.models import Helper, NewCard
from mutualaid.accounts.services import erase_user
from mutualaid.networks.models import Member
from tests.accounts.factories import HelperFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, MEET, NAME = "/me/helpers/", "/me/helpers/meet/", "/me/helpers/name/"
HELPING = "/me/helping/"


@pytest.fixture
def rosa(db):
    return UserFactory(display_name="Rosa")


def code_shown_by(client):
    return client.post(f"{HELPING}code/").context["code"]


def test_named_together_by_the_code_of_the_day(rosa, bo, fresh):
    code = code_shown_by(fresh(bo))
    client = fresh(rosa)
    asked = client.post(MEET, {"code": code.lower()})
    assert "May Bo help you back in?" in asked.text
    assert not Helper.objects.exists(), "asking names nobody"
    told = client.post(NAME, {"code": code}, follow=True)
    assert "Bo can help you back in now." in told.text
    assert "It takes two. Please name one more." in told.text
    assert "Rosa" in fresh(bo).get(HELPING).text


def test_a_third_is_advised_and_no_fourth(rosa, fresh):
    advice = "Two are enough, and three are better"
    for count in range(4):
        assert (advice in fresh(rosa).get(LIST).text) == (count == 2)
        HelperFactory(holder=rosa)


def test_named_twice_is_named_once(rosa, bo, fresh):
    code = code_shown_by(fresh(bo))
    for _ in range(2):
        assert fresh(rosa).post(NAME, {"code": code}).status_code == 302
    assert Helper.objects.count() == 1


def test_the_code_is_the_same_all_day_and_another_tomorrow(rosa, bo, fresh, time_machine):
    time_machine.move_to(timezone.now().replace(hour=9))
    code = code_shown_by(fresh(bo))
    assert code_shown_by(fresh(bo)) == code
    time_machine.shift(timedelta(days=1))
    page = fresh(rosa).post(MEET, {"code": code})
    assert page.status_code == 422
    assert "Nobody shows this code today" in page.text
    assert code in page.text, "what was typed is kept"
    assert code_shown_by(fresh(bo)) != code


def test_a_code_shown_for_one_thing_is_of_no_use_for_another(rosa, bo):
    code = code_to_show(bo.user, Purpose.CONFIRM)
    assert helper_who_shows(code) is None
    assert confirms(bo.user, code)
    assert not confirms(rosa, code)
    assert helper_who_shows(code_to_show(bo.user, Purpose.HELP)) == bo.user


def test_nobody_names_themselves(rosa, fresh):
    client = fresh(rosa)
    code = code_shown_by(client)
    assert client.post(MEET, {"code": code}).status_code == 422
    client.post(NAME, {"code": code})
    assert not Helper.objects.exists()


def test_never_somebody_from_whom_one_hides(rosa, bo, fresh, hide):
    hide(rosa, bo.user)
    code = code_shown_by(fresh(bo))
    page = fresh(rosa).post(MEET, {"code": code})
    assert "Nobody shows this code today" in page.text, "as if they were not there"
    fresh(rosa).post(NAME, {"code": code})
    assert not Helper.objects.exists()


def test_who_hides_later_is_gone_from_both_pages_and_can_do_nothing(rosa, bo, fresh, hide):
    helper = HelperFactory(holder=rosa, helper=bo.user)
    hide(rosa, bo.user)
    assert ">Bo<" not in fresh(rosa).get(LIST).text
    client = fresh(bo)
    assert "Rosa" not in client.get(HELPING).text
    assert client.post(f"{HELPING}{helper.pk}/lost/").status_code == 404
    assert not NewCard.objects.exists()


def test_five_at_most(rosa, bo, fresh):
    HelperFactory.create_batch(5, holder=rosa)
    assert "You have named five people." in fresh(rosa).get(LIST).text
    told = fresh(rosa).post(NAME, {"code": code_shown_by(fresh(bo))}, follow=True)
    assert "You have named five people. Take one back first." in told.text
    assert rosa.helpers.count() == 5


def test_who_hides_is_not_counted_among_the_five(rosa, bo, amina, fresh, hide):
    """Else it would be told by the page, which shows four, that one of them is there but hides."""
    HelperFactory(holder=rosa, helper=bo.user)
    HelperFactory.create_batch(4, holder=rosa)
    hide(rosa, bo.user)
    assert "You have named five people." not in fresh(rosa).get(LIST).text
    told = fresh(rosa).post(NAME, {"code": code_shown_by(fresh(amina))}, follow=True)
    assert "Amina can help you back in now." in told.text


@pytest.mark.django_db(transaction=True)
def test_five_at_most_when_many_are_named_at_once(rosa):
    others = UserFactory.create_batch(8)

    def name(helper):
        try:
            name_helper(holder=rosa, helper=helper)
        except ValidationError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(name, others))
    assert rosa.helpers.count() == 5


def test_naming_needs_a_fresh_sign_in(rosa, bo, client):
    client.force_login(rosa)
    for answer in (client.get(LIST), client.post(MEET), client.post(NAME)):
        assert answer["Location"] == "/sign-in/?next=%2Fme%2Fhelpers%2F"


def test_its_person_takes_it_back_and_nobody_is_told(rosa, bo, fresh, told):
    helper = HelperFactory(holder=rosa, helper=bo.user)
    page = fresh(rosa).post(f"{LIST}{helper.pk}/end/", follow=True)
    assert "They are not told." in page.text
    assert not Helper.objects.exists()
    assert told == []


def test_a_helper_ends_it_too(rosa, bo, fresh):
    helper = HelperFactory(holder=rosa, helper=bo.user)
    fresh(bo).post(f"{HELPING}{helper.pk}/end/")
    assert not Helper.objects.exists()


def test_nobody_else_ends_it_or_is_shown_it(rosa, bo, amina, fresh):
    helper = HelperFactory(holder=rosa, helper=bo.user)
    client = fresh(amina)
    assert client.post(f"{LIST}{helper.pk}/end/").status_code == 404
    assert client.post(f"{HELPING}{helper.pk}/end/").status_code == 404
    for page in (LIST, HELPING):
        assert "Rosa" not in client.get(page).text
        assert ">Bo<" not in client.get(page).text
    assert Helper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_leaves_nothing_behind(rosa, bo, amina):
    first = HelperFactory(holder=rosa, helper=bo.user)
    second = HelperFactory(holder=rosa, helper=amina.user)
    ask_for_card(helper=first)
    second_card(helper=second)
    erase_user(user=bo.user)
    assert [*Helper.objects.all()] == [second]
    assert not NewCard.objects.exists()
    erase_user(user=rosa)
    assert not Helper.objects.exists()


def test_wrong_codes_are_limited(rosa, fresh):
    client = fresh(rosa)
    for _ in range(60):
        client.post(MEET, {"code": "ABCD-EFGH"})
    assert client.post(MEET, {"code": "ABCD-EFGH"}).status_code == 429


@pytest.mark.parametrize("code", ["", "x" * 50, "\x00", "<script>", "\u202eABCD", "😀" * 8])
def test_odd_codes_are_refused_plainly(rosa, fresh, code):
    client = fresh(rosa)
    assert client.post(MEET, {"code": code}).status_code == 422
    assert client.post(NAME, {"code": code}).status_code == 302


@pytest.mark.parametrize("helps", [True, False])
def test_whoever_makes_an_account_together_can_be_named_right_there(amina, fresh, helps):
    client = fresh(amina)
    page = client.get("/n/millbrook/invite/by-hand/")
    typed = {
        "name": "Rosa",
        "speaks": "es",
        "together": "on",
        "batch": page.context["form"]["batch"].value(),
    }
    for _ in range(2):
        client.post("/n/millbrook/invite/by-hand/", typed | ({"helps": "on"} if helps else {}))
    rosa = Member.objects.get(name="Rosa").user
    assert [each.helper for each in rosa.helpers.all()] == ([amina.user] if helps else [])
