"""While nobody has promised it: what its owner can go to without asking."""

import pytest
from django.urls import reverse

from mutualaid import hooks
from mutualaid.hooks import OpenNow
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from needs.posts.services import end_need, receipt_code
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.needs.posts.factories import need_of
from tests.needs.practices.factories import practice_of

TITLE = "Soup in the hall"


@pytest.fixture
def soup(monkeypatch):
    """Something is open now for groceries; whom it was told to."""
    told = []
    monkeypatch.setattr(hooks.open_now, "_offers", [])

    @hooks.open_now.register()
    def offer(network, category, member):
        told.append((network, category, member))
        return [OpenNow(TITLE, "until 6 p.m.", "/soup/")] if category == "groceries" else []

    return told


def page_of(need):
    return reverse("needs:need_detail", args=["millbrook", need.pk])


def test_its_owner_reads_nobody_yet_and_what_is_open(browse, amina, soup):
    need = need_of(amina)
    page = browse(amina).get(page_of(need)).text
    assert "Nobody yet. You are told when somebody offers." in page
    assert f'<a href="/soup/" dir="auto">{TITLE}</a> · <span dir="auto">until 6 p.m.</span>' in page
    assert soup == [(need.network, "groceries", amina)]


def test_where_nothing_is_open_it_says_so(browse, amina, soup):
    page = browse(amina).get(page_of(need_of(amina, category="legal"))).text
    assert "Open now, without asking" in page
    assert "Nothing that we know of." in page


def test_who_posts_without_an_account_reads_it_at_once_and_with_the_code(client, network, soup):
    filled = {"title": "Bread", "urgency": "now", "contact": "555", "repeats": "once"}
    page = reverse("needs:need_post", args=["millbrook", "groceries"])
    assert TITLE in client.post(page, filled | {"audience": "members"}, follow=True).text
    need = Need.objects.get()
    client.session.flush()
    client.cookies.clear()
    client.post(reverse("needs:need_by_code", args=["millbrook"]), {"code": receipt_code(need)})
    assert TITLE in client.get(page_of(need)).text
    assert {member for _network, _category, member in soup} == {None}


def test_nobody_else_reads_it_there(browse, amina, chen, soup):
    assert TITLE not in browse(chen).get(page_of(need_of(amina))).text
    assert not soup


def test_who_takes_a_break_reads_what_anyone_may(browse, paula, soup):
    Member.objects.filter(pk=paula.pk).update(break_until=None)
    need = need_of(Member.objects.select_related("network__key").get(pk=paula.pk))
    Member.objects.filter(pk=paula.pk).update(break_until="2100-01-01")
    browse(paula).get(page_of(need))
    assert soup[-1][2] is None


def test_once_it_is_promised_or_ended_nothing_is_listed(browse, amina, chen, soup):
    need = need_of(amina, quantity=2)
    accept(pledge=pledge(need=need, by=chen, quantity=1, words="", contact="555"))
    assert TITLE in browse(amina).get(page_of(need)).text, "a part is missing"
    other = need_of(amina)
    accept(pledge=pledge(need=other, by=chen, quantity=1, words="", contact="555"))
    end_need(need=need, state=Need.State.MET)
    for each in (need, other):
        assert TITLE not in browse(amina).get(page_of(each)).text


def test_a_neighbor_for_whom_it_was_posted_corrects_and_withdraws_it_by_its_code(client, amina):
    need = need_of(amina, for_neighbor=True)
    by_code = reverse("needs:need_by_code", args=["millbrook"])
    client.post(by_code, {"code": receipt_code(need)})
    words = client.post(reverse("needs:need_words", args=["millbrook", need.pk]))
    assert "I have the flu." in words.text
    changed = {"title": "Bread", "words": "Better.", "urgency": "soon", "repeats": "once"}
    change = reverse("needs:need_change", args=["millbrook", need.pk])
    client.post(change, changed | {"contact": "555", "audience": "members"})
    need.refresh_from_db()
    assert need.title == "Bread"
    client.post(reverse("needs:need_withdraw", args=["millbrook", need.pk]))
    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN


def test_what_happens_already_is_open_now_but_not_who_is_left_alone(browse, amina, chen):
    practice_of(chen, title=TITLE)
    practice_of(chen, title="Quiet tea", left_alone=True)
    practice_of(chen, title="Bikes on Mondays", category="bicycle")
    page = browse(amina).get(page_of(need_of(amina, category="groceries"))).text
    assert f"{TITLE}</a> · " in page
    assert "Sundays at six" in page
    assert "Quiet tea" not in page
    assert "Bikes on Mondays" not in page


def test_what_happens_among_members_is_told_to_members(client, browse, amina, chen):
    practice_of(chen, title=TITLE, audience=Need.Audience.MEMBERS)
    filled = {"title": "Bread", "urgency": "now", "contact": "555", "repeats": "once"}
    page = reverse("needs:need_post", args=["millbrook", "groceries"])
    assert TITLE not in client.post(page, filled | {"audience": "members"}, follow=True).text
    assert TITLE in browse(amina).get(page_of(need_of(amina))).text
    hide(by=chen, name="Amina")
    assert TITLE not in browse(amina).get(page_of(need_of(amina))).text


def test_by_a_card_that_nobody_confirmed_one_reads_what_anyone_may(client, amina, chen):
    practice_of(chen, title=TITLE, audience=Need.Audience.MEMBERS)
    need = need_of(amina)
    come_in_by_unconfirmed_card(client, amina.user)
    page = client.get(page_of(need)).text
    assert "Nobody yet" in page
    assert TITLE not in page
    assert "Sundays at six" not in page
