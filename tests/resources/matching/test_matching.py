"""Who could help with a need, why, and in which order; who could not."""

from datetime import date, timedelta

import h3
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Member
from needs.categories import KINDS
from needs.pledges.services import pledge
from needs.posts.models import Need
from resources.asks.services import ask, limit_asks
from resources.items.models import Item
from resources.matching.fits import ALSO, meets, met_by
from resources.matching.queries import could_help, fitting, how_many_could, who_could
from resources.models import NeedAsk
from tests.needs.posts.factories import need_of
from tests.networks.factories import CircleFactory, MemberFactory, conceal
from tests.resources.factories import ItemFactory, WindowFactory

HERE, BESIDE, FAR = "881f1d4887fffff", "881f1d4885fffff", "881e24a967fffff"


@pytest.fixture
def need(amina):
    return fresh(need_of(amina, category="appointment", cell=HERE, languages=["ar"]))


def fresh(need):
    return Need.objects.select_related("network__key", "by").get(pk=need.pk)


def driver(member, **told):
    told = {"kind": "skill", "category": "transport", "name": "Driving", "cell": HERE} | told
    return ItemFactory(by=member, **told)


def names(need, asker):
    return [str(each.member) for each in who_could(need, asker=asker)]


def test_every_category_meets_itself_and_also_points_to_some_that_there_are():
    assert all(slug in meets(slug, KINDS) for slug in KINDS)
    assert {*ALSO, *(slug for also in ALSO.values() for slug in also)} <= {*KINDS}
    assert not any(slug in also for slug, also in ALSO.items())


def test_with_what_one_could_help_and_what_helps_is_the_same():
    assert all(need in met_by({shared}, KINDS) for need in KINDS for shared in meets(need, KINDS))


def test_who_drives_helps_whoever_has_to_get_to_the_clinic_and_it_says_why(need, chen, bo):
    item = driver(bo, languages=["ar", "en"])
    for weekday in range(7):
        WindowFactory(item=item, weekday=weekday)
    Need.objects.filter(pk=need.pk).update(wanted_on="2030-03-01", due_on="2030-03-01")
    (found,) = who_could(fresh(need), asker=chen)
    assert found.member == bo
    assert found.why.replace("\u2068", "").replace("\u2069", "") == (
        "can do: Driving; close by; on Friday; speaks Arabic"
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [(HERE, "close by"), (BESIDE, "a few streets on"), (FAR, "further away"), ("", "")],
)
def test_how_far_it_is_stands_there_in_words(need, chen, bo, cell, words):
    driver(bo, cell=cell)
    (found,) = who_could(need, asker=chen)
    assert words in found.why
    assert not any(letter.isdigit() for letter in found.why)


def test_a_cell_beside_is_a_few_streets_on():
    assert h3.grid_distance(HERE, BESIDE) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"state": "paused"},
        {"state": "gone"},
        {"level": "learn"},
        {"audience": "circle"},
        {"category": "pets"},
        {"languages": ["es"]},
    ],
)
def test_what_does_not_fit_is_not_suggested(need, chen, bo, told):
    driver(bo, **told)
    assert not who_could(need, asker=chen)
    assert how_many_could(need) == 0


def test_what_lies_with_a_circle_that_nobody_looks_after_is_not_suggested(need, chen):
    driver(None, network=need.network, circle=CircleFactory(network=need.network))
    assert not who_could(need, asker=chen)


@pytest.mark.parametrize("repeats", ["once", "weekly"])
def test_on_another_day_it_does_not_help(need, chen, bo, repeats):
    WindowFactory(item=driver(bo), weekday=0)
    tuesday = date(2030, 3, 5)
    first = tuesday - timedelta(days=21) if repeats == "weekly" else tuesday
    Need.objects.filter(pk=need.pk).update(wanted_on=first, due_on=tuesday, repeats=repeats)
    assert not who_could(fresh(need), asker=chen)


def test_neither_its_owner_nor_who_asks_nor_another_network(need, amina, chen, dara):
    for each in (amina, chen, dara):
        driver(each)
    assert not who_could(need, asker=chen)


@pytest.mark.parametrize("hides", ["owner", "asker", "helper"])
def test_whoever_hides_is_absent(need, amina, bo, chen, hides):
    driver(bo)
    who, name = {"owner": (amina, "Bo"), "asker": (chen, "Bo"), "helper": (bo, "Amina")}[hides]
    hide(by=who, name=name)
    assert not who_could(need, asker=chen)


def test_the_number_tells_its_owner_nothing_of_whom_they_hide_from(need, amina, bo):
    driver(bo)
    hide(by=amina, name="Bo")
    assert how_many_could(need) == 1


def test_nobody_who_takes_a_break(need, chen, paula):
    driver(paula)
    assert not who_could(need, asker=chen)


@pytest.mark.parametrize(
    "told", [{"category": "childcare"}, {"at_home": True}, {"audience": "known"}]
)
def test_where_somebody_must_be_known_newcomers_are_not_asked(amina, chen, newcomer, bo, told):
    need = fresh(need_of(amina, **{"category": "transport"} | told))
    driver(newcomer, category=need.category)
    assert names(need, chen) == []
    driver(bo, category=need.category)
    assert names(need, chen) == ["Bo"]


def test_newcomers_help_with_the_rest(need, chen, newcomer):
    driver(newcomer)
    assert names(need, chen) == ["Nour"]


def test_whoever_was_asked_as_often_as_they_said_is_left_alone(need, chen, bo, amina):
    item = driver(bo)
    limit_asks(member=bo, a_month=1)
    assert names(need, chen) == ["Bo"]
    ask(item=item, by=chen, words="?", contact="555", wanted_on=need.network.today())
    assert not names(need, chen)
    NeedAsk.objects.create(need=need_of(amina), of=bo, item=item)
    limit_asks(member=bo, a_month=2)
    assert not names(need, chen)
    limit_asks(member=bo, a_month=3)
    assert names(need, chen) == ["Bo"]


def test_who_was_asked_least_lately_comes_first_and_who_is_near_before_them(need, chen):
    today = need.network.today()
    told = {"network": need.network}
    lately = driver(MemberFactory(name="Lately", **told), asked_on=today)
    far = driver(MemberFactory(name="Far", **told), cell=FAR)
    before = driver(MemberFactory(name="Before", **told), asked_on=today - timedelta(days=9))
    never = driver(MemberFactory(name="Never", **told))
    assert [each.item for each in who_could(need, asker=chen)] == [never, before, lately, far]


def test_of_one_neighbor_one_thing(need, chen, bo):
    for _ in range(3):
        driver(bo)
    assert names(need, chen) == ["Bo"]


def test_who_offered_help_or_said_no_is_not_suggested(need, chen, bo, newcomer):
    for each in (bo, newcomer):
        item = driver(each)
    pledge(need=need, by=bo, quantity=1, words="", contact="555")
    asked = NeedAsk.objects.create(need=need, of=newcomer, item=item, state="no")
    assert not names(need, chen)
    asked.state, asked.asked_on = "later", need.network.today() - timedelta(days=1)
    asked.save()
    assert names(need, chen) == ["Nour"]


def test_what_a_concern_hides_helps_nobody(need, chen, bo):
    conceal(driver(bo), need.network)
    assert not names(need, chen)


def test_something_alike_comes_last(need, chen, bo, newcomer):
    driver(newcomer, category="bicycle")
    driver(bo, cell=FAR)
    assert names(need, chen) == ["Bo", "Nour"]
    fits, alike = who_could(need, asker=chen)
    assert "something like it" not in fits.words
    assert "; only something like it; " in alike.words


def test_with_what_a_member_could_help(amina, bo, newcomer):
    driver(bo, level="learn", category="pets")
    driver(bo, languages=["ar"])
    assert {"transport", "appointment", "groceries"} <= could_help(bo)
    assert "pets" not in could_help(bo)
    assert could_help(newcomer) == set()
    needs = [need_of(amina, category=slug, languages=["ar"]) for slug in ("appointment", "pets")]
    told = fitting(bo, needs)
    assert [*told] == [needs[0].pk]
    assert "you can do" in told[needs[0].pk]
    assert "you both speak Arabic" in told[needs[0].pk]


def test_where_it_is_shows_only_if_its_owner_shows_it(amina, bo):
    driver(bo)
    told = {"category": "transport", "cell": HERE}
    shows, hides = (need_of(amina, **told, shows_place=shown) for shown in (True, False))
    told = fitting(bo, [shows, hides])
    assert "close by" in told[shows.pk]
    assert "close by" not in told[hides.pk]


def statements(need, asker):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = who_could(need, asker=asker)
    return len(found), len(asked)


def test_however_much_is_shared_it_takes_as_many_statements(need, amina, chen):
    hide(by=amina, name="Somebody else")
    driver(MemberFactory(network=need.network))
    few = statements(fresh(need), chen)
    for _ in range(24):
        driver(MemberFactory(network=need.network))
    assert few == (1, statements(fresh(need), chen)[1])
    told_of_plans = 8 if connection.vendor == "postgresql" else 0  # see `db.along_index`
    assert few[1] <= 14 + told_of_plans


def test_no_number_that_ranks_people_is_kept():
    kept = {field.name for field in Member._meta.fields} | {f.name for f in NeedAsk._meta.fields}
    assert not [name for name in kept if "score" in name or "rank" in name or "count" in name]
    assert "score" not in {field.name for field in Item._meta.fields}
