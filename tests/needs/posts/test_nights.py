"""What becomes of a need with time: its owner is asked, it ends, it is forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mutualaid import hooks
from mutualaid.accounts.tasks import forget
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Concern
from mutualaid.networks.services import leave
from mutualaid.notices.models import Choices, Notice
from mutualaid.sealed.models import DataKey, Erased
from mutualaid.sealed.services import seal
from needs.pledges.models import Pledge
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from needs.posts.services import end_need, open_again
from needs.posts.tasks import ask
from tests.needs.posts.factories import need_of
from tests.networks.factories import conceal


def page_of(need):
    return reverse("needs:need_detail", args=["millbrook", need.pk])


@pytest.fixture
def nights(time_machine):
    """``nights(n)``: let so many days pass, and do what is done at night."""

    def pass_by(days):
        time_machine.move_to(timezone.now() + timedelta(days=days), tick=False)
        ask()
        forget()

    return pass_by


@pytest.fixture
def with_mail(amina):
    amina.user.email_index = "0" * 64
    seal(amina.user, "email", "amina@example.org", key=amina.user.key)
    amina.user.save()
    return amina


@pytest.mark.django_db(transaction=True)
def test_its_owner_is_asked_before_it_ends(with_mail, nights):
    need = need_of(with_mail, urgency="now")
    nights(15)
    assert not Notice.objects.filter(kind="needs.asked").exists()
    nights(1)
    assert Notice.objects.get(kind="needs.asked").user == with_mail.user
    nights(7)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    nights(1)
    need.refresh_from_db()
    assert need.state == Need.State.LAPSED


@pytest.mark.django_db(transaction=True)
def test_who_says_that_they_need_it_still_keeps_it(with_mail, browse, nights):
    need = need_of(with_mail, urgency="now")
    nights(16)
    page = browse(with_mail).get(reverse("needs:need_detail", args=["millbrook", need.pk])).text
    assert "I still need it" in page
    assert "If you say nothing, it ends by itself." in page
    open_again(need=need)
    nights(9)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["of somebody without mail", "without an account"])
def test_whose_owner_cannot_be_written_to_never_ends_by_itself(amina, chen, browse, nights, whose):
    need = need_of(amina, urgency="now", by=amina if "mail" in whose else None)
    nights(16)
    nights(300)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    to_ask = reverse("needs:need_to_ask", args=["millbrook"])
    assert need.title in browse(chen).get(to_ask).text
    assert "If you say nothing" not in browse(amina).get(page_of(need)).text
    assert need.by is None or need.title not in browse(amina).get(to_ask).text, "one's own"
    if need.by:
        hide(by=amina, name="Chen")
        assert need.title not in browse(chen).get(to_ask).text


def test_what_a_visitor_asked_for_waits_for_a_call_from_the_first_day(amina, chen, browse):
    need = need_of(amina, by=None)
    to_ask = reverse("needs:need_to_ask", args=["millbrook"])
    assert need.title in browse(chen).get(to_ask).text
    conceal(need, amina.network)
    assert need.title not in browse(chen).get(to_ask).text
    Concern.objects.all().delete()
    Need.objects.filter(pk=need.pk).update(checked_by=chen)
    assert need.title not in browse(chen).get(to_ask).text


@pytest.mark.parametrize("page", ["need_to_ask", "need_to_do"])
def test_both_lists_go_on_page_by_page(amina, chen, browse, page):
    titles = {need_of(amina, by=None, urgency="now", title=f"Bread {n}").title for n in range(30)}
    client, address = browse(chen), reverse(f"needs:{page}", args=["millbrook"])
    first = client.get(address)
    second = client.get(address + first.context["older"])
    assert first.text.count("Bread ") == 25
    rows = [*first.context["rows"], *second.context["rows"]]
    assert [len(rows), {row["title"] for row in rows}] == [30, titles]
    assert second.context["older"] == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("repeats", "days"), [("weekly", 7), ("fortnightly", 14), ("monthly", 28)])
def test_what_comes_round_is_wanted_the_next_time(amina, chen, nights, browse, repeats, days):
    need = need_of(amina, urgency="now", repeats=repeats)
    first = need.due_on
    nights(3)
    need.refresh_from_db()
    assert need.due_on == first + timedelta(days=days)
    to_do = reverse("needs:need_to_do", args=["millbrook"])
    assert need.title not in browse(chen).get(to_do).text
    nights(days - 3)
    assert need.title in browse(chen).get(to_do).text
    nights(days * 3 + 2)
    need.refresh_from_db()
    assert need.due_on > need.network.today()
    assert (need.due_on - first).days % days == 0


@pytest.mark.django_db(transaction=True)
def test_what_comes_round_is_asked_about_when_nothing_was_said_for_long(with_mail, nights):
    need = need_of(with_mail, urgency="now", repeats="weekly")
    nights(90)
    need.refresh_from_db()
    assert need.asked_on is None
    nights(1)
    assert Notice.objects.filter(kind="needs.asked").count() == 1
    open_again(need=need)
    nights(90)
    need.refresh_from_db()
    assert (need.asked_on, need.state) == (None, Need.State.OPEN)
    nights(1)
    nights(8)
    need.refresh_from_db()
    assert need.state == Need.State.LAPSED


def test_whoever_turned_mail_off_is_asked_all_the_same(with_mail, nights, transactional_db):
    Choices.objects.create(user=with_mail.user, often=Choices.Often.NEVER, off=["needs.asked"])
    need_of(with_mail, urgency="now")
    nights(16)
    assert Notice.objects.filter(kind="needs.asked", user=with_mail.user).exists()


def test_after_a_restore_a_need_that_was_erased_ends_first(amina, chen):
    need = need_of(amina)
    accept(pledge=pledge(need=need, by=chen, quantity=1, words="x", contact="y"))
    hooks.forgetting.ask({need.key_id})
    need.refresh_from_db()
    assert (need.state, need.title, need.ended_on) == (
        Need.State.WITHDRAWN,
        "",
        need.network.today(),
    )
    assert Notice.objects.filter(user=chen.user, kind="needs.ended").exists()


def test_what_a_leaver_posted_for_others_is_found_by_them_no_more(amina, chen):
    need = need_of(amina, for_neighbor=True)
    assert f"xby{amina.pk}" in need.indexed
    leave(member=amina)
    need.refresh_from_db()
    assert f"xby{amina.pk}" not in need.indexed


@pytest.mark.django_db(transaction=True)
def test_what_was_told_is_forgotten_a_month_after_the_end(amina, chen, nights):
    need = need_of(amina)
    key = need.key_id
    accept(pledge=pledge(need=need, by=chen, quantity=1, words="x", contact="y"))
    end_need(need=need, state=Need.State.MET)
    nights(30)
    assert DataKey.objects.filter(pk=key).exists()
    nights(1)
    need.refresh_from_db()
    assert (need.title, need.by, need.key, need.indexed) == ("", None, None, "")
    assert (need.category, need.state) == ("groceries", Need.State.MET), "to be counted"
    assert not Pledge.objects.exists()
    assert Erased.objects.filter(key=key).exists()


@pytest.mark.django_db(transaction=True)
def test_who_leaves_needs_nothing_here_and_helps_no_more(amina, chen):
    mine, helped = need_of(amina), need_of(chen)
    accept(pledge=pledge(need=helped, by=amina, quantity=1, words="x", contact="y"))
    leave(member=amina)
    mine.refresh_from_db()
    helped.refresh_from_db()
    assert (mine.state, mine.title, mine.by) == (Need.State.WITHDRAWN, "", None)
    assert helped.state == Need.State.OPEN
    assert not Pledge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_posted_for_a_neighbor_stays_when_its_poster_leaves(amina):
    need = need_of(amina, for_neighbor=True)
    leave(member=amina)
    need.refresh_from_db()
    assert (need.state, need.title, need.by) == (Need.State.OPEN, "Soup for two evenings", None)
