"""Who sees what is shared, and who finds it."""

import pytest

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from tests.networks.factories import conceal
from tests.resources.factories import ItemFactory, shared_by
from tests.resources.items.steps import at, go, names, page


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("everyone", {"visitor", "newcomer", "chen", "bo"}),
        ("members", {"newcomer", "chen", "bo"}),
        ("known", {"chen", "bo"}),
        ("kitchen", {"bo"}),
    ],
)
def test_who_may_ask_is_who_sees_it(client, amina, newcomer, bo, chen, kitchen, audience, seen):
    told = {"audience": audience}
    if audience == "kitchen":
        told = {"audience": "circle", "for_circle": kitchen}
    item = shared_by(amina, languages=["es"], **told)
    found = set()
    for name, who in {"visitor": None, "newcomer": newcomer, "chen": chen, "bo": bo}.items():
        client.logout()
        if who:
            client.force_login(who.user)
        listed = {
            bool(names(client, **asked))
            for asked in ({}, {"q": "drill"}, {"language": "es"}, {"kind": "tool"})
        }
        assert len(listed) == 1, "search and list say the same"
        assert (page(client, item).status_code == 200) in listed
        found |= {name} if listed == {True} else set()
    assert found == seen


def test_visitors_read_no_name_and_no_conditions(client, amina):
    shown = page(client, shared_by(amina, audience="everyone")).text
    assert "A drill" in shown
    assert "Amina" not in shown
    assert "clean" not in shown


def test_newcomers_read_no_name(browse, amina, newcomer):
    assert "Amina" not in page(browse(newcomer), shared_by(amina)).text


def test_who_hides_is_not_there_either_way(browse, amina, chen):
    mine, theirs = shared_by(amina), shared_by(chen)
    hide(by=amina, name="Chen")
    for who, absent in [(chen, mine), (amina, theirs)]:
        client = browse(who)
        assert page(client, absent).status_code == 404
        assert len(names(client)) == len(names(client, q="drill")) == 1


def test_who_takes_a_break_shares_nothing_meanwhile(browse, amina, chen):
    item = shared_by(amina)
    Member.objects.filter(pk=amina.pk).update(break_until=amina.network.today())
    client = browse(chen)
    assert not names(client)
    assert not names(client, q="drill")
    assert page(client, item).status_code == 404
    assert go(browse(amina), "pause", item).status_code == 302, "they can still put it away"


def test_hidden_by_a_concern_its_owner_sees_it_still(browse, amina, chen):
    item = shared_by(amina)
    conceal(item, amina.network)
    assert page(browse(chen), item).status_code == 404
    assert "This is hidden" in page(browse(amina), item).text


def test_search_minds_neither_accents_nor_case(browse, amina, chen):
    shared_by(amina, name="Máquina de coser")
    assert names(browse(chen), q="MAQUINA cos") == ["Máquina de coser"]
    assert names(browse(chen), q="drill") == []


def test_narrowed_by_kind_category_and_language(browse, amina, chen):
    shared_by(amina, name="Ladder", languages=["ar"])
    shared_by(amina, name="Bike", kind="vehicle", category="bicycle", languages=["es"])
    client = browse(chen)
    assert names(client, kind="vehicle") == names(client, q="bik", kind="vehicle") == ["Bike"]
    assert names(client, category="tools") == ["Ladder"], "with those beneath it"
    assert names(client, language="ar") == ["Ladder"]
    assert names(client, language="ar", kind="vehicle") == []
    assert len(names(client, kind="gold")) == 2, "a broken filter is left out"


@pytest.mark.parametrize("asked", [{}, {"q": "drill"}, {"kind": "tool"}])
def test_25_a_page_each_once(browse, amina, chen, asked):
    for number in range(60):
        ItemFactory(by=amina, name=f"Drill {number}")
    client, found, query = browse(chen), [], "?" + "&".join(f"{k}={v}" for k, v in asked.items())
    for size in (25, 25, 10):
        context = client.get(at("item_list") + query).context
        assert len(context["rows"]) == size
        found += [row["name"] for row in context["rows"]]
        query = context["older"]
    assert not query
    assert len({*found}) == 60


@pytest.mark.parametrize("before", ["9" * 5000, "٩" * 30, "-1", "x"])
def test_a_broken_cursor_is_a_page(browse, amina, before):
    assert browse(amina).get(at("item_list"), {"before": before}).status_code == 200


def test_which_languages_and_for_its_owner_who_may_ask(browse, amina, bo, kitchen):
    item = shared_by(amina, languages=["ar", "es"], audience="circle", for_circle=kitchen)
    assert "Only the circle “Kitchen”" in page(browse(amina), item).text
    seen = page(browse(bo), item).text
    assert "Español" in seen
    assert "Who may ask for it?" not in seen


def test_who_wants_to_learn_meets_who_could_teach(browse, amina, chen, bo):
    skill = {"kind": "skill", "category": "bicycle"}
    teach = shared_by(amina, level="teach", name="Brakes", **skill)
    learn = shared_by(chen, level="learn", name="My bike", **skill)
    shared_by(bo, level="can", name="Lights", **skill)
    shown = page(browse(chen), learn)
    assert [row["name"] for row in shown.context["meets"]] == ["Brakes"]
    assert [row["name"] for row in page(browse(bo), teach).context["meets"]] == ["My bike"]
