"""From an offer of help to its end: who accepts, and who is told."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from mutualaid.networks.company.services import keep_in_touch
from mutualaid.networks.models import Touch
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


def test_who_keeps_in_touch_reads_offers_out_and_says_yes_to_them(browse, amina, bo, chen):
    keep_in_touch(of=amina, by=bo)
    address = f"/n/millbrook/touch/{Touch.objects.get().pk}/"
    need = need_of(amina, quantity=2)
    offered(need, bo)
    assert "“Soup" not in browse(bo).post(f"{address}yes/").text, "nobody takes their own offer"
    pledge = offered(need, chen)
    assert "Chen, with “Soup" in browse(bo).post(f"{address}offers/").text
    assert go(browse(bo), "accept", pledge).status_code == 403, "only in that turn"
    assert "Chen, with “Soup" in browse(bo).post(f"{address}yes/").text
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


def test_nobody_else_changes_an_offer(browse, amina, bo, chen, dara):
    pledge = offered(need_of(amina, audience=Need.Audience.MEMBERS), chen)
    for other, refused in ((amina, 403), (bo, 403), (dara, 404)):
        for answer in (go(browse(other), "edit", pledge), change(browse(other), pledge)):
            assert answer.status_code == refused
    assert told_of_changes(amina) == 0
