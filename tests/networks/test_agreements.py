"""Rules that hold from the beginning, and that two members change."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from mutualaid import hooks
from mutualaid.networks.agreements.rules import JOINING, KNOWN_BY, agreed, all_rules
from mutualaid.networks.agreements.services import (
    WAITS,
    change_facts,
    facts,
    forget_suggestions,
    second,
    suggest,
    take_suggestion_back,
)
from mutualaid.networks.models import Agreement, Network, Suggestion
from mutualaid.networks.page import page_written
from mutualaid.networks.services import create_network
from tests.accounts.factories import UserFactory
from tests.browser import set_language, sign_in
from tests.networks.factories import MemberFactory, conceal, page_texts, write_page

OPEN = {"choice": "open"}
FACTS = {
    "name": "Millbrook",
    "area": "between the canal and Mill Road",
    "languages": ["en", "es", "ar"],
    "time_zone": "UTC",
}
"""As they stand in the form of the network of these tests."""


def test_nothing_needs_to_be_set(network):
    assert {key: agreed(network, key) for key in (JOINING, KNOWN_BY)} == {
        JOINING: "invitation",
        KNOWN_BY: 2,
    }


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.key)
def test_each_rule_says_each_choice_and_what_happens_with_too_few(rule):
    assert rule.default in rule.choices
    sentences = [rule.words(choice) for choice in rule.choices]
    assert len(set(sentences)) == len(rule.choices)
    assert all(sentence.endswith(".") for sentence in [*sentences, str(rule.too_few)])


def test_a_change_holds_once_a_second_member_says_yes(browse, amina, bo):
    client = browse(amina)
    client.post("/n/millbrook/agreed/rules/joining/", {"choice": "open"})
    assert agreed(amina.network, JOINING) == "invitation"
    waiting = Suggestion.objects.get()
    page = browse(bo).get("/n/millbrook/agreed/").content.decode()
    assert "Who wants to take part comes in" in page
    browse(bo).post(f"/n/millbrook/agreed/suggested/{waiting.pk}/yes/")
    assert agreed(amina.network, JOINING) == "open"
    kept = Agreement.objects.get(kind=JOINING)
    assert (kept.by, kept.seconded_by) == (amina, bo)
    assert kept.review_on == amina.network.today() + timedelta(days=365)
    assert not Suggestion.objects.exists()


def test_nobody_says_yes_to_their_own(amina, bo, newcomer, dara):
    suggest(by=amina, kind=JOINING, value=OPEN)
    waiting = Suggestion.objects.get()
    for nobody in (amina, newcomer, dara):
        with pytest.raises(PermissionDenied):
            second(by=nobody, suggestion=waiting)
    assert agreed(amina.network, JOINING) == "invitation"


def test_who_is_alone_waits_for_nobody(db):
    network = create_network(
        by=UserFactory(), name="M", area="here", cell="", languages=["en"], time_zone="UTC"
    )
    assert suggest(by=network.members.get(), kind=JOINING, value=OPEN)
    assert agreed(network, JOINING) == "open"


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("agreed/rules/joining/", {"choice": "open"}),
        ("agreed/starter/adopt/", {}),
        ("facts/", FACTS | {"area": "by the canal"}),
    ],
)
def test_sent_twice_it_is_suggested_once(browse, amina, bo, address, data):
    for _ in range(2):
        answer = browse(amina).post(f"/n/millbrook/{address}", data, follow=True)
        assert "Suggested. It holds once a second member says yes." in answer.text
    assert Suggestion.objects.count() == 1


def test_another_choice_is_another_suggestion_and_so_is_the_same_by_another(amina, bo):
    for by, choice in [(amina, "open"), (amina, "vouches"), (bo, "open")]:
        assert not suggest(by=by, kind=JOINING, value={"choice": choice})
    assert Suggestion.objects.count() == 3


def test_two_who_say_yes_at_once_agree_once(amina, bo, chen):
    suggest(by=amina, kind=JOINING, value=OPEN)
    one, other = Suggestion.objects.get(), Suggestion.objects.get()
    second(by=bo, suggestion=one)
    second(by=chen, suggestion=other)
    assert Agreement.objects.filter(kind=JOINING).count() == 1


def test_who_suggested_takes_it_back_and_nobody_else(browse, amina, bo):
    suggest(by=amina, kind=JOINING, value=OPEN)
    waiting = Suggestion.objects.get()
    with pytest.raises(PermissionDenied):
        take_suggestion_back(by=bo, suggestion=waiting)
    browse(amina).post(f"/n/millbrook/agreed/suggested/{waiting.pk}/back/")
    assert not Suggestion.objects.exists()


def test_what_nobody_wants_ends_after_a_month(amina, bo):
    suggest(by=amina, kind=JOINING, value=OPEN)
    old = timezone.localdate() - WAITS
    Suggestion.objects.update(made_on=old)
    forget_suggestions(network=amina.network)
    assert Suggestion.objects.exists()
    Suggestion.objects.update(made_on=old - timedelta(days=1))
    forget_suggestions(network=amina.network)
    assert not Suggestion.objects.exists()


def test_name_and_place_are_changed_by_two(amina, bo):
    change_facts(by=amina, area="by the canal")
    assert Network.objects.get(pk=amina.network_id).area != "by the canal"
    second(by=bo, suggestion=Suggestion.objects.get())
    assert Network.objects.get(pk=amina.network_id).area == "by the canal"


def test_words_of_the_public_page_are_changed_by_two_each_in_its_language(browse, amina, bo, chen):
    write_page(by=amina, texts=page_texts(what="Soup", ask="Knock"))
    before = {"what_en": "Soup", "ask_en": "Knock"}
    browse(amina).post("/n/millbrook/words/", before | {"what_en": "Bread", "what_es": "Pan"})
    browse(bo).post("/n/millbrook/words/", before | {"what_ar": "خبز", "ask_en": ""})
    public = browse(chen).get("/n/millbrook/").text
    assert "Soup" in public
    assert "Knock" in public
    page = browse(chen).get("/n/millbrook/agreed/").text
    for told in ("What we do · Español", "What we do · العربيّة", "nothing any more"):
        assert told in page, "who says yes reads all of it, whatever language they read"
    for waiting in Suggestion.objects.all():
        browse(chen).post(f"/n/millbrook/agreed/suggested/{waiting.pk}/yes/")
    texts = page_written(amina.network).value
    assert texts["what"] == {"en": "Bread", "es": "Pan", "ar": "خبز"}
    assert texts["ask"] == {}


def test_words_for_an_emergency_hold_at_once_and_take_no_others_along(browse, amina, bo):
    words = {"what_en": "Soup", "emergency_en": "Meet at the old oak"}
    answer = browse(amina).post("/n/millbrook/words/", words, follow=True)
    assert "holds once a second member says yes" in answer.text
    [holds] = Agreement.objects.all()
    assert (holds.value["what"], holds.value["emergency"]) == ({}, {"en": "Meet at the old oak"})
    assert Suggestion.objects.get().value == {"what": {"en": "Soup"}}


def test_older_words_are_taken_up_again_by_two(browse, amina, bo):
    for what in ("Soup", "Nonsense"):
        write_page(by=amina, texts=page_texts(what=what))
    older = Agreement.objects.get(number=1)
    answer = browse(amina).post(f"/n/millbrook/agreed/{older.pk}/again/", follow=True)
    assert "holds once a second member says yes" in answer.text
    second(by=bo, suggestion=Suggestion.objects.get())
    assert page_written(amina.network).value["what"] == {"en": "Soup"}


def test_who_is_alone_writes_words_that_hold_at_once(browse, amina):
    answer = browse(amina).post("/n/millbrook/words/", {"what_en": "Soup"}, follow=True)
    assert "Everyone can read it now" in answer.text
    assert not Suggestion.objects.exists()
    browse(amina).post("/n/millbrook/words/", {"what_en": "Soup"})
    assert Agreement.objects.count() == 1, "what holds already is not kept twice"


def test_what_was_agreed_about_destroying_stands_there_with_its_days(
    browse, amina, bo, chen, time_machine
):
    time_machine.move_to("2026-11-24T12:00Z")
    for member in (amina, bo):
        browse(member).post("/n/millbrook/lockdown/destroy/agree/", {"needed": 2})
    told = "2 together can have it destroyed"
    assert told not in browse(chen).get("/n/millbrook/agreed/").text
    time_machine.shift(timedelta(hours=72))
    page = browse(chen).get("/n/millbrook/agreed/").text
    assert f"{told}. Agreed since Nov. 24, 2026, to be looked at again by Nov. 24, 2027." in page


def test_two_suggestions_about_name_and_place_do_not_undo_each_other(browse, amina, bo, chen):
    browse(amina).post("/n/millbrook/facts/", FACTS | {"name": "Mill Brook"})
    browse(bo).post("/n/millbrook/facts/", FACTS | {"area": "by the canal"})
    page = browse(chen).get("/n/millbrook/agreed/").text
    assert (page.count("<dt>Name</dt>"), page.count("<dt>Area</dt>")) == (1, 1), "what differs"
    for waiting in Suggestion.objects.all():
        browse(chen).post(f"/n/millbrook/agreed/suggested/{waiting.pk}/yes/")
    network = Network.objects.get(pk=amina.network_id)
    assert (network.name, network.area) == ("Mill Brook", "by the canal")
    newest = network.agreements.newest(Agreement.Kind.FACTS)
    assert newest.value == facts(network), "all of them, to be taken up again"


def test_older_facts_are_taken_up_again_without_what_is_the_same(browse, amina, bo):
    for area in ("by the canal", "by the bridge"):
        change_facts(by=amina, area=area)
        second(by=bo, suggestion=Suggestion.objects.get())
    older = Agreement.objects.get(number=1)
    browse(amina).post(f"/n/millbrook/agreed/{older.pk}/again/")
    assert Suggestion.objects.get().value == {"area": "by the canal"}


def test_after_a_year_name_and_place_are_kept_as_they_are(browse, amina, bo, time_machine):
    change_facts(by=amina, area="by the canal")
    second(by=bo, suggestion=Suggestion.objects.get())
    time_machine.move_to(timezone.now() + timedelta(days=366))
    same = FACTS | {"area": "by the canal"}
    browse(amina).post("/n/millbrook/facts/", same)
    page = browse(bo).get("/n/millbrook/agreed/").text.partition("Our rules")[0]
    assert "by the canal" in page, "what they say yes to"
    second(by=bo, suggestion=Suggestion.objects.get())
    assert "look again" not in browse(bo).get("/n/millbrook/home/").text


def test_the_others_are_told_and_only_those_who_can_say_yes(amina, bo, newcomer, monkeypatch):
    told = hooks.Registry()
    heard = []
    told.register()(lambda user, kind, path, once, facts: heard.append((user, kind)))
    monkeypatch.setattr(hooks, "telling", told)
    suggest(by=amina, kind=JOINING, value=OPEN)
    assert heard == [(bo.user, "networks.suggested")]


def test_it_is_time_to_look_again_after_a_year(browse, amina, time_machine):
    suggest(by=amina, kind=JOINING, value=OPEN)
    client = browse(amina)
    assert "look again" not in client.get("/n/millbrook/home/").content.decode()
    time_machine.move_to(timezone.now() + timedelta(days=366))
    client = browse(amina)
    assert "look again at “How one joins”" in client.get("/n/millbrook/home/").content.decode()
    suggest(by=amina, kind=JOINING, value=OPEN)
    assert "look again" not in client.get("/n/millbrook/home/").content.decode()


def test_all_rules_stand_on_one_page_and_are_adopted_whole(browse, amina, bo):
    client = browse(amina)
    page = client.get("/n/millbrook/agreed/starter/").content.decode()
    for rule in all_rules().values():
        assert rule.words(rule.default) in page.replace("&#x27;", "'")
    client.post("/n/millbrook/agreed/starter/adopt/")
    second(by=bo, suggestion=Suggestion.objects.get())
    kept = Agreement.objects.get(kind=Agreement.Kind.STARTER)
    assert kept.value["rules"][JOINING] == "invitation"
    page = client.get("/n/millbrook/agreed/starter/").text
    assert "Agreed on" in page
    assert "We want to keep these rules" not in page


def test_all_rules_are_looked_at_again_after_a_year(browse, amina, bo, time_machine):
    browse(amina).post("/n/millbrook/agreed/starter/adopt/")
    second(by=bo, suggestion=Suggestion.objects.get())
    time_machine.move_to(timezone.now() + timedelta(days=366))
    client = browse(amina)
    assert "look again at “All rules" in client.get("/n/millbrook/home/").text
    assert "We want to keep these rules" in client.get("/n/millbrook/agreed/starter/").text
    client.post("/n/millbrook/agreed/starter/adopt/")
    second(by=bo, suggestion=Suggestion.objects.get())
    assert "look again" not in client.get("/n/millbrook/home/").text
    assert "We want to keep these rules" not in client.get("/n/millbrook/agreed/starter/").text


def test_words_that_a_concern_hides_do_not_hold(browse, amina, bo):
    for what in ("Soup", "Lies"):
        write_page(by=bo, texts=page_texts(what=what))
    older, newest = Agreement.objects.order_by("number")
    conceal(newest, amina.network)
    page = browse(amina).get("/n/millbrook/agreed/")
    assert page.context["holding"] == {older.pk}
    assert page.text.count("holds now") == 1


def test_a_choice_that_is_none_is_refused_in_words(browse, amina, bo):
    answer = browse(amina).post("/n/millbrook/agreed/rules/joining/", {"choice": "by-force"})
    assert answer.status_code == 422
    assert not Suggestion.objects.exists()


def test_an_unknown_rule_is_not_there(browse, amina):
    assert browse(amina).get("/n/millbrook/agreed/rules/tribute/").status_code == 404


def test_a_newcomer_writes_no_words_for_all(browse, newcomer, amina):
    words = {"what_en": "Call me for help: 0900"}
    assert browse(newcomer).post("/n/millbrook/words/", words).status_code == 403
    browse(amina).post("/n/millbrook/words/", words)
    assert Agreement.objects.get().kind == Agreement.Kind.PAGE


def test_the_cap_is_what_was_agreed(amina, bo):
    suggest(by=amina, kind=KNOWN_BY, value={"choice": 3})
    second(by=bo, suggestion=Suggestion.objects.get())
    assert agreed(amina.network, KNOWN_BY) == 3
    MemberFactory.create_batch(6, network=amina.network)
    new = MemberFactory(network=amina.network, vouches_needed=None)
    page = panel_of(new)
    assert page["needed"] == 3


def panel_of(member):
    panels = hooks.panels.ask(None, member)
    return next(panel for panel in panels if panel["template"].endswith("newcomer.html"))


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("size", ["a4", "letter"])
def test_all_rules_print_on_one_sheet(page, amina, language, size):
    sign_in(page, amina)
    set_language(page, language)
    page.goto(f"/n/millbrook/agreed/starter/?paper={size}")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_who_is_asked_for_a_yes_sees_what_holds_and_what_would(browse, amina, bo):
    write_page(by=amina, texts=page_texts(what="Soup on Fridays"))
    words = {f"{part}_{code}": "" for part in page_texts() for code in amina.network.languages}
    client = browse(amina)
    client.post("/n/millbrook/words/", words | {"what_en": "Soup on Sundays"})
    client.post("/n/millbrook/agreed/rules/joining/", {"choice": "open"})
    client.post("/n/millbrook/facts/", FACTS | {"name": "Mill Road"})
    page = browse(bo).get("/n/millbrook/agreed/").text.partition('id="suggested"')[2]
    page = page.partition("</section>")[0]
    for now, then in [
        ("Soup on Fridays", "Soup on Sundays"),
        ("Who has a link or a poster", "Who wants to take part comes in"),
        (">Millbrook<", ">Mill Road<"),
    ]:
        assert page.index(now) < page.index(then)
    assert page.count("Now:") == page.count("If you agree:") == 3


def test_a_number_is_said_with_what_holds_while_there_are_too_few(browse, amina, bo):
    few = "While few are known, half of them are enough."
    assert few in browse(amina).get("/n/millbrook/agreed/").text
    client = browse(amina)
    client.post("/n/millbrook/agreed/rules/known-by/", {"choice": "3"})
    suggested, _, rules = client.get("/n/millbrook/agreed/").text.partition("Our rules")
    assert f"I know this person. {few}" in suggested
    assert few in rules
    assert client.get("/n/millbrook/agreed/starter/").text.count(few) == 1
