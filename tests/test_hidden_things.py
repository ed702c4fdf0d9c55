"""Whatever members write or show, a concern can be about it, and hides it everywhere (safety 25).

One of each kind is made by the functions beneath `case`; a kind without one fails, and so does a
model that holds something written and is neither of these kinds nor said to be left out.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from mutualaid import hooks
from mutualaid.fields import Texts, random_id
from mutualaid.networks.agreements.services import change_facts
from mutualaid.networks.concerns.forgetting import forget_concerns
from mutualaid.networks.concerns.models import TOLD_KEPT
from mutualaid.networks.concerns.services import propose, raise_concern
from mutualaid.networks.concerns.things import is_hidden, kinds, marked, thing_named
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.models import Agreement, Concern, Picture, Vouch
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.services import leave
from mutualaid.sealed.keys import row_name
from needs.answering.services import fill_in, keep_response
from needs.posts.models import Need
from needs.practices.models import Practice
from needs.results.services import advance
from resources.hsds.models import OutsideService
from resources.items.models import Item
from resources.models import Goods, StockNote
from tests.needs.factories import SurveyFactory
from tests.needs.posts.factories import need_of
from tests.needs.practices.factories import practice_of
from tests.networks.factories import MemberFactory, conceal, page_texts, write_page
from tests.resources.factories import given, goods_of, lot_of, shared_by, taken, wanted
from tests.resources.hsds.samples import listed_by

WORDS = "Keep away from number 5"
HIDDEN = "This is hidden. Those who looked at it can show it again"
NEW = "/n/millbrook/concerns/new/"

NOT_WRITTEN = {
    *("key", "kind", "code", "slug", "cell", "filter", "way", "language", "time_zone", "path"),
    *("index", "digest", "link", "proof", "place", "reader", "reason", "error", "person"),
    *("category", "wrapped", "instance_key", "password", "codename", "app_label", "model"),
}
"""Fields of text that the program fills, or that are a choice; and those that end in _index."""


class Case(NamedTuple):
    """One thing that Bo wrote, or nobody knows who; Amina reads it on some ``pages``."""

    row: Any
    pages: list[str]
    words: str = WORDS
    own: str = ""
    """The page that tells Bo."""


cases: dict[str, Callable] = {}


def case(label):
    def keep(make):
        cases[label] = make
        return make

    return keep


@case("networks.Agreement")
def words_of_the_page(amina, bo):
    write_page(by=amina, texts=page_texts(what="Soup"))
    write_page(by=bo, texts=page_texts(what=WORDS))
    newest = bo.network.agreements.newest(Agreement.Kind.PAGE)
    return Case(newest, ["/n/millbrook/", "/n/millbrook/agreed/"], own="/n/millbrook/agreed/")


@case("networks.Suggestion")
def suggestion(amina, bo):
    change_facts(by=bo, area=WORDS)
    agreed = "/n/millbrook/agreed/"
    return Case(bo.suggestions.get(), [agreed], own=agreed)


@case("networks.Picture")
def picture(amina, bo):
    picture = keep_picture(of=bo, large=b"large", small=b"small")
    Vouch.objects.create(by=amina, about=bo)
    address = f"/n/millbrook/pictures/{picture.pk}/"
    return Case(picture, ["/n/millbrook/known/"], words=address, own="/n/millbrook/picture/")


@case("needs.Survey")
def survey(amina, bo):
    survey = SurveyFactory(network=bo.network, by=bo, title=Texts(en=WORDS))
    there = f"/n/millbrook/surveys/{survey.pk}/"
    public = f"/s/{survey.code}/"
    inside = [f"{there}{part}" for part in ("preview/", "results/", "ranking/", "poster/")]
    outside = [f"{public}{part}" for part in ("", "receipt/", "door/", "results/", "ranking/")]
    around = ["/n/millbrook/", "/n/millbrook/home/", "/n/millbrook/surveys/"]
    return Case(survey, [there, *inside, *outside, *around], own=there)


@case("needs.Answer")
def words_of_an_answer(amina, bo):
    survey = SurveyFactory(network=bo.network, by=amina)
    question = survey.questions.get(key="street")
    for words in [WORDS, *("Mill End" for _ in range(5))]:
        answers = {question: (True, words)}
        token = secrets.token_hex(16)
        keep_response(
            fill_in(survey=survey, token=token, answers=answers, language="en", way="paper")
        )
    advance(survey_id=survey.pk)
    answer = next(each for each in question.answers.all() if words_in(each) == WORDS)
    return Case(answer, [f"/n/millbrook/surveys/{survey.pk}/results/words/{question.pk}/"])


@case("needs.Need")
def need(amina, bo):
    need = need_of(bo, title=WORDS, urgency="now")
    board = "/n/millbrook/needs/"
    there = f"{board}{need.pk}/"
    around = ["/n/millbrook/", "/n/millbrook/home/", f"{board}?q=number", f"{board}to-do/"]
    return Case(need, [there, board, *around], own=there)


@case("needs.Practice")
def practice(amina, bo):
    practice = practice_of(bo, title=WORDS)
    listed = "/n/millbrook/practices/"
    there = f"{listed}{practice.pk}/"
    return Case(practice, [there, listed, "/n/millbrook/", "/n/millbrook/home/"], own=there)


@case("resources.OutsideService")
def service_of_others(amina, bo):
    service = listed_by(bo, name=WORDS)
    listed = "/n/millbrook/resources/elsewhere/"
    there = f"{listed}{service.pk}/"
    return Case(service, [there, listed], own=there)


@case("resources.Goods")
def goods(amina, bo):
    goods = goods_of(bo, what=WORDS)
    Goods.objects.filter(pk=goods.pk).update(low_at=100_000)
    there = f"/n/millbrook/stock/{goods.pk}/"
    around = [f"/n/millbrook/stock/{part}" for part in ("", "low/", "print/", "stock.csv")]
    return Case(goods, [there, *around, "/n/millbrook/home/"])


@case("resources.StockNote")
def for_which_project(amina, bo):
    lot = lot_of(bo)
    taken(bo, lot, way="project", words=WORDS, named=True)
    there = f"/n/millbrook/stock/lots/{lot.pk}/"
    return Case(StockNote.objects.get(), [there], own=there)


@case("resources.Slip")
def slip(amina, bo):
    given(bo)
    slip = wanted(bo, words=WORDS)
    there = f"/n/millbrook/purse/slips/{slip.pk}/"
    return Case(slip, [there, f"/n/millbrook/purse/{slip.purse.circle_id}/"], own=there)


@case("resources.Item")
def item(amina, bo):
    item = shared_by(bo, name=WORDS, audience=Item.Audience.EVERYONE)
    there, shared = f"/n/millbrook/resources/{item.pk}/", "/n/millbrook/resources/"
    around = ["/n/millbrook/", "/n/millbrook/home/", f"{shared}?q=number"]
    return Case(item, [there, shared, *around], own=there)


def words_in(answer):
    return dict(kinds()[type(answer)].told(answer))["What do you call this neighborhood?"]


@pytest.fixture
def others(network, amina, bo):
    return MemberFactory.create_batch(4, network=network)


@pytest.fixture(params=sorted(cases))
def made(request, amina, bo, others):
    return cases[request.param](amina, bo)


authored = pytest.mark.parametrize(
    "made", sorted(cases.keys() - {"needs.Answer", "resources.Goods"}), indirect=True
)
"""Of those that somebody is known to have written."""


def raised(by, made):
    """The seats of those who look at it."""
    thing = thing_named(row_name(made.row), to=by)
    concern = raise_concern(
        by=by, account="It is about my home", thing=thing, once=secrets.randbits(60)
    )
    return list(concern.panel.select_related("member__user", "concern__network"))


def link(client, page, made):
    """The link on this page that leads to raising a concern about it, if there is one."""
    address = f"{NEW}?thing={row_name(made.row)}"
    return address if f'href="{address}"' in client.get(page).text else None


# What falls under it


def test_everything_written_can_be_hidden_or_is_said_to_be_left_out():
    """A new model with text is hidden by a concern, or its ``hooks.py`` says why it is not."""
    told = hooks.left_out_of_hiding.merged()
    hideable = {model._meta.label for model in kinds()}
    holding_words = {
        model._meta.label
        for model in apps.get_models()
        if any(may_be_written(field) for field in model._meta.concrete_fields)
    }
    assert holding_words == hideable | told.keys()
    assert not hideable & told.keys()
    assert all(told.values())


def may_be_written(field):
    text = models.CharField | models.TextField | models.JSONField | models.BinaryField
    filled = field.name in NOT_WRITTEN or field.name.endswith("_index") or field.choices
    return isinstance(field, text) and not filled


def test_there_is_a_case_of_each_kind():
    assert cases.keys() == {model._meta.label for model in kinds()}


# Raising


def test_a_quiet_link_beside_it_leads_to_raising_it(browse, amina, made):
    client = browse(amina)
    address = link(client, made.pages[0], made)
    assert "About this:" in client.get(address).text
    client.post(address, {"account": "It is about my home"})
    concern = Concern.objects.get()
    assert concern.thing == row_name(made.row)
    assert (concern.about is None) == (not made.own), "who wrote it, where that is known"


def test_three_are_enough_to_look_at_words_of_nobody(amina, bo, others):
    for each in others[2:]:
        leave(member=each)
    words = words_of_an_answer(amina, bo)
    thing = thing_named(row_name(words.row), to=amina)
    concern = raise_concern(by=amina, account="Rude", thing=thing, once=random_id())
    assert concern.state == concern.State.OPEN


@authored
def test_nobody_raises_one_about_what_is_their_own(browse, bo, made):
    client = browse(bo)
    assert link(client, made.own, made) is None
    address = f"{NEW}?thing={row_name(made.row)}"
    for refused in (client.get(address), client.post(address, {"account": "I regret it"})):
        assert refused.status_code == 403
        assert "change it, or take it away" in refused.text
    assert not Concern.objects.exists()


def test_outside_of_the_network_it_is_not_there(client, browse, dara, made):
    name = row_name(made.row)
    assert client.get(f"{NEW}?thing={name}").status_code == 302
    client = browse(dara)
    assert client.get(f"{NEW}?thing={name}").status_code == 404
    assert client.get(f"/n/eastside/concerns/new/?thing={name}").status_code == 404


def test_to_whom_somebody_hides_they_stay_someone(browse, amina, bo, others, made):
    hide(by=bo, name="Amina")
    address = f"{NEW}?thing={row_name(made.row)}"
    answer = browse(amina).get(address)
    absent = isinstance(made.row, Item | Need | OutsideService | Picture | Practice)
    assert answer.status_code == (404 if absent else 200)
    assert ">Bo<" not in answer.text
    if answer.status_code == 200:
        browse(amina).post(address, {"account": "It is about my home"})
        [concern] = Concern.objects.all()
        assert {seat.member for seat in concern.panel.all()} <= {*others}


# Hiding


def test_one_alone_hides_nothing_and_two_hide_it_everywhere(browse, amina, made):
    one, two, _three = raised(amina, made)
    propose(by=one, proposal="hide")
    client = browse(amina)
    for page in made.pages:
        assert made.words in client.get(page).text or not shows(client, page), page
    assert made.words in client.get(made.pages[0]).text
    propose(by=two, proposal="hide")
    for page in made.pages:
        assert made.words not in client.get(page).text, page
        assert client.get(page).status_code in {200, 404, 409}
    assert link(client, made.pages[0], made) is None
    assert client.get(f"{NEW}?thing={row_name(made.row)}").status_code == 404
    propose(by=two, proposal="nothing")
    assert made.words in client.get(made.pages[0]).text


def shows(client, page):
    """Pages of what nobody has answered yet say little."""
    return "results" not in page and "ranking" not in page and "receipt" not in page


def test_visitors_do_not_find_it_either(client, made, network):
    conceal(made.row, network)
    for page in made.pages:
        assert made.words not in client.get(page, follow=True).text, page


@authored
def test_who_wrote_it_is_told_and_sees_it_still(browse, amina, bo, made):
    one, two, _three = raised(amina, made)
    client = browse(bo)
    assert HIDDEN not in client.get(made.own).text
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    page = client.get(made.own).text
    assert HIDDEN in page
    assert "You can say what you think of it" in page
    assert made.words in page
    assert "something of yours is hidden" in client.get("/me/notices/").text
    asked = client.get(f"/n/millbrook/concerns/{one.concern_id}/").text
    assert f"until {TOLD_KEPT.days} days after they end this" in asked
    assert "Amina" not in asked


def test_for_a_while_after_the_end_they_show_it_again(browse, client, made, amina, time_machine):
    one, two, three = raised(amina, made)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    ended_on = amina.network.today()
    Concern.objects.update(state=Concern.State.ENDED, ended_on=ended_on)
    time_machine.move_to(ended_on + TOLD_KEPT)
    page = f"/n/millbrook/concerns/{one.concern_id}/"
    assert f"For {TOLD_KEPT.days} days" in browse(three.member).get(page).text
    assert browse(one.member).get(address_of(made)).status_code == 200
    browse(one.member).post(f"{page}propose/", {"proposal": "nothing"})
    assert not is_hidden(made.row)
    assert browse(one.member).get(page).status_code == 302, "it is over"


def test_after_that_it_stays_hidden(browse, made, amina, time_machine):
    one, two, _three = raised(amina, made)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    ended_on = amina.network.today()
    Concern.objects.update(state=Concern.State.ENDED, ended_on=ended_on)
    time_machine.move_to(ended_on + TOLD_KEPT + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        propose(by=one, proposal="nothing")
    assert is_hidden(made.row)
    forget_concerns(network=amina.network)
    assert is_hidden(made.row)


@pytest.mark.django_db(transaction=True)
def test_those_who_look_at_it_are_shown_it_and_see_it_still(browse, amina, others, made):
    one, two, _three = raised(amina, made)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    client = browse(one.member)
    page = client.post(f"/n/millbrook/concerns/{one.concern_id}/read/").text
    assert made.words in page
    assert "You still see it" in page
    assert client.get(address_of(made)).status_code == 200
    elsewhere = ({*others} - {seat.member for seat in (one, two, _three)}).pop()
    client = browse(elsewhere)
    assert made.words not in client.get(made.pages[0]).text
    assert client.post(f"/n/millbrook/concerns/{one.concern_id}/read/").status_code == 404


def address_of(made):
    return kinds()[type(made.row)].url(made.row)


def test_what_is_gone_meanwhile_is_said_to_be_gone(browse, amina, made):
    seat = raised(amina, made)[0]
    if not isinstance(made.row, Agreement | Goods):  # which nobody can take away
        made.row.delete()
        page = browse(seat.member).post(f"/n/millbrook/concerns/{seat.concern_id}/read/").text
        assert "It is not there any more" in page


def test_it_costs_no_statement_more(browse, amina, made, network):
    client = browse(amina)
    page = made.pages[0]
    before = statements(client, page)
    for row in type(made.row).objects.exclude(pk=made.row.pk):
        conceal(row, network)
    assert statements(client, page) == before


def statements(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_each_row_tells_whether_it_is_hidden(made, network):
    model = type(made.row)
    assert not marked(model.objects.all()).get(pk=made.row.pk).hidden
    conceal(made.row, network)
    assert marked(model.objects.all()).get(pk=made.row.pk).hidden
    assert not any(row.hidden for row in marked(model.objects.exclude(pk=made.row.pk)))
