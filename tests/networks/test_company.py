"""Welcoming who is new, and keeping in touch with who has no phone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.formats import date_format
from django.utils.timezone import localdate

from mutualaid import hooks
from mutualaid.fields import random_id
from mutualaid.networks.company import services
from mutualaid.networks.company.codes import touch_code
from mutualaid.networks.company.services import (
    ACTS_KEPT,
    WELCOME_LASTS,
    forget_turns,
    keep_in_touch,
)
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member, Touch, TouchAct, Welcome
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import meeting_code, vouch
from mutualaid.sealed.services import seal
from tests.networks.factories import MemberFactory

HOME = "/n/millbrook/home/"
TOUCH = "/n/millbrook/touch/"
NOTICES = "/me/notices/"


def asked(browse, newcomer):
    browse(newcomer).post("/n/millbrook/welcome/ask/")
    return Welcome.objects.get()


def take(browse, member, welcome, words="Thursday at 6, blue jumper"):
    return browse(member).post(f"/n/millbrook/welcome/{welcome.pk}/", {"words": words})


# Welcoming


@pytest.mark.django_db(transaction=True)
def test_who_knows_nobody_is_welcomed_by_one_who_takes_the_turn(browse, newcomer, amina, bo):
    assert "I would like to be welcomed" in browse(newcomer).get(HOME).text
    welcome = asked(browse, newcomer)
    assert "Nour is new" in browse(amina).get(HOME).text
    take(browse, amina, welcome)
    assert "Nour is new" not in browse(bo).get(HOME).text
    client = browse(newcomer)
    page = client.get(HOME).text
    assert "Amina welcomes you" in page
    assert "blue jumper" not in page
    assert "blue jumper" in client.post("/n/millbrook/welcome/words/").text


def test_what_others_will_see_is_said_before_one_asks_and_no_more_is_told(
    browse, newcomer, amina, bo
):
    before = browse(newcomer).get(HOME).text
    assert "Members who are known here then read that you ask for it, with your name" in before
    welcome = asked(browse, newcomer)
    for page in (HOME, f"/n/millbrook/welcome/{welcome.pk}/"):
        text = browse(amina).get(page).text
        assert "Nour" in text
        assert "knows nobody" not in text
        assert "know nobody" not in text


def test_asking_is_taken_back(browse, newcomer, amina):
    asked(browse, newcomer)
    assert "Take it back" in browse(newcomer).get(HOME).text
    for _ in range(2):
        assert browse(newcomer).post("/n/millbrook/welcome/no-more/").status_code == 302
    assert not Welcome.objects.exists()
    assert "Nour is new" not in browse(amina).get(HOME).text
    assert "I would like to be welcomed" in browse(newcomer).get(HOME).text


def test_who_took_the_turn_hears_that_it_was_taken_back(browse, newcomer, amina, bo):
    take(browse, amina, asked(browse, newcomer))
    browse(bo).post("/n/millbrook/welcome/no-more/")
    assert Welcome.objects.exists(), "only one's own"
    browse(newcomer).post("/n/millbrook/welcome/no-more/")
    assert "your turn of welcoming somebody is over" in browse(amina).get(NOTICES).text
    assert "You welcome Nour" not in browse(amina).get(HOME).text


def test_the_newcomer_rather_meets_somebody_else(browse, newcomer, amina, bo):
    welcome = asked(browse, newcomer)
    take(browse, amina, welcome)
    assert "I would rather meet somebody else" in browse(newcomer).get(HOME).text
    rather = {"than": amina.pk}
    for _ in range(2):
        assert browse(newcomer).post("/n/millbrook/welcome/another/", rather).status_code == 302
    left = Welcome.objects.get()
    assert (left.by, left.words_sealed, left.until) == (None, None, None)
    assert len(left.refused) == 1, "sent twice, kept once"
    assert str(amina.pk) not in str(left.refused), "no row names them"
    assert "your turn of welcoming somebody is over" in browse(amina).get(NOTICES).text
    assert "cannot come" not in browse(newcomer).get(NOTICES).text, "they wanted it so"
    assert "Nour is new" not in browse(amina).get(HOME).text
    assert take(browse, amina, welcome).status_code == 404
    assert "Nour is new" in browse(bo).get(HOME).text
    take(browse, bo, welcome)
    browse(newcomer).post("/n/millbrook/welcome/another/", rather)  # from a page that is old
    page = browse(newcomer).get(HOME).text
    assert "Bo welcomes you" in page
    assert f'name="than" value="{bo.pk}"' in page


def test_who_becomes_known_hears_that_their_wish_has_ended(browse, newcomer, amina, bo):
    asked(browse, newcomer)
    vouch(by=amina, about=newcomer)  # of two who are known, one is enough
    assert not Welcome.objects.exists()
    assert "nobody is asked any more to welcome you" in browse(newcomer).get(NOTICES).text


def test_nobody_else_says_so_for_them(browse, newcomer, amina, bo):
    take(browse, amina, asked(browse, newcomer))
    assert browse(bo).post("/n/millbrook/welcome/another/").status_code == 404
    assert Welcome.objects.get().by == amina


def test_asking_twice_is_asking_once(browse, newcomer):
    for _ in range(2):
        asked(browse, newcomer)


def test_of_two_the_quicker_one_takes_the_turn(browse, newcomer, amina, bo):
    welcome = asked(browse, newcomer)
    take(browse, amina, welcome)
    assert take(browse, bo, welcome).status_code == 404
    assert Welcome.objects.get().by == amina


def test_who_was_slower_reads_so(browse, newcomer, amina, bo, monkeypatch):
    """Amina takes the turn while Bo sends what he wrote."""
    welcome = asked(browse, newcomer)

    def slowly(*arguments, **sealed):
        monkeypatch.undo()
        services.welcome(by=amina, welcome=Welcome.objects.get(), words="Friday at 7")
        return seal(*arguments, **sealed)

    monkeypatch.setattr(services, "seal", slowly)
    answer = take(browse, bo, welcome)
    assert "Somebody else was quicker" in browse(bo).get(answer["Location"]).text
    assert "You welcome Nour" not in browse(bo).get(HOME).text
    assert "You welcome Nour" in browse(amina).get(HOME).text
    assert browse(newcomer).get(NOTICES).text.count("somebody welcomes you") == 1


def test_who_is_new_welcomes_nobody(browse, newcomer, amina):
    other = MemberFactory(network=amina.network, vouches_needed=None)
    assert take(browse, other, asked(browse, newcomer)).status_code == 403


def test_from_whom_they_hide_does_not_see_them(browse, newcomer, amina):
    hide(by=newcomer, name="Amina")
    welcome = asked(browse, newcomer)
    assert "Nour" not in browse(amina).get(HOME).text
    assert take(browse, amina, welcome).status_code == 404


def test_without_words_it_is_not_taken(browse, newcomer, amina):
    assert take(browse, amina, asked(browse, newcomer), words=" ").status_code == 422


def test_it_is_handed_back_by_hand_and_by_leaving(browse, newcomer, amina, bo):
    welcome = asked(browse, newcomer)
    take(browse, amina, welcome)
    browse(amina).post(f"/n/millbrook/welcome/{welcome.pk}/back/")
    assert "Nour is new" in browse(bo).get(HOME).text
    take(browse, bo, welcome)
    leave(member=bo)
    left = Welcome.objects.get()
    assert (left.by, left.words_sealed) == (None, None)


def hands_back(browse, amina, bo, welcome):
    browse(amina).post(f"/n/millbrook/welcome/{welcome.pk}/back/")


def leaves(browse, amina, bo, welcome):
    browse(amina).post("/n/millbrook/leave/")


def hides(browse, amina, bo, welcome):
    browse(amina).post("/n/millbrook/hide/", {"name": "Nour"})


def falls(browse, amina, bo, welcome):
    Member.objects.filter(pk=amina.pk).update(vouches_needed=1)
    vouch = amina.vouches.create(by=bo)
    browse(bo).post(f"/n/millbrook/known/{vouch.pk}/back/")


@pytest.mark.parametrize("how", [hands_back, leaves, hides, falls])
def test_the_newcomer_does_not_wait_in_vain(how, browse, newcomer, amina, bo):
    told = "who wanted to welcome you cannot come"
    welcome = asked(browse, newcomer)
    take(browse, amina, welcome)
    assert told not in browse(newcomer).get(NOTICES).text
    how(browse, amina, bo, welcome)
    assert browse(newcomer).get(NOTICES).text.count(told) == 1
    assert "welcomes you." not in browse(newcomer).get(HOME).text
    take(browse, bo, welcome)
    hands_back(browse, bo, amina, welcome)
    assert browse(newcomer).get(NOTICES).text.count(told) == 2


def test_taken_again_by_the_same_one_it_is_told_again(browse, newcomer, amina):
    welcome = asked(browse, newcomer)
    for _ in range(2):
        take(browse, amina, welcome)
        hands_back(browse, amina, None, welcome)
    page = browse(newcomer).get(NOTICES).text
    assert page.count("somebody welcomes you") == page.count("cannot come") == 2


def test_handing_back_takes_nothing_from_who_took_it_meanwhile(browse, newcomer, amina, bo):
    welcome = asked(browse, newcomer)
    take(browse, amina, welcome)
    older = Welcome.objects.get()
    hands_back(browse, amina, bo, welcome)
    take(browse, bo, welcome)
    services.hand_back(welcome=older)
    assert "Bo welcomes you" in browse(newcomer).get(HOME).text
    assert browse(newcomer).get(NOTICES).text.count("cannot come") == 1


def test_the_turn_ends_by_itself(browse, newcomer, amina, time_machine):
    take(browse, amina, asked(browse, newcomer))
    forget_turns(network=amina.network)
    assert Welcome.objects.exists()
    time_machine.move_to(amina.network.today() + WELCOME_LASTS + timedelta(days=1))
    forget_turns(network=amina.network)
    assert not Welcome.objects.exists()


# Knowing each other by now


@pytest.fixture
def together(monkeypatch):
    """``together[member id] = count`` of turns done with them, as a later step tells it."""
    counts = {}
    registry = hooks.Registry()
    registry.register()(lambda member: counts)
    monkeypatch.setattr(hooks, "done_together", registry)
    return counts


@pytest.mark.parametrize(("count", "asked"), [(2, False), (3, True)])
def test_three_turns_together_ask_whether_one_knows_them(
    browse, amina, bo, chen, newcomer, together, count, asked
):
    together[newcomer.pk] = count
    client = browse(amina)
    assert ("Do you know each other now?" in client.get(HOME).text) == asked
    client.post("/n/millbrook/known/together/", {"about": newcomer.pk})
    assert newcomer.vouches.filter(by=amina).exists() == asked
    assert "Do you know each other now?" not in client.get(HOME).text


def test_with_whom_one_did_nothing_one_is_not_asked(browse, amina, newcomer, dara, together):
    together[dara.pk] = 9
    for about in (newcomer.pk, dara.pk, "x"):
        browse(amina).post("/n/millbrook/known/together/", {"about": about})
    assert not newcomer.vouches.exists()


# Keeping in touch


def test_their_messages_are_read_out_in_their_language(browse, amina, newcomer):
    newcomer.user.language = "es"
    newcomer.user.save()
    choose(browse, newcomer, amina)
    path = "/n/millbrook/home/"
    hooks.tell(newcomer.user, "networks.known", path=path, once="1", network="Millbrook")
    path = "/n/elsewhere/home/"
    hooks.tell(newcomer.user, "networks.known", path=path, once="2", network="Elsewhere")
    touch = Touch.objects.get()
    page = browse(amina).post(f"{TOUCH}{touch.pk}/messages/").text
    assert "Ya te conocen en Millbrook" in page
    assert "Elsewhere" not in page, "that is not for them"
    assert touch.acts.get().what == "messages"
    browse(amina).post(f"{TOUCH}{touch.pk}/heard/")
    assert "Ya te conocen" not in browse(amina).post(f"{TOUCH}{touch.pk}/messages/").text


def test_what_was_done_for_one_says_whose_it_is_and_who_did_it(browse, amina, newcomer):
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    page = browse(amina).post(f"{TOUCH}{touch.pk}/heard/").text
    assert "There is nothing new for them" in page
    assert not TouchAct.objects.exists(), "nothing was done"
    assert "What was done for you" not in browse(newcomer).get(TOUCH).text
    hooks.tell(newcomer.user, "networks.known", path=HOME, once="1", network="Millbrook")
    page = browse(amina).post(f"{TOUCH}{touch.pk}/heard/").text
    assert "You are known in Millbrook now" in page
    page = browse(newcomer).get(TOUCH).text
    assert "<bdi>Amina</bdi>: Your messages were marked as heard" in page
    assert page.count("their messages as heard") == 1, "what they may do"
    leave(member=amina)
    assert "Your messages were marked as heard" in browse(newcomer).get(TOUCH).text


@pytest.fixture
def sing(monkeypatch):
    """Something that may be done for who has no phone."""
    registry = hooks.Registry()

    def sung(member, by, seen):
        return [hooks.TouchRow(f"A song for {member}", localdate())]

    act = hooks.TouchKind("Sing to them", "Sang to you", sung)
    registry.register()(lambda: {"sing": act})
    monkeypatch.setattr(hooks, "touch_acts", registry)


def choose(browse, of, by):
    return browse(of).post(f"{TOUCH}choose/", {"code": touch_code(by)})


def test_one_chooses_who_keeps_in_touch_by_their_code(browse, amina, newcomer):
    assert touch_code(amina) in browse(amina).get(TOUCH).text.replace(" ", "").replace("-", "")
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    assert (touch.of, touch.by) == (newcomer, amina)
    assert touch.until == amina.network.today() + timedelta(days=90)
    assert "Nour" in browse(amina).get(TOUCH).text
    assert "Amina" in browse(newcomer).get(TOUCH).text


def test_nobody_chooses_themselves_a_stranger_or_who_hides(browse, amina, bo, newcomer, dara):
    hide(by=bo, name="Nour")
    for wrong in (newcomer, dara, bo):
        assert choose(browse, newcomer, wrong).status_code == 422
    assert browse(newcomer).post(f"{TOUCH}choose/", {"code": "AAAA AAAA"}).status_code == 422
    assert not Touch.objects.exists()


def test_two_at_once_and_no_more(browse, amina, bo, chen, newcomer):
    for by in (amina, bo, bo):
        choose(browse, newcomer, by)
    assert choose(browse, newcomer, chen).status_code == 422
    assert Touch.objects.count() == 2
    with pytest.raises(PermissionDenied):
        keep_in_touch(of=newcomer, by=chen)


def test_what_is_done_is_noted_and_read_by_its_person(browse, amina, newcomer, sing):
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    assert "A song for Nour" in browse(amina).post(f"{TOUCH}{touch.pk}/sing/").text
    page = browse(newcomer).get(TOUCH).text
    assert f"{amina.network.today():%B}"[:3] in page
    assert "<bdi>Amina</bdi>: Sang to you" in page
    assert page.count("Sing to them") == 1, "what they may do"
    assert "Sing to them" in browse(amina).get(TOUCH).text.partition("What was done")[2]


def test_the_code_by_which_one_becomes_known_does_nothing_here(browse, amina, chen, newcomer):
    assert meeting_code(newcomer) != touch_code(newcomer)
    answer = browse(chen).post(f"{TOUCH}choose/", {"code": meeting_code(newcomer)})
    assert answer.status_code == 422
    assert not Touch.objects.exists()
    met = browse(amina).post("/n/millbrook/known/meet/", {"code": touch_code(newcomer)})
    assert met.status_code == 422, "and the other way round"


def test_who_is_chosen_hears_of_it(browse, amina, bo, newcomer):
    choose(browse, newcomer, amina)
    assert "somebody chose you to keep in touch with them" in browse(amina).get(NOTICES).text
    assert "somebody chose you" not in browse(bo).get(NOTICES).text


def test_only_during_the_turn_and_only_what_there_is(
    browse, amina, bo, newcomer, sing, time_machine
):
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    assert browse(bo).post(f"{TOUCH}{touch.pk}/sing/").status_code == 404
    assert browse(newcomer).post(f"{TOUCH}{touch.pk}/sing/").status_code == 404
    assert browse(amina).post(f"{TOUCH}{touch.pk}/dance/").status_code == 404
    time_machine.move_to(touch.until + timedelta(days=1))
    assert browse(amina).post(f"{TOUCH}{touch.pk}/sing/").status_code == 404
    assert not TouchAct.objects.exists()


@pytest.mark.parametrize("who", ["of", "by"])
def test_either_ends_it(browse, amina, bo, newcomer, sing, who):
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    assert browse(bo).post(f"{TOUCH}{touch.pk}/end/").status_code == 404
    browse(newcomer if who == "of" else amina).post(f"{TOUCH}{touch.pk}/end/")
    assert browse(amina).post(f"{TOUCH}{touch.pk}/sing/").status_code == 404


def test_who_leaves_hands_it_over(browse, amina, bo, newcomer):
    choose(browse, newcomer, amina)
    leave(member=amina)
    assert "Nobody brings word to Nour any more" in browse(bo).get(HOME).text
    choose(browse, newcomer, bo)
    assert "Nobody brings word" not in browse(bo).get(HOME).text
    assert newcomer.touches.held(bo.network.today()).get().by == bo


def test_where_two_do_it_the_other_goes_on(browse, amina, bo, chen, newcomer):
    choose(browse, newcomer, amina)
    choose(browse, newcomer, bo)
    leave(member=amina)
    assert "Nobody brings word" not in browse(chen).get(HOME).text


def test_where_both_leave_one_after_the_other_it_is_seen(browse, amina, bo, chen, newcomer):
    for by in (amina, bo):
        choose(browse, newcomer, by)
    for by in (amina, bo):
        browse(by).post("/n/millbrook/leave/")
    assert "Nobody brings word to Nour" in browse(chen).get(HOME).text


def test_in_place_of_one_who_left_another_is_chosen(browse, amina, bo, chen, newcomer):
    for by in (amina, bo):
        choose(browse, newcomer, by)
    browse(amina).post("/n/millbrook/leave/")
    assert choose(browse, newcomer, chen).status_code == 302
    held = newcomer.touches.held(chen.network.today())
    assert {touch.by for touch in held} == {bo, chen}


@pytest.mark.django_db(transaction=True)
def test_ones_own_data_say_by_whom_what_was_done(browse, fresh, amina, newcomer, sing):
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    browse(amina).post(f"{TOUCH}{touch.pk}/sing/")
    page = fresh(newcomer).post("/me/data/show/").text
    assert f"Amina · until {date_format(touch.until)}" in page
    assert f"{date_format(touch.acts.get().on)}, Amina: Sang to you" in page


def test_what_was_done_is_forgotten_a_while_after_the_end(
    browse, amina, newcomer, sing, time_machine
):
    choose(browse, newcomer, amina)
    touch = Touch.objects.get()
    browse(amina).post(f"{TOUCH}{touch.pk}/sing/")
    time_machine.move_to(touch.until + ACTS_KEPT)
    forget_turns(network=amina.network)
    assert TouchAct.objects.exists()
    time_machine.move_to(touch.until + ACTS_KEPT + timedelta(days=1))
    forget_turns(network=amina.network)
    assert not TouchAct.objects.exists()


def test_who_makes_an_account_with_somebody_may_keep_in_touch_with_them(browse, amina):
    data = {
        "name": "Otto",
        "speaks": "en",
        "together": "on",
        "in_touch": "on",
        "batch": f"{random_id():040}",
    }
    browse(amina).post("/n/millbrook/invite/by-hand/", data)
    otto = Member.objects.get(name="Otto")
    assert otto.touches.get().by == amina
