"""Asking several at once, more of them later, and what each of them answers."""

import re
from datetime import timedelta
from functools import partial
from itertools import batched
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.jobs.models import Job
from mutualaid.jobs.services import sweep
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.services import leave
from mutualaid.notices.models import Choices, Notice
from mutualaid.sealed.services import seal
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from needs.posts.services import end_need, forget_need
from needs.turns.services import hand_back, take_turn
from resources.asks.services import limit_asks
from resources.items.models import Item
from resources.matching.hooks import my_need_asks
from resources.matching.queries import who_could
from resources.matching.services import MORE, ask_around, ask_more
from resources.models import NeedAsk
from tests.at_once import CLIENTS, at_once
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory, conceal
from tests.resources.factories import ItemFactory


@pytest.fixture
def need(amina):
    return need_of(amina, category="appointment", title="A lift to the clinic", urgency="now")


@pytest.fixture
def turn(need, chen):
    return take_turn(need=need, by=chen)


def drivers(network, count):
    found = MemberFactory.create_batch(count, network=network)
    for each in found:
        driver(each)
    return found


def driver(member):
    told = {"kind": "skill", "category": "transport", "name": "Driving"}
    return ItemFactory(by=member, **told)


def page(name, need):
    return reverse(f"resources:{name}", args=["millbrook", need.pk])


def around(turn, count=None):
    return ask_around(turn=turn, whom=who_could(turn.need, asker=turn.by)[:count])


def is_told(member, kind="resources.could_you"):
    return Notice.objects.filter(user=member.user, kind=kind).count()


def hours_on(time_machine, hours):
    time_machine.move_to(timezone.now() + timedelta(hours=hours, minutes=1))
    sweep()


def test_who_looks_after_it_asks_several_at_once(
    browse, turn, need, chen, bo, newcomer, django_capture_on_commit_callbacks
):
    asked = [driver(bo), driver(newcomer)]
    client = browse(chen)
    need_page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert page("need_ask", need) in client.get(need_page).text
    shown = client.get(page("need_ask", need)).text
    assert "Bo" in shown
    assert "can do" in shown
    whom = {"whom": [item.pk for item in asked]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page("need_ask", need), whom, follow=True)
    assert "2 neighbors are asked." in answer.text
    assert "2 neighbors were asked." in answer.text
    assert {each.of for each in NeedAsk.objects.all()} == {bo, newcomer}
    assert is_told(bo) == is_told(newcomer) == 1
    assert {each.asked_on for each in Item.objects.all()} == {need.network.today()}


def test_what_is_only_alike_says_so_to_who_asks_and_who_is_asked(browse, turn, need, chen, bo):
    driver(bo)
    bo.items.update(category="bicycle")
    assert "only something like it" in browse(chen).get(page("need_ask", need)).text
    around(turn)
    assert "only something like it" in browse(bo).get(page("need_asked", need)).text


def test_only_who_looks_after_it_asks(browse, need, turn, amina, bo):
    item = driver(bo)
    for each in (amina, bo):
        assert browse(each).get(page("need_ask", need)).status_code == 403
        answer = browse(each).post(page("need_ask", need), {"whom": [item.pk]})
        assert answer.status_code == 403
    assert not NeedAsk.objects.exists()


def test_who_chooses_nobody_or_too_late_reads_so(browse, turn, need, chen, bo):
    item = driver(bo)
    answer = browse(chen).post(page("need_ask", need), {})
    assert answer.status_code == 422
    assert "Choose at least one of them." in answer.text
    limit_asks(member=bo, a_month=0)
    answer = browse(chen).post(page("need_ask", need), {"whom": [item.pk]})
    assert answer.status_code == 422 or "Nobody else has shared" in answer.text
    assert not NeedAsk.objects.exists()


def test_the_owner_reads_how_many_and_no_name(browse, turn, need, amina, bo, newcomer):
    drivers(need.network, 2)
    driver(bo)
    around(turn, 1)
    shown = browse(amina).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "3 neighbors share what could help." in shown
    assert not re.search(r"\bBo\b", shown)
    others = browse(newcomer).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "could help. Whoever" not in others


def test_what_is_for_others_now_is_not_told_of(browse, turn, need, newcomer):
    driver(newcomer)
    around(turn)
    Need.objects.filter(pk=need.pk).update(audience="known", title="To the cancer ward")
    client = browse(newcomer)
    assert client.get(page("need_asked", need)).status_code == 404
    assert "cancer ward" not in client.get("/n/millbrook/home/").text
    assert not [*my_need_asks(newcomer)]


def test_who_is_asked_says_yes_by_a_pledge(browse, turn, need, bo):
    driver(bo)
    around(turn)
    client = browse(bo)
    assert "You are asked:" in client.get("/n/millbrook/home/").text
    shown = client.get(page("need_asked", need)).text
    assert "A lift to the clinic" in shown
    assert "you can do" in shown
    assert reverse("needs:need_pledge", args=["millbrook", need.pk]) in shown
    pledge(need=need, by=bo, quantity=1, words="", contact="555")
    assert "You have answered" in client.get(page("need_asked", need)).text
    assert "You are asked:" not in client.get("/n/millbrook/home/").text


@pytest.mark.parametrize("verb", ["no", "later"])
def test_no_or_not_now(browse, turn, need, bo, chen, verb, time_machine):
    driver(bo)
    around(turn)
    client = browse(bo)
    assert client.post(page(f"need_asked_{verb}", need)).status_code == 302
    assert NeedAsk.objects.get().state == verb
    assert not NeedAsk.objects.waiting().exists()
    assert not Notice.objects.unread().filter(user=bo.user, kind="resources.could_you").exists()
    other = "later" if verb == "no" else "no"
    client.post(page(f"need_asked_{other}", need))
    assert NeedAsk.objects.get().state == verb
    assert not who_could(need, asker=chen)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert len(who_could(need, asker=chen)) == (verb == "later")
    if verb == "later":
        around(take_turn(need=need, by=chen))
        assert NeedAsk.objects.get().state == "asked"
        assert is_told(bo) == 2


def test_who_was_not_asked_finds_no_such_page(browse, turn, need, bo, newcomer, dara):
    driver(bo)
    around(turn)
    for each in (newcomer, dara):
        for name in ("need_asked", "need_asked_no", "need_asked_later"):
            method = browse(each).get if name == "need_asked" else browse(each).post
            assert method(page(name, need)).status_code == 404
    assert NeedAsk.objects.get().state == "asked"


def test_nobody_sees_who_else_was_asked(browse, turn, need, bo, newcomer):
    driver(bo), driver(newcomer)
    around(turn)
    shown = browse(newcomer).get(page("need_asked", need)).text
    assert not re.search(r"\b(Bo|Chen)\b", shown)


@pytest.mark.django_db(transaction=True)
def test_after_an_hour_more_are_asked_until_somebody_offers(turn, need, time_machine):
    drivers(need.network, 2 + MORE + 1)
    around(turn, 2)
    hours_on(time_machine, 1)
    assert NeedAsk.objects.count() == 2 + MORE
    asked = NeedAsk.objects.first().of
    pledge(need=need, by=asked, quantity=1, words="", contact="555")
    hours_on(time_machine, 1)
    assert NeedAsk.objects.count() == 2 + MORE


@pytest.mark.django_db(transaction=True)
def test_near_ones_first_then_who_is_further_away_then_what_is_alike(turn, need, time_machine):
    Need.objects.filter(pk=need.pk).update(cell="881f1d4887fffff")
    near, far, alike = (drivers(need.network, count)[0] for count in (1, 1, 1))
    near.items.update(cell="881f1d4887fffff")
    far.items.update(cell="881e24a967fffff")
    alike.items.update(category="bicycle")
    turn.need.refresh_from_db()
    assert [each.member for each in who_could(turn.need, asker=turn.by)] == [near, far, alike]
    around(turn, 1)
    assert NeedAsk.objects.get().of == near
    hours_on(time_machine, 1)
    assert {each.of for each in NeedAsk.objects.all()} == {near, far, alike}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["handed back", "over", "met"])
def test_once_the_turn_or_the_need_ends_nobody_else_is_asked(turn, need, end, time_machine):
    drivers(need.network, 9)
    around(turn, 1)
    if end == "handed back":
        hand_back(turn=turn)
    if end == "met":
        end_need(need=need, state=Need.State.MET)
    hours_on(time_machine, 5 if end == "over" else 1)
    assert NeedAsk.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_asked_twice_in_an_hour_more_are_asked_only_once(turn, need, time_machine):
    drivers(need.network, 9)
    around(turn, 1)
    around(turn, 1)
    assert Job.objects.filter(kind="resources.ask_more", state="due").count() == 1


def test_what_asks_for_care_goes_on_until_two_offer(chen, amina):
    need = need_of(amina, category="childcare")
    turn = take_turn(need=need, by=chen)
    for each in drivers(need.network, 2 + 2 * MORE):
        each.items.update(category="childcare")
    around(turn, 2)
    first, second = [each.of for each in NeedAsk.objects.all()]
    pledge(need=need, by=first, quantity=1, words="", contact="555")
    ask_more(turn=turn)
    assert NeedAsk.objects.count() == 2 + MORE
    pledge(need=need, by=second, quantity=1, words="", contact="555")
    ask_more(turn=turn)
    assert NeedAsk.objects.count() == 2 + MORE


def test_the_message_comes_today_but_in_no_hour_of_rest(turn, need, bo, time_machine):
    driver(bo)
    seal(bo.user, "email", "bo@example.org", key=bo.user.key)
    bo.user.save()
    Choices.objects.create(user=bo.user, quiet_from="22:00", quiet_until="07:00", time_zone="UTC")
    time_machine.move_to("2026-11-28T23:00:00Z", tick=False)
    around(take_turn(need=need, by=turn.by))
    job = Job.objects.get(kind="notices.send_together", subject=bo.user.pk)
    assert job.due_at.isoformat() == "2026-11-29T07:00:00+00:00"


def test_what_a_concern_hides_is_asked_about_no_more(browse, turn, need, bo, newcomer):
    driver(bo), driver(newcomer)
    around(turn, 1)
    conceal(need, need.network)
    ask_more(turn=turn)
    asked = NeedAsk.objects.get().of
    client = browse(asked)
    assert need.title not in client.get("/n/millbrook/home/").text
    assert client.get(page("need_asked", need)).status_code == 404


def test_hiding_ends_it(turn, need, amina, bo):
    driver(bo)
    around(turn)
    hide(by=bo, name="Amina")
    assert not NeedAsk.objects.exists()


def test_who_leaves_is_asked_no_more(turn, need, bo):
    driver(bo)
    around(turn)
    leave(member=bo)
    assert not NeedAsk.objects.exists()


def test_who_was_asked_is_forgotten_with_the_need(turn, need, bo):
    driver(bo)
    around(turn)
    forget_need(need=need)
    assert not NeedAsk.objects.exists()
    assert not Job.objects.filter(kind="resources.ask_more").exists()


def test_it_stands_in_what_is_held_about_them(turn, need, amina, bo):
    driver(bo)
    around(turn)
    held = [row for rows in hooks.my_membership.ask(bo) for row in rows]
    assert ("You were asked to help with", "A lift to the clinic · Asked") in held


def test_what_is_accepted_is_asked_about_no_more(turn, need, amina, bo, browse):
    for each in drivers(need.network, 1):
        accept(pledge=pledge(need=need, by=each, quantity=1, words="", contact="555"))
    driver(bo)
    need_page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert page("need_ask", need) not in browse(turn.by).get(need_page).text


@pytest.mark.django_db(transaction=True)
def test_of_two_needs_that_ask_for_the_last_time_this_month_one_does(network, deep):
    """Each looked before the other asked."""
    for number in range(deep(3, 30)):
        owners = MemberFactory.create_batch(2, network=network)
        helpers = MemberFactory.create_batch(3, network=network)
        for each in helpers:
            ItemFactory(by=each, kind="skill", category="pets")
            limit_asks(member=each, a_month=1)
        turns = [
            take_turn(
                need=need_of(owner, category="pets", title=f"A walk {number}"),
                by=MemberFactory(network=network),
            )
            for owner in owners
        ]
        chosen = [who_could(turn.need, asker=turn.by) for turn in turns]
        assert {len(each) for each in chosen} == {3}
        chosen[1].reverse()
        pairs = zip(turns, chosen, strict=True)
        asked = at_once(*[partial(ask_around, turn=turn, whom=whom) for turn, whom in pairs])
        assert sum(asked) == 3
        assert sorted(NeedAsk.objects.values_list("of", flat=True)) == sorted(
            each.pk for each in helpers
        )
        NeedAsk.objects.all().delete()
        Item.objects.all().delete()


@pytest.mark.timeout(7200)
@pytest.mark.django_db(transaction=True)
def test_16_clients_that_ask_the_same_few(network, deep):
    """Nobody is asked more often than they may be, however many ask around."""
    attempts, most = deep(6, 1000), 3
    helpers = drivers(network, 4)
    for each in helpers:
        limit_asks(member=each, a_month=most)
    told = {"category": "transport", "urgency": "now"}
    turns = [
        take_turn(need=need_of(MemberFactory(network=network), **told), by=asker)
        for asker in MemberFactory.create_batch(CLIENTS, network=network)
    ]
    chosen = who_could(turns[0].need, asker=turns[0].by)
    assert len(chosen) == len(helpers)

    def client(number):
        chance, asked = Random(number), 0
        for _attempt in range(attempts):
            asked += ask_around(turn=turns[number], whom=chance.sample(chosen, 2))
            assert all(each.need_asks.count() <= most for each in helpers)
            if chance.random() < 0.3:  # a month goes by
                NeedAsk.objects.filter(of=chance.choice(helpers)).delete()
        return asked

    assert sum(at_once(*[partial(client, number) for number in range(CLIENTS)])) > 0


def test_the_board_says_why_it_fits(browse, need, bo):
    driver(bo)
    other = need_of(need.by, category="pets", title="A walk with a dog")
    need_of(bo, category="appointment", title="A lift to work")
    shown = browse(bo).get("/n/millbrook/needs/?fit=on").text
    assert need.title in shown
    assert "you can do" in shown
    assert "A lift to work" not in shown
    assert other.title not in shown
    assert "All that you could help with" in browse(bo).get("/n/millbrook/home/").text


def test_a_general_need_does_not_bring_along_those_beneath_it(browse, amina, bo):
    """Whoever shares groceries may help with food, and not with a cooked meal."""
    ItemFactory(by=bo, kind="goods", category="groceries", name="Rice")
    need_of(amina, category="food", title="Anything to eat")
    need_of(amina, category="meals", title="A warm lunch")
    shown = browse(bo).get("/n/millbrook/needs/?fit=on").text
    assert "Anything to eat" in shown
    assert "A warm lunch" not in shown


def test_the_board_takes_as_many_statements_for_few_as_for_many(browse, amina, bo):
    driver(bo)
    counts = []
    for batch in batched(range(24), 12):
        for number in batch:
            need_of(amina, category="appointment", title=f"A lift {number}")
        counts.append(statements(browse(bo), "/n/millbrook/needs/?fit=on"))
    assert counts[0] == counts[1]


def statements(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_home_takes_as_many_statements_for_one_as_for_many(browse, amina, bo, chen):
    driver(bo)
    client = browse(bo)
    counts = []
    for batch in batched(range(12), 6):
        for number in batch:
            need = need_of(amina, category="appointment", title=f"A lift {number}")
            NeedAsk.objects.create(need=need, of=bo, item=bo.items.first())
        statements(client, "/n/millbrook/home/")
        counts.append(statements(client, "/n/millbrook/home/"))
    assert counts[0] == counts[1]
