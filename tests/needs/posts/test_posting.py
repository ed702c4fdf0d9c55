"""Asking for something: with an account, without one, for a neighbor, for a circle."""

import re
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from mutualaid.networks.agreements.rules import JOINING
from mutualaid.networks.agreements.services import agree
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.services import leave
from mutualaid.sealed.services import unseal
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from needs.posts.services import change_need, move_on, open_again, receipt_code
from tests.needs.posts.factories import need_of
from tests.networks.factories import conceal

FILLED = {
    "title": "Soup for two evenings",
    "words": "I have the flu.",
    "urgency": "now",
    "contact": "555 0100",
    "repeats": "once",
    "audience": "everyone",
}


def post(client, category="groceries", **filled):
    address = reverse("needs:need_post", args=["millbrook", category])
    return client.post(address, FILLED | filled)


def page_of(need):
    return reverse("needs:need_detail", args=["millbrook", need.pk])


def written(client, need):
    """What its owner is shown to correct it."""
    return client.post(reverse("needs:need_words", args=["millbrook", need.pk]))


def board(client, **asked):
    return client.get(reverse("needs:need_list", args=["millbrook"]), asked)


@pytest.fixture
def stranger(client, network):
    return client


def test_a_member_posts_for_themselves(browse, amina):
    answer = post(browse(amina), whom="me")
    need = Need.objects.get()
    assert answer.url == page_of(need)
    assert need.by == amina
    assert need.due_on == localdate() + timedelta(days=1)
    assert unseal(need, "words", key=need.key) == "I have the flu."
    assert not need.receipt_index


def test_a_visitor_posts_and_comes_back_with_the_code(stranger, db):
    shown = stranger.get(post(stranger).url)
    code = re.search(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", shown.text)[0]
    need = Need.objects.get()
    assert need.by is None
    assert code in stranger.get(page_of(need)).text, "who leafs back is not shown it again"
    there = reverse("needs:need_posted", args=["millbrook", need.pk])
    assert code in stranger.get(there).text, "loaded again, it posts nothing again"
    stranger.session.flush()
    stranger.cookies.clear()
    seen = stranger.get(page_of(need)).text
    assert "Take it back" not in seen
    assert code not in seen
    assert stranger.get(there).url == page_of(need)

    again = reverse("needs:need_by_code", args=["millbrook"])
    assert stranger.post(again, {"code": "2222-2222-2222"}).status_code == 422
    assert stranger.post(again, {"code": code.lower()}).url == page_of(need)
    assert "Take it back" in stranger.get(page_of(need)).text
    stranger.post(reverse("needs:need_withdraw", args=["millbrook", need.pk]))
    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN
    assert "Nobody yet" not in stranger.get(page_of(need)).text


@pytest.mark.parametrize("joining", ["invitation", "asking", "open"])
def test_on_the_page_that_anyone_sees_asking_comes_before_joining(stranger, amina, joining):
    agree(by=amina, kind=JOINING, value={"choice": joining})
    [first] = re.findall('class="button" href="([^"]*)"', stranger.get("/n/millbrook/").text)
    assert first == reverse("needs:need_new", args=["millbrook"])


def test_a_visitor_says_how_to_be_reached(stranger):
    assert "Please fill in" in post(stranger, contact="").text
    assert not Need.objects.exists()


def test_for_a_neighbor_only_with_their_yes(browse, amina):
    client = browse(amina)
    refused = post(client, whom="neighbor")
    assert refused.status_code == 422
    assert "Soup for two evenings" in refused.text
    assert not Need.objects.exists()
    assert post(client, whom="neighbor", consent="on").status_code == 302
    need = Need.objects.get()
    assert need.consent_on == localdate()
    assert need.receipt_index


def test_for_a_circle_in_which_one_sits(browse, amina, kitchen):
    post(browse(amina), whom=str(kitchen.pk))
    assert Need.objects.get().circle == kitchen


def test_not_for_a_circle_of_others(browse, chen, kitchen):
    assert post(browse(chen), whom=str(kitchen.pk)).status_code == 422


def test_posted_twice_it_is_there_once(stranger):
    page = stranger.get(reverse("needs:need_post", args=["millbrook", "groceries"]))
    once = page.context["form"]["once"].value()
    codes = {stranger.get(post(stranger, once=once).url).context["code"] for _ in range(2)}
    assert len(codes) == 1
    assert Need.objects.count() == 1


def test_sent_again_on_the_next_day_it_is_there_once(stranger, time_machine):
    time_machine.move_to("2026-11-28 23:59+00:00", tick=False)
    post(stranger, once=7)
    time_machine.move_to("2026-11-29 00:01+00:00", tick=False)
    post(stranger, once=7)
    assert Need.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_need(amina):
    errors = []

    def tap():
        try:
            need_of(amina, by=None, once=7)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert Need.objects.count() == 1


def test_whose_page_one_knows_is_not_opened_by_its_number(stranger, browse, amina, chen):
    need = need_of(amina, by=None)
    code = receipt_code(need)
    shown = stranger.get(post(stranger, once=need.pk).url)
    assert shown.context["need"].pk != need.pk
    assert code not in shown.text.replace("-", "")
    assert "Take it back" not in stranger.get(page_of(need)).text
    assert post(browse(chen), whom="me", once=need.pk).url != page_of(need)


def test_what_one_sent_another_does_not_send_again(browse, amina, chen):
    post(browse(amina), whom="me", once=7)
    post(browse(chen), whom="me", once=7)
    assert {need.by for need in Need.objects.all()} == {amina, chen}


@pytest.mark.parametrize("once", ["5", "0", str(2**62)])
def test_nobody_chooses_the_day_on_which_it_was_posted(stranger, once):
    post(stranger, once=once)
    assert Need.objects.get().posted_on == localdate()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "yesterday"])
def test_a_day_is_within_a_year_to_come(stranger, day):
    yesterday = str(localdate() - timedelta(days=1))
    answer = post(stranger, wanted_on=yesterday if day == "yesterday" else day)
    assert answer.status_code == 422
    assert "a day from today on, within a year" in answer.text


@pytest.mark.parametrize(
    ("repeats", "urgency", "days"),
    [
        ("weekly", "now", 1),
        ("weekly", "soon", 7),
        ("monthly", "soon", 21),
        ("monthly", "later", 28),
    ],
)
def test_what_comes_round_is_wanted_the_first_time_within_one_round(amina, repeats, urgency, days):
    need = need_of(amina, repeats=repeats, urgency=urgency)
    assert need.due_on == localdate() + timedelta(days=days)


def test_what_comes_round_can_be_corrected_at_any_time_and_keeps_its_day(
    browse, amina, time_machine
):
    first = localdate() + timedelta(days=2)
    need = need_of(amina, repeats="weekly", wanted_on=first)
    time_machine.move_to(timezone.now() + timedelta(days=400))
    move_on(network=amina.network)
    form = written(browse(amina), need).context["form"]
    day = form["wanted_on"].value()
    assert day > localdate()
    assert (day - first).days % 7 == 0
    told = {"repeats": "weekly", "wanted_on": str(day), "title": "Bread", "quantity": "1"}
    change = reverse("needs:need_change", args=["millbrook", need.pk])
    seen = {"seen": form["seen"].value()}
    assert browse(amina).post(change, FILLED | told | seen).status_code == 302
    need.refresh_from_db()
    assert (need.title, need.due_on) == ("Bread", day)
    change_need(need=need, wanted_on=first)
    need.refresh_from_db()
    assert need.due_on == day, "wanted the next time, not when it once began"


def test_a_day_that_is_over_may_stay_as_other_words_are_corrected(browse, amina, time_machine):
    day = localdate() + timedelta(days=2)
    need = need_of(amina, wanted_on=day)
    time_machine.move_to(timezone.now() + timedelta(days=5))
    seen = {"seen": written(browse(amina), need).context["form"]["seen"].value()}
    told = {"wanted_on": str(day), "title": "Bread", "quantity": "1"}
    change = reverse("needs:need_change", args=["millbrook", need.pk])
    assert browse(amina).post(change, FILLED | told | seen).status_code == 302


@pytest.mark.parametrize("repeats", ["once", "weekly"])
def test_who_still_needs_it_needs_it_no_later(amina, repeats):
    tomorrow = localdate() + timedelta(days=1)
    need = need_of(amina, wanted_on=tomorrow, repeats=repeats)
    open_again(need=need)
    need.refresh_from_db()
    assert (need.wanted_on, need.due_on) == (tomorrow, tomorrow)


def test_what_is_still_needed_once_its_day_is_over_gets_a_new_one(amina, time_machine):
    day = localdate() + timedelta(days=1)
    once, weekly = (need_of(amina, wanted_on=day, repeats=each) for each in ("once", "weekly"))
    time_machine.move_to(timezone.now() + timedelta(days=3))
    for need in (once, weekly):
        open_again(need=need)
        need.refresh_from_db()
    assert (once.wanted_on, once.due_on) == (None, localdate() + timedelta(days=21))
    assert weekly.due_on == day + timedelta(days=7)


@pytest.mark.parametrize("day", [None, date(2030, 3, 5)])
def test_what_comes_round_is_left_out_and_ended_in_words_of_its_own(browse, amina, chen, day):
    need = need_of(amina, repeats="weekly", wanted_on=day)
    accept(pledge=pledge(need=need, by=chen, quantity=1, words="", contact="555"))
    page = browse(amina).get(page_of(need)).text
    assert ("Not on March 5, but the next time" if day else "Not this time, but the next") in page
    for reader in (amina, chen):
        page = browse(reader).get(page_of(need)).text
        assert "It is over, for good" in page
        assert "It is done" not in page


@pytest.mark.parametrize(
    "query",
    [
        {"before": "9" * 5000},
        {"before": "٩" * 30},
        {"q": "bread", "before": "9" * 19},
        {"order": "urgent", "after": "2026-11-28_" + "9" * 5000},
        {"order": "urgent", "after": "2026-11-28_²"},
        {"q": "a\U00011fb0b"},
        {"q": "..."},
    ],
)
def test_no_address_breaks_the_board(stranger, query):
    assert board(stranger, **query).status_code == 200


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("everyone", {"visitor", "newcomer", "chen"}),
        ("members", {"newcomer", "chen"}),
        ("known", {"chen"}),
    ],
)
def test_the_board_shows_it_to_whom_its_owner_wants(
    browse, client, amina, chen, newcomer, audience, seen_by
):
    need = need_of(amina, audience=audience)
    for name, who in {"visitor": None, "newcomer": newcomer, "chen": chen}.items():
        reader = browse(who) if who else client
        assert (need.title in board(reader).text) == (name in seen_by), name
        assert (reader.get(page_of(need)).status_code == 200) == (name in seen_by), name


def test_how_soon_shows_only_if_its_owner_wants(browse, amina, chen):
    need = need_of(amina, urgency="now", shows_urgency=False)
    assert "Now: within" not in board(browse(chen)).text
    page = browse(chen).get(page_of(need)).text
    assert "How soon" not in page
    assert "Wanted by" not in page
    assert need.title not in board(browse(chen), order="urgent").text, "it would tell"


def test_whoever_sees_it_reads_for_how_many_how_often_and_in_which_language(browse, amina, chen):
    need = need_of(amina, people=3, quantity=4, repeats="weekly", languages=["es", "ar"])
    page = browse(chen).get(page_of(need)).text
    for what, value in [
        ("For", "3 people"),
        ("How many", "4"),
        ("How often", "Every week"),
        ("Languages", "Español · العربيّة"),
    ]:
        assert f'<dt>{what}</dt><dd dir="auto">{value}</dd>' in page


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "501", "9" * 30])
@pytest.mark.parametrize("field", ["quantity", "people"])
def test_no_less_than_one_and_no_more_than_can_be(stranger, field, number):
    answer = post(stranger, **{field: number})
    assert answer.status_code == 422
    assert "Soup for two evenings" in answer.text
    assert not Need.objects.exists()


def test_to_do_is_what_is_due_within_a_day_and_nobody_promised(browse, amina, bo, chen):
    due = need_of(amina, title="Bread for tonight", urgency="now")
    need_of(amina, title="Bread for next week", urgency="soon")
    page = reverse("needs:need_to_do", args=["millbrook"])
    first = browse(chen).get(page).text
    assert due.title in first
    assert "Bread for next week" not in first
    accept(pledge=pledge(need=due, by=bo, quantity=1, words="", contact="555"))
    assert due.title not in browse(chen).get(page).text


@pytest.mark.parametrize(
    "category", ["childcare", "after-school", "personal-care", "safety", "medicine", "first-aid"]
)
def test_what_comes_near_a_body_or_a_child_asks_for_care(amina, category):
    assert need_of(amina, category=category).care


def test_what_asks_for_care_stands_on_no_board(browse, amina, chen, newcomer):
    need = need_of(amina, category="childcare", urgency="now")
    assert need.audience == Need.Audience.KNOWN
    for reader in (chen, newcomer):
        assert need.title not in board(browse(reader)).text
    assert browse(newcomer).get(page_of(need)).status_code == 404
    to_do = reverse("needs:need_to_do", args=["millbrook"])
    assert browse(newcomer).get(to_do).status_code == 403
    assert need.title in browse(chen).get(to_do).text
    change_need(need=need, urgency="later")
    assert need.title in browse(chen).get(to_do).text, "else nobody would see it until it is due"


def test_whom_one_hides_from_sees_nothing_of_it(browse, amina, chen):
    need = need_of(amina, urgency="now")
    hide(by=amina, name="Chen")
    client = browse(chen)
    assert need.title not in board(client).text
    assert need.title not in board(client, q="soup").text
    assert need.title not in client.get(reverse("needs:need_to_do", args=["millbrook"])).text
    assert client.get(page_of(need)).status_code == 404


def test_the_board_is_narrowed_and_searched(browse, amina, chen):
    soup = need_of(amina, title="Una sopa por la noche", category="meals", languages=["es"])
    drill = need_of(amina, title="A drill for a day", category="hand-tools", urgency="now")

    def shown(**asked):
        text = board(browse(chen), **asked).text
        return {need for need in (soup, drill) if need.title in text}

    assert shown() == {soup, drill}
    assert shown(category="food") == {soup}
    assert shown(category="hand-tools") == {drill}
    assert shown(q="SÓPA noch") == {soup}
    assert shown(q="drill") == {drill}
    assert shown(language="es") == {soup}
    assert shown(language="es", category="tools") == set()
    assert shown(category="no such kind") == {soup, drill}
    text = board(browse(chen), order="urgent").text
    assert text.index(drill.title) < text.index(soup.title)


def test_a_search_finds_nobody_and_no_other_network(browse, amina, chen, dara, network):
    need = need_of(amina)
    for typed in (f"xby{amina.pk}", f"xby{str(amina.pk)[:4]}", f"xnetwork{network.pk}", "x"):
        assert need.title not in board(browse(chen), q=typed).text
    there = need_of(dara, title=f"hello xnetwork{network.pk}", audience="everyone")
    assert there.title not in board(browse(chen), q="hello").text


def test_what_was_found_is_looked_at_again(browse, amina, chen):
    need = need_of(amina)
    Need.objects.filter(pk=need.pk).update(audience="known", state=Need.State.MET)
    assert need.title not in board(browse(chen), q="soup").text


def test_what_is_searched_comes_newest_first_whatever_was_chosen(browse, amina, chen):
    need_of(amina, title="Bread later", urgency="later")
    found = board(browse(chen), q="soup", order="urgent").context["rows"]
    assert found == []
    assert board(browse(chen), q="bread", order="urgent").context["rows"]


@pytest.mark.parametrize("asked", [{}, {"order": "urgent"}, {"q": "bread"}])
def test_the_board_goes_on_page_by_page(browse, amina, chen, asked):
    titles = {f"Bread {number}" for number in range(60)}
    for title in titles:
        need_of(amina, title=title)
    client, found = browse(chen), []
    answer = board(client, **asked)
    while True:
        found += [row["title"] for row in answer.context["rows"]]
        if not answer.context["older"]:
            break
        path = reverse("needs:need_list", args=["millbrook"])
        answer = client.get(path + answer.context["older"])
    assert len(found) == 60
    assert {*found} == titles


def test_its_owner_corrects_it_and_nobody_else(browse, amina, chen):
    need = need_of(amina)
    change = reverse("needs:need_change", args=["millbrook", need.pk])
    assert browse(amina).get(change).status_code == 405
    assert "I have the flu." in written(browse(amina), need).text
    browse(amina).post(change, FILLED | {"title": "Bread", "words": "Better now."})
    need.refresh_from_db()
    assert (need.title, unseal(need, "words", key=need.key)) == ("Bread", "Better now.")
    for verb in ("words", "change", "withdraw", "met", "open_again"):
        address = reverse(f"needs:need_{verb}", args=["millbrook", need.pk])
        assert browse(chen).post(address, FILLED).status_code == 403, verb
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_taken_back_it_is_gone_from_the_board_and_can_come_back(browse, amina, chen):
    need = need_of(amina)
    client = browse(amina)
    client.post(reverse("needs:need_withdraw", args=["millbrook", need.pk]))
    assert need.title not in board(client).text
    assert need.title not in board(client, q="soup").text
    assert client.get(page_of(need)).status_code == 200
    client.post(reverse("needs:need_open_again", args=["millbrook", need.pk]))
    assert need.title in board(client, q="soup").text


def test_whoever_wrote_in_between_is_not_overwritten_without_a_word(browse, amina):
    need = need_of(amina)
    change = reverse("needs:need_change", args=["millbrook", need.pk])
    client = browse(amina)
    seen = {"seen": written(client, need).context["form"]["seen"].value(), "quantity": 1}
    first = FILLED | {"words": "Better now.", "address": "12 Mill Road"}
    assert client.post(change, first | seen).status_code == 302
    answer = client.post(change, first | {"title": "Bread"} | seen)
    assert answer.status_code == 422
    assert "Somebody changed this while you wrote" in answer.text


def test_a_day_stands_there_only_if_it_was_given(browse, amina):
    need, other = need_of(amina), need_of(amina, wanted_on=localdate() + timedelta(days=5))
    for each, day in ((need, None), (other, localdate() + timedelta(days=5))):
        form = written(browse(amina), each)
        assert form.context["form"]["wanted_on"].value() == day


def test_a_need_opened_by_its_code_is_closed_on_this_device(stranger, db):
    need = stranger.get(post(stranger).url).context["need"]
    assert "Close on this device" in stranger.get(page_of(need)).text
    stranger.post(reverse("needs:need_close", args=["millbrook", need.pk]))
    assert "Take it back" not in stranger.get(page_of(need)).text


def test_whoever_sits_in_the_circle_owns_its_need_once_the_poster_left(browse, amina, bo, kitchen):
    need = need_of(amina, circle=kitchen)
    assert written(browse(bo), need).status_code == 403
    leave(member=amina)
    page = written(browse(bo), need)
    assert page.context["form"]["words"].value() == "I have the flu."
    assert not page.context["form"]["contact"].value()


def test_what_asks_for_care_can_be_not_right_too(browse, amina, chen, newcomer):
    need = need_of(amina, category="childcare")
    page = browse(chen).get(page_of(need))
    assert page.context["not_right"]
    assert browse(chen).get(page.context["not_right"]).status_code == 200
    assert browse(newcomer).get(page.context["not_right"]).status_code == 404


def test_what_is_taken_back_can_be_opened_again_for_as_long_as_was_agreed(browse, amina):
    need = need_of(amina)
    client = browse(amina)
    answer = client.post(reverse("needs:need_withdraw", args=["millbrook", need.pk]), follow=True)
    assert "For 30 days you can open it again." in answer.text


def test_who_helps_reads_that_it_is_hidden_and_not_that_they_look_at_it(
    browse, amina, chen, network
):
    need = need_of(amina)
    offer = pledge(need=need, by=chen, quantity=1, words="", contact="555")
    conceal(need, network)
    page = browse(chen).get(page_of(need)).text
    assert "Some of us looked at it together" in page
    assert "you look at it together" not in page
    assert offer.need_id == need.pk
