"""Categories that a network adds to those that are shipped."""

import secrets

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from mutualaid.networks.agreements.services import second
from mutualaid.networks.models import Agreement, Network, Suggestion
from needs.answering.services import fill_in, keep_response
from needs.categories import CATEGORIES, KINDS
from needs.models import Need, Tag
from needs.open_eligibility import TERMS, Term, term_of
from needs.own_categories.queries import kinds_of, own_kinds
from needs.own_categories.services import add_category, change_category
from needs.posts.queries import rows_of
from needs.results.services import advance, tag_words
from tests.needs.factories import SurveyFactory
from tests.needs.own_categories.factories import category_of
from tests.needs.posts.factories import need_of
from tests.networks.factories import conceal

THERE = "/n/millbrook/categories/"
SOUP = {"name_en": "Soup kitchen", "name_es": "Comedor", "name_ar": "مطبخ", "under": "food"}


def now(network):
    """As another request finds it."""
    return Network.objects.get(pk=network.pk)


def answered(survey, answers):
    token = secrets.token_hex(16)
    keep_response(fill_in(survey=survey, token=token, answers=answers, language="en", way="paper"))


def agree_to(by):
    second(by=by, suggestion=Suggestion.objects.select_related("by", "network").get())


def test_it_holds_once_a_second_member_says_yes(browse, amina, bo, network):
    answer = browse(amina).post(f"{THERE}new/", SOUP, follow=True)
    assert "It holds once a second member says yes" in answer.text
    assert not own_kinds(now(network))
    there = f"/n/millbrook/agreed/suggested/{Suggestion.objects.get().pk}/yes/"
    assert browse(amina).post(there).status_code == 403
    page = browse(bo).get("/n/millbrook/agreed/").text
    assert "A kind of need of our own" in page
    for words in ("Soup kitchen", "Comedor", "مطبخ", "Food and meals"):
        assert words in page
    browse(bo).post(there)
    kinds = kinds_of(now(network))
    assert str(kinds["own-soup-kitchen"].name) == "Soup kitchen"
    with translation.override("es"):
        assert str(kinds["own-soup-kitchen"].name) == "Comedor"
    order = list(kinds)
    assert order[order.index("own-soup-kitchen") - 1] == "baby-food", "beneath its parent"
    assert Agreement.objects.get().review_on is None


def test_neighbors_ask_under_it_and_the_board_finds_it(browse, client, amina, network):
    slug = category_of(amina, "Soup kitchen")
    assert "Soup kitchen" in client.get("/n/millbrook/needs/new/").text
    answer = client.post(
        f"/n/millbrook/needs/new/{slug}/",
        {
            **{"title": "Hot soup", "urgency": "now", "contact": "555", "repeats": "once"},
            "audience": "everyone",
        },
    )
    need = Need.objects.get()
    assert answer.url == reverse("needs:need_posted", args=["millbrook", need.pk])
    assert need.category == slug
    for narrowed in ("", "?category=food", f"?category={slug}", "?category=food&q=hot"):
        page = client.get(f"/n/millbrook/needs/{narrowed}").text
        assert "Hot soup" in page
        assert "Soup kitchen" in page
    assert "Hot soup" not in client.get("/n/millbrook/needs/?category=water").text
    assert "Soup kitchen" in client.get(f"/n/millbrook/needs/{Need.objects.get().pk}/").text


def test_visitors_newcomers_and_other_networks_add_nothing(client, browse, newcomer, dara, amina):
    category_of(amina, "Soup kitchen")
    for path in ("new/", "own-soup/"):
        assert client.get(f"{THERE}{path}").status_code == 302
        assert browse(newcomer).get(f"{THERE}{path}").status_code == 403
        assert browse(dara).get(f"{THERE}{path}").status_code == 404
        client.logout()
    assert browse(newcomer).get(THERE).status_code == 200
    with pytest.raises(PermissionDenied):
        add_category(by=newcomer, name={"en": "Soup"}, under="food", care=False)
    assert browse(dara).get("/n/eastside/categories/own-soup/").status_code == 404
    assert "Soup kitchen" not in browse(dara).get("/n/eastside/categories/").text


def test_what_is_shipped_nobody_changes(browse, amina, bo):
    for path in ("food/", "groceries/", "own-nothing/"):
        assert browse(amina).get(f"{THERE}{path}").status_code == 404
    assert browse(amina).post(f"{THERE}food/retire/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_es": ""},
        {"name_en": "x" * 61},
        {"under": "groceries"},
        {"under": ""},
        {"name_en": " "},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browse, amina, wrong):
    answer = browse(amina).post(f"{THERE}new/", SOUP | wrong)
    assert answer.status_code == 422
    assert "مطبخ" in answer.text
    assert not Suggestion.objects.exists()


def test_slugs_are_made_by_themselves_and_fit(amina, bo):
    names = ["Soup", "Soup", "مطبخ", "ю", "A very long name of a thing that nobody ever asks for"]
    for number, name in enumerate(names):
        add_category(by=amina, name={"en": name}, under="food", care=bool(number))
    slugs = [kind.partition(":")[2] for kind in Suggestion.objects.values_list("kind", flat=True)]
    assert len(set(slugs)) == len(names)
    assert {"own-soup", "own-soup-2", "own", "own-2"} <= {*slugs}
    assert all(len(slug) <= Need._meta.get_field("category").max_length for slug in slugs)


def test_a_second_tap_suggests_nothing_more(browse, amina, bo):
    for _tap in range(2):
        browse(amina).post(f"{THERE}new/", SOUP)
    assert Suggestion.objects.count() == 1


def test_it_is_renamed_and_moved_the_same_way_and_two_changes_both_hold(
    browse, amina, bo, chen, network
):
    slug = category_of(amina, "Soup")
    need = need_of(bo, category=slug)
    browse(amina).post(f"{THERE}{slug}/", SOUP | {"name_en": "Broth"})
    browse(bo).post(f"{THERE}{slug}/", SOUP | {"under": "company"} | named("Soup"))
    assert str(kinds_of(now(network))[slug].name) == "Soup"
    for waiting in Suggestion.objects.select_related("by", "network"):
        second(by=chen, suggestion=waiting)
    kind = kinds_of(now(network))[slug]
    assert (str(kind.name), kind.under) == ("Broth", "company")
    page = browse(amina).get("/n/millbrook/needs/?category=company&q=soup").text
    assert need.title in page, "it is found where it stands now"
    assert need.title not in browse(amina).get("/n/millbrook/needs/?category=food&q=soup").text


def named(text):
    return {f"name_{code}": text for code in ("en", "es", "ar")}


def test_retired_it_is_offered_no_more_and_what_is_there_stays(browse, amina, bo, network):
    slug = category_of(amina, "Soup kitchen")
    need = need_of(bo, category=slug)
    browse(amina).post(f"{THERE}{slug}/retire/")
    agree_to(bo)
    client = browse(amina)
    assert "Soup kitchen" not in client.get("/n/millbrook/needs/new/").text
    assert client.get(f"/n/millbrook/needs/new/{slug}/").status_code == 302
    board = client.get(f"/n/millbrook/needs/?category={slug}").text
    assert need.title in board
    assert "Soup kitchen" in client.get(f"/n/millbrook/needs/{need.pk}/").text
    assert "offered no more" in client.get(THERE).text
    client.post(f"{THERE}{slug}/offer/")
    agree_to(bo)
    assert "Soup kitchen" in client.get("/n/millbrook/needs/new/").text


def test_care_is_inherited_and_added_and_never_taken_away(browse, amina, bo, network):
    assert kinds_of(now(network))["childcare"].care
    category_of(amina, "School run", "own-run", under="transport")
    assert not kinds_of(now(network))["own-run"].care
    category_of(amina, "School run", "own-run", under="childcare")
    assert kinds_of(now(network))["own-run"].care
    category_of(amina, "School run", "own-run", under="transport")
    assert kinds_of(now(network))["own-run"].care, "once beneath care, it stays so"
    slug = category_of(amina, "Night visits")
    need = need_of(bo, category=slug)
    board = "/n/millbrook/needs/"
    assert need.title in browse(amina).get(board).text
    change_category(by=amina, slug=slug, care=True)
    agree_to(bo)
    need.refresh_from_db()
    assert (need.care, need.audience, need.indexed) == (True, Need.Audience.KNOWN, "")
    assert need.title not in browse(amina).get(board).text
    assert "It asks for care, and always will." in browse(amina).get(f"{THERE}{slug}/").text
    browse(amina).post(f"{THERE}{slug}/", SOUP | {"care": ""})
    agree_to(bo)
    assert kinds_of(now(network))[slug].care


def test_words_that_a_concern_hides_show_nowhere(browse, amina, bo, network):
    slug = category_of(amina, "Soup")
    need_of(bo, category=slug)
    category_of(amina, "Rude words", slug)
    conceal(Agreement.objects.get(number=2), network)
    assert str(kinds_of(now(network))[slug].name) == "Soup"
    conceal(Agreement.objects.get(number=1), network)
    assert str(kinds_of(now(network))[slug].name) == "Food and meals"
    for page in ("needs/", "needs/new/", "categories/"):
        assert "Rude words" not in browse(bo).get(f"/n/millbrook/{page}").text


def test_alone_it_holds_at_once(browse, amina, network):
    browse(amina).post(f"{THERE}new/", SOUP)
    assert own_kinds(now(network)).keys() == {"own-soup-kitchen"}


def test_rows_cost_one_statement_whatever_they_are(amina, network):
    slugs = [category_of(amina, str(number), f"own-{number}") for number in range(5)]
    for slug in slugs * 5:
        need_of(amina, category=slug)
    needs = list(Need.objects.all())
    counts = []
    for few in (needs[:5], needs):
        fresh = now(network)
        with CaptureQueriesContext(connection) as asked:
            rows_of(fresh, few)
            rows_of(fresh, few)
        counts.append(len(asked))
    assert counts == [1, 1]


def test_a_survey_asks_about_it_and_the_ranking_counts_it(browse, amina, network):
    slug = category_of(amina, "Soup kitchen")
    survey = SurveyFactory(network=network, questions=[], state="draft")
    section = survey.sections.get()
    new = f"/n/millbrook/surveys/{survey.pk}/build/parts/{section.pk}/add/needs/"
    assert "Soup kitchen" in browse(amina).get(new).text
    asked = {"text_en": "What is missing?", "categories": ["food", slug], "ask_if": ""}
    answer = browse(amina).post(new, asked)
    assert answer.status_code == 302, answer.context["form"].errors
    question = survey.questions.get()
    assert [choice["key"] for choice in question.choices] == ["food", slug]
    survey.state = "open"
    survey.save()
    for _ in range(6):
        answered(survey, {question: ({slug: {"urgency": "now"}}, "")})
    advance(survey_id=survey.pk)
    ranking = browse(amina).get(f"/n/millbrook/surveys/{survey.pk}/ranking/").text
    assert "Soup kitchen" in ranking


def test_words_are_marked_with_it(amina, network):
    slug = category_of(amina, "Soup kitchen")
    survey = SurveyFactory(network=network, by=amina)
    street = survey.questions.get(key="street")
    for _ in range(5):
        answered(survey, {street: (True, "Soup")})
    advance(survey_id=survey.pk)
    said = street.answers.values_list("pk", flat=True)
    amina.network = now(network)
    assert tag_words(by=amina, question=street, answers=said, category=slug) == 5
    assert {*Tag.objects.values_list("category", flat=True)} == {slug}


def test_each_kind_has_a_term_for_export(amina, network):
    assert {*KINDS} - {*TERMS} == {"other"}
    assert {*TERMS} <= {*KINDS}
    assert all(len(code.split("-")[0]) == 3 for code, _name in TERMS.values())
    assert dict(TERMS.values()).items() == {*TERMS.values()}, "one name each"
    slug = category_of(amina, "Soup kitchen")
    assert term_of(slug, now(network)) == Term("102", "Food")
    assert term_of("grief", network).code == "108-04-01"
    assert term_of("other", network) is None
    assert CATEGORIES.keys() <= KINDS.keys()
