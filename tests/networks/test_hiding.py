"""Hiding from somebody: to each other, both are not there (docs/safety.md 23)."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.company.services import ask_for_welcome, forget_turns, keep_in_touch
from mutualaid.networks.hiding.queries import hidden_from, hiding_from, is_hidden
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Hiding, Seat, Vouch, Welcome
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import meeting_code
from mutualaid.sealed.keys import blind_index
from mutualaid.sealed.services import reveal, seal
from tests.accounts.factories import HelperFactory, UserFactory
from tests.networks.factories import MemberFactory, page_texts, write_page

TOUCH = "/n/millbrook/touch/"


def test_it_goes_both_ways_and_for_nobody_else(amina, bo, chen):
    hide(by=amina, name="Bo")
    assert hidden_from(amina) == {bo.pk}
    assert hidden_from(bo) == {amina.pk}
    assert hidden_from(chen) == set()


@pytest.mark.parametrize("typed", ["bo", "  BO ", "\uff22\uff4f"])
def test_however_the_name_is_typed(amina, bo, typed):
    hide(by=amina, name=typed)
    assert hidden_from(bo) == {amina.pk}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("José", "Jose"),
        ("Jose", "José"),
        ("Łukasz", "Lukasz"),
        ("فاطمة", "فَاطِمه"),
        ("أحمد", "احمد"),
    ],
)
def test_however_its_letters_are_accented(browse, amina, bo, name, typed):
    jose = MemberFactory(network=amina.network, user__display_name=name)
    told = browse(amina).post("/n/millbrook/hide/", {"name": typed}, follow=True).text
    assert "Whoever bears this name here, now or later" in told
    assert hidden_from(amina) == {jose.pk}
    assert hidden_from(jose) == {amina.pk}
    assert hiding_from(jose) == {amina.pk}
    assert is_hidden(amina, name)


def test_what_was_hidden_when_accents_counted_stays_hidden(amina):
    """Older rows stand under the name as it was typed."""
    jose = MemberFactory(network=amina.network, user__display_name="José")
    older = blind_index("hidden name", "josé", key=amina.network.key)
    Hiding.objects.create(by=amina, name_index=older, name_sealed=b"")
    assert hidden_from(amina) == {jose.pk}
    assert hidden_from(jose) == hiding_from(jose) == {amina.pk}
    assert is_hidden(amina, "José")


def test_it_holds_for_who_comes_later(amina, bo):
    hide(by=amina, name="Late")
    _link, code = make_link(by=bo, once=random_id())
    late = join(user=UserFactory(), code=code, name="Late")
    assert hidden_from(late) == {amina.pk}


def test_who_bears_ones_own_name_is_hidden_from_but_not_oneself(amina):
    other = MemberFactory(network=amina.network, user__display_name="Amina")
    hide(by=amina, name="Amina")
    assert hidden_from(amina) == {other.pk}
    assert hidden_from(other) == {amina.pk}


def test_another_network_has_nothing_to_do_with_it(amina, dara):
    bo = MemberFactory(network=dara.network, user__display_name="Bo")
    hide(by=amina, name="Bo")
    assert hidden_from(bo) == set()


def test_it_is_typed_shown_by_post_alone_and_ended(browse, amina, bo):
    client = browse(amina)
    for _ in range(2):
        client.post("/n/millbrook/hide/", {"name": "Bo"})
    client.get("/n/millbrook/hide/")
    page = client.get("/n/millbrook/hide/").text
    assert "From one name." in page
    assert ">Bo<" not in page
    assert client.get("/n/millbrook/hide/names/").status_code == 405
    hiding = Hiding.objects.get()
    client.post(f"/n/millbrook/hide/{hiding.pk}/end/")
    assert hidden_from(bo) == set()


@pytest.mark.django_db(transaction=True)
def test_the_names_are_shown_to_whose_they_are(browse, amina, bo):
    hide(by=amina, name="Bo")
    assert '<p dir="auto">Bo</p>' in browse(amina).post("/n/millbrook/hide/names/").text
    assert "Nobody at present" in browse(bo).post("/n/millbrook/hide/names/").text


def test_the_answer_is_the_same_whether_they_are_here(browse, amina, bo):
    client = browse(amina)
    answers = [
        client.post("/n/millbrook/hide/", {"name": name}, follow=True).text
        for name in ("Bo", "Nobody")
    ]
    assert answers[0].count("From one name") == answers[1].count("From 2 names") == 1
    token = re.compile('(csrfmiddlewaretoken" value=|CSRFToken":)"\\w+"')
    one, two = (token.sub("", text) for text in answers)
    assert one.replace("From one name", "From 2 names") == two


def test_numbers_do_not_count_them(browse, amina, bo, chen):
    hide(by=amina, name="Bo")
    assert "2 neighbors take part" in browse(bo).get("/n/millbrook/home/").text
    assert "3 neighbors take part" in browse(amina).get("/n/millbrook/home/").text, "no oracle"
    assert "3 neighbors take part" in browse(chen).get("/n/millbrook/home/").text
    circles = browse(bo).get("/n/millbrook/circles/").context["circles"]
    assert [circle.sitting for circle in circles] == [2, 1]


def test_who_sits_in_the_circle_still_counts(amina, bo, kitchen):
    hide(by=amina, name="Bo")
    assert Seat.objects.held().filter(circle=kitchen).count() == 2


def test_what_they_wrote_is_from_someone(browse, amina, bo):
    write_page(by=amina, texts=page_texts(what="Soup"))
    hide(by=amina, name="Bo")
    page = browse(bo).get("/n/millbrook/agreed/").text
    assert "by someone" in page
    assert "Amina" not in page


def test_they_cannot_meet_each_other(browse, bo, newcomer):
    hide(by=newcomer, name="Bo")
    code = {"code": meeting_code(newcomer)}
    answer = browse(bo).post("/n/millbrook/known/meet/", code)
    assert answer.status_code == 422
    browse(bo).post("/n/millbrook/known/vouch/", code)
    assert not newcomer.vouches.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_held_about_one_leaves_them_out(browse, amina, bo, newcomer):
    Vouch.objects.create(by=bo, about=newcomer)
    keep_in_touch(of=amina, by=bo)
    HelperFactory(holder=newcomer.user, helper=bo.user)
    newcomer.via, _code = make_link(by=bo, once=random_id())
    newcomer.save()
    show = "/me/data/show/"
    assert browse(bo).post(show).text.count("Nour") == 2
    assert "You came in by an invitation of" in browse(newcomer).post(show).text
    hide(by=newcomer, name="Bo")
    client = browse(bo)
    page = client.post(show).text
    session = client.session
    session["signed_in_at"] = 2**40  # just now
    session.save()
    with zipfile.ZipFile(io.BytesIO(client.post("/me/data/export/").content)) as file:
        taken = file.read("my-data.json").decode()
    for text, in_touch in [(page, "You keep in touch with"), (taken, "you-keep-in-touch-with")]:
        assert "Nour" not in text
        assert "someone" not in text
        assert "ou said that you know" not in text.replace("-", " ")
        assert "ou can help back in" not in text.replace("-", " ")
        assert in_touch in text, "Amina, from whom nobody hides"
    page = browse(newcomer).post(show).text
    assert "You came in by an invitation of" not in page
    assert "Can help you back in" not in page


@pytest.mark.django_db(transaction=True)
def test_who_hides_is_not_named_among_those_who_read_something(browse, amina, bo):
    """But who hides may know what was read by whom they hide from."""
    for reader, whose in [(amina, bo), (bo, amina)]:
        seal(whose.user, "email", "me@example.org", key=whose.user.key)
        reveal(whose.user, "email", to=reader, reason="delivery")
    assert "Amina · Millbrook" in browse(bo).get("/me/readings/").text
    hide(by=amina, name="Bo")
    page = browse(bo).get("/me/readings/").text
    assert "someone · Millbrook" in page
    assert "Amina" not in page
    assert "Bo · Millbrook" in browse(amina).get("/me/readings/").text


def test_it_is_forgotten_with_who_leaves(amina, bo):
    hide(by=amina, name="Bo")
    leave(member=amina)
    assert not Hiding.objects.exists()


def test_no_row_tells_from_whom(amina, bo):
    hide(by=amina, name="Bo")
    row = Hiding.objects.values().get()
    assert str(bo.pk) not in str(row)
    assert b"Bo" not in bytes(row["name_sealed"])


def test_turns_for_each_other_end(browse, amina, bo, newcomer):
    keep_in_touch(of=newcomer, by=amina)
    ask_for_welcome(newcomer=newcomer)
    Welcome.objects.update(by=amina, until=amina.network.today())
    hide(by=newcomer, name="Amina")
    assert "Nour" not in browse(amina).get(TOUCH).text
    assert "Amina" not in browse(newcomer).get(TOUCH).text
    assert "Nobody brings word to Nour" in browse(bo).get("/n/millbrook/home/").text
    assert "Nour" not in browse(amina).get("/n/millbrook/home/").text
    assert not Welcome.objects.exists()
    assert "welcoming somebody is over" in browse(amina).get("/me/notices/").text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("another", [False, True])
def test_who_keeps_in_touch_and_hides_wipes_out_nothing(
    browse, fresh, amina, bo, chen, newcomer, another, time_machine
):
    keep_in_touch(of=newcomer, by=amina)
    touch = newcomer.touches.get()
    if another:
        keep_in_touch(of=newcomer, by=bo)
    page = "/n/millbrook/home/"
    hooks.tell(newcomer.user, "networks.known", path=page, once="1", network="Millbrook")
    browse(amina).post(f"{TOUCH}{touch.pk}/heard/")
    browse(amina).post("/n/millbrook/hide/", {"name": "Nour"})
    data = fresh(newcomer).post("/me/data/show/").text
    for text in (data, browse(newcomer).get(TOUCH).text):
        assert "Your messages were marked as heard" in text
        assert "Amina" not in text
    assert "someone: Your messages" in data
    alone = "Nobody brings word to Nour" in browse(chen).get("/n/millbrook/home/").text
    assert alone is not another
    for page in (TOUCH, "/n/millbrook/home/"):
        assert "Nour" not in browse(amina).get(page).text
    assert browse(amina).post(f"{TOUCH}{touch.pk}/heard/").status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=89))
    forget_turns(network=amina.network)
    assert "marked as heard" in browse(newcomer).get(TOUCH).text


def test_who_hides_from_a_newcomer_hands_their_welcome_back(amina, newcomer):
    ask_for_welcome(newcomer=newcomer)
    Welcome.objects.update(by=amina, until=amina.network.today())
    hide(by=amina, name=newcomer.name)
    assert Welcome.objects.get().by is None


def test_who_hides_is_named_nowhere_where_parts_are_given_out(browse, amina, bo, chen):
    for member in (amina, bo, chen):
        keep_part(by=member)
    give_parts(by=chen, once=1)
    hide(by=amina, name="Bo")
    assert "Amina" not in browse(bo).get("/n/millbrook/lockdown/").text
    assert ">Bo<" not in browse(amina).get("/n/millbrook/lockdown/").text
    page = browse(chen).get("/n/millbrook/lockdown/").text
    assert ">Amina<" not in page, "a number, no names"
    assert ">Bo<" not in page
