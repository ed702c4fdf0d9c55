"""What happens already: listed with everybody's yes, gone from lists with one no."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutualaid import hooks
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.services import leave
from mutualaid.notices.models import Notice
from mutualaid.sealed.models import DataKey, Erased
from needs.models import Practice, Practitioner
from needs.posts.models import Need
from needs.practices.access import own_practice_or_refused
from needs.practices.services import (
    CAN_COME_BACK,
    WAITS,
    change_practice,
    forget_ended,
    forget_practice,
    list_practice,
    say_yes,
    withdraw,
)
from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.needs.own_categories.factories import category_of
from tests.needs.practices.factories import practice_of
from tests.networks.factories import MemberFactory

LIST = "/n/millbrook/practices/"
NEW = f"{LIST}new/"
TYPED = {
    **{"title": "Soup on Sundays", "category": "meals", "words": "Whoever comes eats."},
    **{"place": "By the old pump", "times": "Sundays", "audience": "everyone"},
    "takes_part": "on",
}
CODE = r"[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}"


def go(client, verb, practice, data=None):
    name = f"needs:practice_{verb}"
    return client.post(reverse(name, args=["millbrook", practice.pk]), data or {})


def page_of(practice):
    return f"{LIST}{practice.pk}/"


def test_one_alone_lists_what_they_do(browse, visitor, amina):
    browse(amina).post(NEW, TYPED)
    practice = Practice.objects.get()
    assert practice.state == Practice.State.LISTED
    visitor.logout()
    assert "Soup on Sundays" in visitor.get(LIST).text
    assert "Soup on Sundays" in visitor.get("/n/millbrook/").text
    there = visitor.get(page_of(practice)).text
    for words in ("Whoever comes eats.", "By the old pump", "Sundays", "1 neighbor"):
        assert words in there
    assert "Amina" not in there, "names are for members"


def test_it_is_listed_once_all_members_who_do_it_said_yes_themselves(browse, amina, bo, chen):
    browse(amina).post(NEW, TYPED | {"members": "bo\n Chen "})
    practice = Practice.objects.get()
    assert practice.state == Practice.State.WAITING
    assert {*Notice.objects.filter(kind="needs.practice_asked").values_list("user", flat=True)} == {
        bo.user_id,
        chen.user_id,
    }
    outsider = MemberFactory(network=amina.network)
    assert "Soup on Sundays" not in browse(outsider).get(LIST).text
    assert browse(outsider).get(page_of(practice)).status_code == 404
    assert "Soup on Sundays" in browse(bo).get("/n/millbrook/home/").text
    assert "May this be listed?" in browse(bo).get(page_of(practice)).text
    assert "<bdi>Chen</bdi> (is asked)" in browse(bo).get(page_of(practice)).text
    go(browse(bo), "yes", practice)
    assert go(browse(amina), "yes", practice).status_code == 302, "hers alone"
    practice.refresh_from_db()
    assert practice.state == Practice.State.WAITING
    go(browse(chen), "yes", practice)
    practice.refresh_from_db()
    assert practice.state == Practice.State.LISTED
    seen = browse(outsider).get(page_of(practice)).text
    assert all(name in seen for name in ("Amina", "Bo", "Chen"))


def test_any_of_them_takes_it_back_at_any_moment_and_for_a_while_undoes_that(
    browse, visitor, amina, bo
):
    practice = practice_of(amina, bo)
    go(browse(bo), "withdraw", practice)
    visitor.logout()
    assert "Soup on Sundays" not in visitor.get(LIST).text
    assert visitor.get(page_of(practice)).status_code == 302
    assert Notice.objects.filter(kind="needs.practice_ended", user=amina.user).exists()
    there = browse(amina).get(page_of(practice)).text
    assert "One of you took it back" in there
    assert "List it again" not in there
    assert "Bo" in there
    assert "said no" not in there, "the others hear that it ended, not by whom"
    go(browse(amina), "yes", practice)
    practice.refresh_from_db()
    assert practice.state == Practice.State.WITHDRAWN, "not against Bo’s no"
    assert "List it again" in browse(bo).get(page_of(practice)).text
    go(browse(bo), "yes", practice)
    practice.refresh_from_db()
    assert practice.state == Practice.State.LISTED


def test_who_is_asked_may_say_no(browse, amina, bo):
    browse(amina).post(NEW, TYPED | {"members": "Bo"})
    practice = Practice.objects.get()
    go(browse(bo), "withdraw", practice)
    practice.refresh_from_db()
    assert practice.state == Practice.State.WITHDRAWN


def test_nobody_else_says_anything_for_them(client, browse, amina, bo, chen, newcomer, dara):
    practice = practice_of(amina, bo, audience="members")
    for verb in ("yes", "withdraw", "change"):
        for other in (chen, newcomer):
            assert go(browse(other), verb, practice).status_code == 403
        assert go(browse(dara), verb, practice).status_code == 404
        client.logout()
        assert go(client, verb, practice).status_code == 302
    practice.refresh_from_db()
    assert practice.state == Practice.State.LISTED
    assert browse(newcomer).get(NEW).status_code == 403
    assert browse(dara).get(NEW).status_code == 404
    with pytest.raises(PermissionDenied):
        practice_of(newcomer)


def test_for_neighbors_without_an_account_their_yes_is_noted_and_their_code_ends_it(
    browse, client, fresh, amina
):
    refused = browse(amina).post(NEW, TYPED | {"takes_part": "", "others": "Old Rosa"})
    assert refused.status_code == 422
    assert "Old Rosa" in refused.text
    told = TYPED | {"takes_part": "", "others": "Old Rosa", "consent": "on", "once": "7"}
    shown = browse(amina).post(NEW, told).text
    again = browse(amina).post(NEW, told).text
    [code] = re.findall(CODE, shown)
    assert re.findall(CODE, again) == [code], "sent twice, it is there once"
    practice = Practice.objects.get()
    assert practice.state == Practice.State.LISTED
    assert practice.practitioners.get().said_on == amina.network.today()
    assert "Old Rosa" in browse(amina).get(page_of(practice)).text
    client.logout()
    assert "Old Rosa" not in client.get(page_of(practice)).text
    wrong = client.post(f"{LIST}code/", {"code": "2222-2222-2222"})
    assert wrong.status_code == 422
    assert client.post(f"{LIST}code/", {"code": code.lower()}).url == page_of(practice)
    go(client, "withdraw", practice)
    practice.refresh_from_db()
    assert practice.state == Practice.State.WITHDRAWN
    assert "List it again" in client.get(page_of(practice)).text
    assert Notice.objects.filter(kind="needs.practice_ended", user=amina.user).exists()
    there = fresh(amina)
    assert "List it again" not in there.get(page_of(practice)).text
    assert go(there, "yes", practice).status_code == 403, "nobody says yes again for her"
    go(client, "close", practice)
    assert client.get(page_of(practice)).status_code == 302


def test_who_does_not_take_part_lists_nothing_of_others(browse, amina, bo):
    answer = browse(amina).post(NEW, TYPED | {"takes_part": "", "members": "Bo"})
    assert answer.status_code == 422
    assert not Practice.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"members": "Nobody"}, "We do not find “Nobody” here"),
        ({"members": "Amina"}, "We do not find “Amina” here"),
        ({"members": "\n".join(str(n) for n in range(21))}, "at most 20"),
        ({"members": "x" * 81}, "too long"),
        ({"title": ""}, "Please fill in"),
        ({"title": "x" * 81}, "too long"),
        ({"category": "nothing"}, "Please choose"),
        ({"category": ""}, "Please choose"),
        ({"audience": "world"}, "Please choose"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browse, amina, wrong, words):
    answer = browse(amina).post(NEW, TYPED | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "By the old pump" in answer.text
    assert not Practice.objects.exists()


def test_who_is_absent_is_found_by_no_name_and_in_no_list(browse, amina, hal, bo):
    assert browse(hal).post(NEW, TYPED | {"members": "Amina"}).status_code == 422
    assert browse(amina).post(NEW, TYPED | {"members": "Hal"}).status_code == 422
    practice = practice_of(bo, amina)
    assert "Soup on Sundays" not in browse(hal).get(LIST).text
    assert browse(hal).get(page_of(practice)).status_code == 404
    assert "Soup on Sundays" in browse(bo).get(LIST).text


def test_who_begins_to_hide_is_asked_nothing_more(browse, amina, bo):
    practice_of(amina)
    list_practice(
        by=amina,
        once=1,
        takes_part=True,
        members=[bo],
        others=[],
        **{"title": "Watch", "words": "", "place": "", "times": "", "category": "company"},
        audience="members",
        left_alone=False,
    )
    hide(by=bo, name="Amina")
    assert not Practitioner.objects.filter(member=bo).exists()


def test_in_what_both_do_one_who_hides_stays_someone(browse, amina, bo):
    practice = practice_of(amina, bo)
    hide(by=amina, name="Bo")
    there = browse(bo).get(page_of(practice)).text
    assert "someone" in there
    assert "Amina" not in there


def test_changed_it_waits_for_a_new_yes(browse, amina, bo):
    practice = practice_of(amina, bo)
    client = browse(amina)
    page = client.get(f"{page_of(practice)}change/").text
    assert "Whoever comes eats." in page
    assert go(client, "change", practice, TYPED | {"title": "Stew"}).status_code == 302
    practice.refresh_from_db()
    assert (practice.title, practice.state) == ("Stew", Practice.State.WAITING)
    assert Notice.objects.filter(kind="needs.practice_asked", user=bo.user).count() == 2
    go(browse(bo), "yes", practice)
    practice.refresh_from_db()
    assert practice.state == Practice.State.LISTED


def test_who_speaks_for_others_notes_their_yes_to_a_change_too(browse, amina):
    practice = practice_of(amina, takes_part=False, others=["Old Rosa"])
    assert go(browse(amina), "change", practice, TYPED).status_code == 422
    assert go(browse(amina), "change", practice, TYPED | {"consent": "on"}).status_code == 302
    practice.refresh_from_db()
    assert practice.state == Practice.State.LISTED


def test_each_audience_sees_what_is_for_it(browse, visitor, amina, newcomer, bo):
    for audience in Need.Audience:
        practice_of(amina, title=f"For {audience}", audience=audience)
    practice_of(amina, title="Swap of children", category="childcare", audience="everyone")
    seen = {"visitor": 1, "newcomer": 2, "bo": 4}
    for who, count in seen.items():
        visitor.logout()
        reader = {"newcomer": newcomer, "bo": bo}.get(who)
        page = (browse(reader) if reader else visitor).get(LIST).text
        assert page.count('class="card"><p><a') == count, who
        assert ("Swap of children" in page) == (who == "bo"), "it asks for care"


def test_who_takes_a_break_reads_what_anybody_reads_and_takes_back(browse, amina, paula):
    practice = practice_of(amina, title="For members", audience="members")
    own = practice_of(amina, paula, title="Of hers")
    page = browse(paula).get(LIST).text
    assert "For members" not in page
    assert browse(paula).get(page_of(practice)).status_code in {403, 404}
    go(browse(paula), "withdraw", own)
    own.refresh_from_db()
    assert own.state == Practice.State.WITHDRAWN


def test_the_list_is_narrowed_by_category_also_an_own_one(browse, amina, network):
    slug = category_of(amina, "Soup kitchens")
    practice_of(amina, title="Stew", category=slug)
    practice_of(amina, title="Dog walks", category="dog-walks")
    for asked in ("food", slug):
        page = browse(amina).get(f"{LIST}?category={asked}").text
        assert "Stew" in page
        assert "Dog walks" not in page
    assert "Dog walks" in browse(amina).get(f"{LIST}?category=nothing").text
    category_of(amina, "Soup kitchens", slug, care=True)
    assert Practice.objects.get(title="Stew").audience == Need.Audience.KNOWN


def test_the_second_page_keeps_what_was_asked(browse, amina):
    for number in range(27):
        practice_of(amina, title=f"Soup {number}")
    page = browse(amina).get(f"{LIST}?category=food")
    older = re.search(r'rel="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    assert "category=food" in older
    second = browse(amina).get(LIST + older).text
    titles = [re.findall(r"Soup \d+", text) for text in (page.text, second)]
    assert [len(each) for each in titles] == [25, 2]
    assert not {*titles[0]} & {*titles[1]}


def test_rows_cost_no_statement_more(browse, amina):
    slug = category_of(amina, "Soup kitchens")
    client, counts = browse(amina), []
    for number in (5, 20):
        for _ in range(number):
            practice_of(amina, category=slug)
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def offered():
    """As if projects had come already."""

    @hooks.turn_into.register()
    def project(row, member):
        return {"title": "Propose a project", "url": f"/n/millbrook/projects/new/?of={row.pk}"}

    yield
    hooks.turn_into._offers.pop()


def test_one_click_leads_to_a_project_for_those_who_take_part(browse, amina, bo, chen, offered):
    practice = practice_of(amina, bo)
    link = f'href="/n/millbrook/projects/new/?of={practice.pk}"'
    for own in (amina, bo):
        assert link in browse(own).get(page_of(practice)).text
    assert link not in browse(chen).get(page_of(practice)).text


def test_whoever_asks_to_be_left_alone_is_never_offered_one(browse, amina, chen, offered):
    practice = practice_of(amina, left_alone=True)
    for reader in (amina, chen):
        page = browse(reader).get(page_of(practice)).text
        assert "Propose a project" not in page
        assert "please do not formalize us" in page


def test_nobody_offers_one_yet(browse, amina):
    assert hooks.turn_into.ask(practice_of(amina), amina) == []
    assert "project" not in browse(amina).get(page_of(Practice.objects.get())).text


def test_what_was_taken_back_or_never_agreed_on_is_forgotten(amina, bo, time_machine):
    kept = practice_of(amina, title="Kept")
    ended = practice_of(amina, title="Ended")
    withdraw(practice=ended, own=ended.practitioners.all())
    asked = practice_of(amina, title="Asked")
    change_practice(
        practice=asked,
        own=asked.practitioners.none(),
        **{"title": "Asked", "words": "", "place": "", "times": "", "category": "meals"},
        audience="members",
        left_alone=False,
    )
    keys = {ended.key_id, asked.key_id}
    today = amina.network.today()
    time_machine.move_to(today + CAN_COME_BACK + timedelta(days=1))
    forget_ended(network=amina.network)
    assert {*Practice.objects.values_list("title", flat=True)} == {"Kept", "Asked"}
    time_machine.move_to(today + WAITS + timedelta(days=1))
    forget_ended(network=amina.network)
    assert Practice.objects.get() == kept
    assert not DataKey.objects.filter(pk__in=keys).exists()
    assert Erased.objects.filter(key__in=keys).count() == 2


def test_who_leaves_takes_part_no_more_and_the_others_are_asked_anew(browse, amina, bo):
    shared, alone = practice_of(amina, bo), practice_of(amina, title="Alone")
    over = practice_of(amina, title="Over")
    withdraw(practice=over, own=over.practitioners.all())
    page = browse(amina).get("/n/millbrook/leave/").text
    assert "You take part in “Alone”" in page
    assert "“Over”" not in page
    leave(member=amina)
    assert not Practice.objects.filter(pk=alone.pk).exists()
    shared.refresh_from_db()
    assert (shared.state, shared.by) == (Practice.State.WAITING, None)
    assert shared.practitioners.get().member == bo
    say_yes(practice=shared, own=shared.practitioners.all())
    shared.refresh_from_db()
    assert shared.state == Practice.State.LISTED


def test_where_only_neighbors_without_an_account_are_left_it_ends(amina):
    practice_of(amina, takes_part=False, others=["Old Rosa"])
    leave(member=amina)
    assert not Practice.objects.exists()


def test_my_data_tells_of_it(amina, bo):
    practice_of(amina, others=["Old Rosa"])
    rows = [row for rows in hooks.my_membership.ask(amina) for row in rows]
    values = [str(value) for _what, value in rows]
    assert any("Soup on Sundays" in value for value in values)
    assert {"Whoever comes eats.", "By the old pump", "Old Rosa"} <= {*values}
    assert not any(
        "Soup" in str(value) for rows in hooks.my_membership.ask(bo) for _what, value in rows
    )


def test_by_a_card_that_nobody_confirmed_what_is_sealed_stays_closed(client, browse, amina, bo):
    practice = practice_of(amina, bo, title="Soup", place="Church hall", others=["Old Rosa"])
    page = reverse("needs:practice_detail", args=["millbrook", practice.pk])
    shown = browse(amina).get(page).text
    assert "Church hall" in shown
    assert "Old Rosa" in shown
    come_in_by_unconfirmed_card(client, amina.user)
    shown = client.get(page).text
    assert "Soup" in shown
    assert "Church hall" not in shown
    assert "Old Rosa" not in shown


def test_whoever_answers_as_it_is_forgotten_reads_that_nothing_is_left(
    browse, amina, bo, monkeypatch
):
    practice = practice_of(amina, bo)

    def forgotten_just_then(*asked):
        seen = own_practice_or_refused(*asked)
        forget_practice(practice=Practice.objects.select_related("key").get())
        return seen

    monkeypatch.setattr("needs.practices.views.own_practice_or_refused", forgotten_just_then)
    answer = go(browse(bo), "yes", practice)
    assert answer.status_code == 403
    assert "Nothing is left of this by now." in answer.text
