"""From an offer of help to its end: who accepts, and who is told."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member, Seat, Touch
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import Access
from needs.pledges import services
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.posts.services import end_need, open_again, receipt_code
from needs.turns.services import take_turn
from tests.at_once import at_once
from tests.needs.pledges.factories import accepted, go, offered
from tests.needs.posts.factories import need_of
from tests.networks.factories import MemberFactory


def test_a_neighbor_offers_and_its_owner_accepts(browse, amina, chen):
    need = need_of(amina)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    client = browse(chen)
    assert "I can help" in client.get(page).text
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    client.post(help_, {"words": "After six.", "contact": "555 0199"})
    pledge = Pledge.objects.get()
    assert go(client, "contact", pledge).status_code == 403
    assert go(client, "accept", pledge).status_code == 403

    owner = browse(amina)
    assert "Chen" in owner.get(page).text
    go(owner, "accept", pledge)
    need.refresh_from_db()
    assert need.state == Need.State.PLEDGED
    shown = go(browse(chen), "contact", pledge).text
    assert "555 0100" in shown
    assert "12 Mill Road" in shown
    assert "555 0199" in go(browse(amina), "contact", pledge).text
    assert Access.objects.filter(reason="pledge", key=need.key_id).count() == 3
    assert Access.objects.filter(reason="pledge", key=pledge.key_id).count() == 2


def test_of_two_who_are_accepted_at_once_one_is(amina, bo, chen):
    need = need_of(amina)
    one, two = offered(need, bo), offered(need, chen)
    services.accept(pledge=one)
    with pytest.raises(PermissionDenied, match="promised all of it"):
        services.accept(pledge=two)


def test_once_it_is_done_it_is_met(amina, chen):
    need = need_of(amina)
    services.done(pledge=accepted(need, chen))
    need.refresh_from_db()
    assert (need.state, need.ended_on) == (Need.State.MET, need.network.today())


def test_who_has_the_code_accepts(client, browse, amina, bo):
    need = need_of(amina, by=None)
    pledge = offered(need, bo)
    assert go(client, "accept", pledge).status_code == 403
    client.post(reverse("needs:need_by_code", args=["millbrook"]), {"code": receipt_code(need)})
    go(client, "accept", pledge)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "First one of us calls you" in client.get(page).text
    assert "First one of us calls you" in go(client, "contact", pledge).text
    pledge.refresh_from_db()
    assert pledge.state == Pledge.State.ACCEPTED


def test_not_you_after_all(browse, amina, chen):
    need = need_of(amina)
    pledge = accepted(need, chen)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "Not you after all" in browse(amina).get(page).text
    go(browse(amina), "decline", pledge)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    assert go(browse(chen), "contact", pledge).status_code == 403
    assert Notice.objects.filter(user=chen.user, kind="needs.declined").count() == 1
    assert "I can help" not in browse(chen).get(page).text
    help_ = reverse("needs:need_pledge", args=["millbrook", need.pk])
    assert browse(chen).post(help_, {"contact": "555"}).status_code == 403


def test_taken_back_it_is_offered_and_accepted_again_and_both_are_told(browse, amina, chen):
    need = need_of(amina)
    client, page = browse(chen), reverse("needs:need_detail", args=["millbrook", need.pk])
    for times in (1, 2):
        assert "I can help" in client.get(page).text
        pledge = accepted(need, chen)
        assert Notice.objects.filter(kind="needs.pledged").count() == times
        assert Notice.objects.filter(kind="needs.accepted").count() == times
        services.take_back(pledge=pledge)


def test_a_second_tap_tells_nobody_twice(amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    offered(need, chen)
    for verb in (services.accept, services.accept, services.done, services.done):
        verb(pledge=pledge)
    kinds = list(Notice.objects.values_list("kind", flat=True))
    assert sorted(kinds) == ["needs.accepted", "needs.pledged"]


def test_accepted_is_said_only_where_it_was(browse, amina, chen):
    pledge = offered(need_of(amina), chen)
    services.take_back(pledge=pledge)
    address = reverse("needs:pledge_accept", args=["millbrook", pledge.need_id, pledge.pk])
    assert "Accepted. They are told." not in browse(amina).post(address, follow=True).text


def test_what_is_opened_again_waits_for_help_again(browse, amina, chen):
    need = need_of(amina)
    pledge = accepted(need, chen)
    services.done(pledge=pledge)
    need.refresh_from_db()
    assert need.state == Need.State.MET
    open_again(need=need)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    assert accepted(need, chen).state == Pledge.State.ACCEPTED


@pytest.mark.parametrize("state", [Need.State.WITHDRAWN, Need.State.LAPSED])
def test_who_would_have_come_is_told_that_it_ended(browse, amina, bo, chen, state):
    need = need_of(amina, quantity=2)
    pledge, waiting = accepted(need, chen), offered(need, bo)
    end_need(need=need, state=state)
    pledge.refresh_from_db()
    waiting.refresh_from_db()
    assert pledge.state == waiting.state == Pledge.State.TAKEN
    for helper in (bo, chen):
        assert Notice.objects.filter(user=helper.user, kind="needs.ended").count() == 1
    assert go(browse(amina), "contact", pledge).status_code == 403
    answer = go(browse(amina), "accept", waiting)
    assert "This need has ended meanwhile." in answer.text
    open_again(need=need)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_what_comes_round_is_promised_as_long_as_somebody_comes(browse, amina, chen):
    need = need_of(amina, repeats="weekly")
    services.done(pledge=accepted(need, chen))
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "I can help" in browse(chen).get(page).text
    accepted(need, chen)
    assert need.state == Need.State.PLEDGED


def test_before_a_yes_its_owner_reads_how_they_are_known_here(browse, amina, chen, newcomer):
    need = need_of(amina, quantity=2)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    offered(need, newcomer)
    new = "New here: nobody has said yet that they know this person."
    assert new in browse(amina).get(page).text
    offered(need, chen)
    both = browse(amina).get(page).text
    assert new in both
    assert "that they know this person." in both.replace(new, "")
    assert new not in browse(chen).get(page).text, "for the owner alone"


def test_one_button_leads_on_and_of_several_offers_none_is_before_the_others(
    browse, amina, bo, chen
):
    need = need_of(amina, quantity=2)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    one = accepted(need, bo)
    assert browse(amina).get(page).text.count('class="button"') == 1
    offered(need, chen)
    assert browse(amina).get(page).text.count('class="button"') == 0
    services.take_back(pledge=Pledge.objects.get(by=chen))
    take_turn(need=need, by=bo)
    assert browse(bo).get(page).text.count('class="button"') == 1
    text = reverse("needs:need_text", args=["millbrook", need.pk])
    assert browse(bo).post(text).text.count('class="button"') == 1
    services.done(pledge=one)
    end_need(need=need, state=Need.State.MET)
    assert browse(amina).get(page).text.count('class="button"') <= 1


def test_each_side_is_told(amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    assert Notice.objects.filter(user=amina.user, kind="needs.pledged").count() == 1
    services.accept(pledge=pledge)
    assert Notice.objects.filter(user=chen.user, kind="needs.accepted").count() == 1
    services.take_back(pledge=pledge)
    assert Notice.objects.filter(user=amina.user, kind="needs.taken_back").count() == 1


def test_who_helped_three_times_together_is_asked_whether_they_know_each_other(
    browse, amina, bo, chen, newcomer
):
    asks = "Do you know each other now?"
    for _ in range(3):
        assert asks not in browse(bo).get("/n/millbrook/home/").text
        need = need_of(amina, quantity=2)
        for each in (accepted(need, bo), accepted(need, newcomer)):
            services.done(pledge=each)
    assert asks in browse(bo).get("/n/millbrook/home/").text
    assert asks not in browse(chen).get("/n/millbrook/home/").text


def yes(client, address, meanwhile=lambda: None):
    """To what the page reads out, by the form that stands there."""
    page = client.post(f"{address}offers/").text
    assert "Chen, with “Soup" in page
    meanwhile()
    return client.post(
        f"{address}yes/", {"seen": re.findall(r'name="seen" value="(\w+)"', page)}
    ).text


def test_who_keeps_in_touch_reads_offers_out_and_says_yes_to_them(browse, amina, bo, chen):
    keep_in_touch(of=amina, by=bo)
    address = f"/n/millbrook/touch/{Touch.objects.get().pk}/"
    need = need_of(amina, quantity=2)
    offered(need, bo)
    page = browse(bo).post(f"{address}offers/").text
    assert "“Soup" not in page, "nobody takes their own offer"
    pledge = offered(need, chen)
    assert "“Soup" not in browse(bo).post(f"{address}yes/").text, "it was not read out"
    assert "“Soup" not in yes(browse(bo), address, lambda: change(browse(chen), pledge, words="2"))
    assert "Say yes to the help" not in browse(bo).get("/n/millbrook/touch/").text.split("<h2")[1]
    assert go(browse(bo), "accept", pledge).status_code == 403, "only in that turn"
    assert "Chen, with “Soup" in yes(browse(bo), address)
    states = dict(Pledge.objects.values_list("by__name", "state"))
    assert states == {"Bo": Pledge.State.OFFERED, "Chen": Pledge.State.ACCEPTED}
    assert "Yes was said for you" in browse(amina).get("/n/millbrook/touch/").text


@pytest.mark.django_db(transaction=True)
def test_many_at_once_for_the_last_part_and_one_gets_it(amina):
    need = need_of(amina, quantity=3)
    pledges = [offered(need, MemberFactory(network=amina.network)) for _ in range(8)]
    came_to = at_once(*[partial(services.accept, pledge=each) for each in pledges])
    assert Pledge.objects.filter(state=Pledge.State.ACCEPTED).count() == 3
    assert sum(isinstance(each, PermissionDenied) for each in came_to) == 5
    need.refresh_from_db()
    assert need.state == Need.State.PLEDGED


def change(client, pledge, **typed):
    address = reverse("needs:pledge_change", args=["millbrook", pledge.need_id, pledge.pk])
    return client.post(address, {"words": "After six.", "contact": "555 0199"} | typed)


def told_of_changes(member):
    return Notice.objects.filter(user=member.user, kind="needs.pledge_changed").count()


def test_who_offered_reads_and_changes_it_until_it_is_answered(browse, amina, bo, chen):
    need = need_of(amina, quantity=3)
    pledge = offered(need, chen, quantity=2)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    client = browse(chen)
    assert "Change what you offered" in client.get(page).text
    form = go(client, "edit", pledge).context["form"]
    assert [form[name].value() for name in ("quantity", "words", "contact")] == [
        *(2, "After six.", "555 0199")
    ]
    assert change(client, pledge, quantity=2).status_code == 302
    assert told_of_changes(amina) == 0, "nothing is new"
    answer = change(client, pledge, quantity=4, words="After seven.")
    assert answer.status_code == 422
    assert "After seven." in answer.text
    change(client, pledge, quantity=1, words="After seven.", contact="555 0200")
    pledge.refresh_from_db()
    assert pledge.quantity == 1
    assert told_of_changes(amina) == 1
    owner = browse(amina)
    assert "Change what you offered" not in owner.get(page).text
    assert "After seven." in go(owner, "words", pledge).text
    go(owner, "accept", pledge)
    assert "Change what you offered" not in browse(chen).get(page).text
    assert go(browse(chen), "edit", pledge).status_code == 403
    assert change(browse(chen), pledge, quantity=3).status_code == 403
    pledge.refresh_from_db()
    assert (pledge.quantity, told_of_changes(amina)) == (1, 1)


def test_what_was_changed_meanwhile_is_read_again_before_the_yes(browse, amina, chen, kitchen):
    need = need_of(chen, quantity=3)
    pledge = offered(need, amina)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    accept = reverse("needs:pledge_accept", args=["millbrook", need.pk, pledge.pk])
    told = ({"quantity": 2}, {"quantity": 2, "circle": kitchen.pk}, {"words": "Later."})
    for shows in (lambda: browse(chen).get(page), lambda: go(browse(chen), "words", pledge)):
        for other in told:
            seen = re.findall(r'name="seen" value="(\w+)"', shows().text)
            change(browse(amina), pledge, **{"quantity": 1} | other)
            answer = browse(chen).post(accept, {"seen": seen}, follow=True)
            assert "They changed what they offer. Please read it again." in answer.text
    assert "Please read it again" in browse(chen).post(accept, follow=True).text
    pledge.refresh_from_db()
    assert pledge.state == Pledge.State.OFFERED
    seen = re.findall(r'name="seen" value="(\w+)"', browse(chen).get(page).text)
    assert "Accepted. They are told." in browse(chen).post(accept, {"seen": seen}, follow=True).text


@pytest.mark.parametrize("end", [services.accept, services.decline, services.take_back])
def test_what_was_answered_or_taken_back_meanwhile_is_not_changed(amina, chen, end):
    pledge = offered(need_of(amina), chen)
    end(pledge=pledge)
    before = Pledge.objects.values().get()
    assert not services.change(pledge=pledge, by=chen, quantity=1, words="Later.", contact="555")
    assert Pledge.objects.values().get() == before
    assert told_of_changes(amina) == 0


def test_who_changes_it_hears_that_it_was_answered_meanwhile(browse, amina, chen, monkeypatch):
    pledge = offered(need_of(amina), chen)
    change_it = services.change

    def answered_first(**told):
        services.accept(pledge=pledge)
        return change_it(**told)

    monkeypatch.setattr(services, "change", answered_first)
    page = browse(chen).get(change(browse(chen), pledge)["Location"]).text
    assert "They answered meanwhile; what you changed was not kept." in page


def test_what_others_promised_meanwhile_keeps_nobody_from_changing_words(browse, amina, bo, chen):
    need = need_of(amina, quantity=3)
    pledge = offered(need, chen, quantity=2)
    accepted(need, bo, quantity=3)
    assert go(browse(chen), "edit", pledge).status_code == 200
    answer = change(browse(chen), pledge, quantity=2, words="After eight.")
    assert answer.status_code == 302
    assert change(browse(chen), pledge, quantity=3).status_code == 422
    assert "After eight." in go(browse(amina), "words", pledge).text


def test_who_takes_a_break_is_not_asked_to_change_an_offer(browse, amina, chen):
    need = need_of(amina)
    pledge = offered(need, chen)
    until = chen.network.today() + timedelta(days=3)
    Member.objects.filter(pk=chen.pk).update(break_until=until)
    page = reverse("needs:need_detail", args=["millbrook", need.pk])
    assert "Change what you offered" not in browse(chen).get(page).text
    read = Access.objects.count()
    assert go(browse(chen), "edit", pledge).status_code == 403
    assert Access.objects.count() == read, "what is refused is not noted as read"


def test_who_sits_in_a_circle_no_more_does_not_change_its_offer(browse, amina, chen, kitchen):
    pledge = services.pledge(
        need=need_of(chen), by=amina, circle=kitchen, quantity=1, words="", contact="555"
    )
    Seat.objects.filter(member=amina, circle=kitchen).update(until=timezone.localdate())
    for answer in (go(browse(amina), "edit", pledge), change(browse(amina), pledge)):
        assert answer.status_code == 403
        assert "You do not sit in this circle any more." in answer.text
    with pytest.raises(PermissionDenied, match="offer it yourself"):
        services.change(pledge=pledge, by=amina, quantity=1, words="x", contact="555")


def test_of_changes_an_owner_hears_once_a_day_and_nothing_of_who_hides(browse, amina, bo, chen):
    pledge = offered(need_of(amina), chen)
    for words in ("After seven.", "After eight."):
        change(browse(chen), pledge, words=words)
    assert told_of_changes(amina) == 1


@pytest.mark.parametrize("chen_hides", [True, False])
def test_of_changes_nobody_hears_who_is_absent_to_the_sender(amina, bo, chen, kitchen, chen_hides):
    need = need_of(amina, by=None)
    need.circle = kitchen
    need.save()
    pledge = offered(need, chen)
    hide(by=chen, name="Amina") if chen_hides else hide(by=amina, name="Chen")
    assert services.change(pledge=pledge, by=chen, quantity=1, words="Later.", contact="555")
    assert (told_of_changes(amina), told_of_changes(bo)) == (0, 1)


def test_nobody_else_changes_an_offer(browse, amina, bo, chen, dara):
    pledge = offered(need_of(amina, audience=Need.Audience.MEMBERS), chen)
    for other, refused in ((amina, 403), (bo, 403), (dara, 404)):
        for answer in (go(browse(other), "edit", pledge), change(browse(other), pledge)):
            assert answer.status_code == refused
    assert told_of_changes(amina) == 0
