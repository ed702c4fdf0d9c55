import re
import secrets

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from mutualaid.fields import Texts
from needs.answering.services import fill_in, keep_response
from needs.results.queries import foremost, telling_of
from needs.results.ranking import PARTS
from needs.results.services import advance, recount, tag_words
from needs.surveys.models import Response, Survey, Tag
from needs.surveys.services import change_question
from tests.needs.factories import SurveyFactory

FOOD = {"food": {"urgency": "now", "people": 3}}


def address(name, survey, *more):
    return reverse(f"needs:{name}", args=[survey.network.slug, survey.pk, *more])


def test_below_three_only_how_many(survey, say, amina, browse):
    say(survey, {"home": "boat"}, times=2)
    page = browse(amina).get(address("result_pages", survey))
    assert "2 people have answered so far" in page.text
    assert "Boat" not in page.text


def test_an_order_without_counts_is_frozen_at_three(survey, say, amina, browse):
    say(survey, {"home": "boat", "needs": FOOD}, times=3)
    before = telling_of(survey).counts
    page = browse(amina).get(address("result_pages", survey))
    assert page.text.index("Boat") < page.text.index("House"), "and not that nobody said it"
    assert "(100%)" not in page.text
    say(survey, {"home": "house"})
    assert telling_of(survey).counts == before
    assert "Food and meals" in browse(amina).get(address("ranking", survey)).text


def test_right_after_each_five(survey, say, amina, browse):
    client = browse(amina)
    for round_ in range(1, 4):
        say(survey, {"home": "house"}, times=3)
        say(survey, {"home": "flat"}, times=2)
        page = client.get(address("result_pages", survey)).text
        assert f"{5 * round_} people answered" in page
        assert f"{3 * round_} (60%)" in page
        assert f"{2 * round_} (40%)" in page


def test_fewer_than_five_more_wait_and_it_says_so(survey, say, amina, browse):
    say(survey, {"home": "house"}, times=5)
    say(survey, {"home": "flat"}, times=4)
    page = browse(amina).get(address("result_pages", survey)).text
    assert "Newer answers are not in these numbers yet" in page
    home = browse(amina).get(f"/n/{survey.network.slug}/home/").text
    assert "At least 5 people have answered" in home
    assert "9 people" not in page + home
    assert "These numbers are exact, for members only" in page
    assert "5 (100%)" in page
    assert re.search(r"Nobody said:\s+<bdi>Flat</bdi> · <bdi>Boat</bdi>", page)


def test_withdrawn_answers_leave_with_the_next_five(survey, say):
    say(survey, {"home": "house"}, times=6)
    Response.objects.filter(pk=survey.responses.first().pk).update(leaving=True)
    assert not advance(survey_id=survey.pk)
    say(survey, {"home": "flat"}, times=5)
    counts = telling_of(survey).counts
    assert counts["all"] == 10
    assert survey.responses.count() == 10


def test_advancing_twice_changes_nothing(survey, say):
    say(survey, {"home": "house", "people": 4}, times=7)
    before = list(survey.tallies.order_by("filter").values("filter", "responses", "data"))
    assert not advance(survey_id=survey.pk)
    recount(survey_id=survey.pk)
    after = list(survey.tallies.order_by("filter").values("filter", "responses", "data"))
    assert before == after


def test_counting_anew_leaves_alone_who_waits_and_who_leaves(survey, say):
    """An import of nothing can be undone at any moment: that must not show one neighbor."""
    say(survey, {"home": "house"}, times=5)
    Response.objects.filter(pk=survey.responses.first().pk).update(leaving=True)
    say(survey, {"home": "boat"})
    before = telling_of(survey).counts
    recount(survey_id=survey.pk)
    assert telling_of(survey).counts == before
    assert survey.responses.filter(counted=False).count() == 1
    survey.responses.filter(leaving=False, counted=True).first().delete()
    recount(survey_id=survey.pk)
    assert telling_of(survey).counts["all"] == 4
    say(survey, {"home": "boat"}, times=4)
    assert telling_of(survey).counts["all"] == 8
    survey.responses.all().delete()
    recount(survey_id=survey.pk)
    assert not survey.tallies.exists()


def test_numbers_stand_in_ranges_without_a_single_highest(survey, say, amina, browse):
    for people in (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 20):
        say(survey, {"people": people})
    say(survey, {"people": 4}, times=3)
    page = browse(amina).get(address("result_pages", survey)).text
    table = page.split("How many people live in your home?")[1].split("</table>")[0]
    assert "20" not in strip_tags(table)
    assert "or more" in page
    assert "The middle answer" in page


def test_an_answer_that_all_withdrew_is_too_few(survey, say, amina, browse):
    home = survey.questions.get(key="home").pk
    say(survey, {"home": "boat"})
    say(survey, {"home": "house"}, times=5)
    boat = survey.responses.filter(answers__value="boat")
    boat.update(leaving=True)
    say(survey, {"home": "house"}, times=15)
    page = browse(amina).get(address("result_pages", survey), {"only": f"{home}:boat"})
    assert "Too few people gave this answer" in page.text


def test_what_the_question_does_not_offer_shows_publicly_only_with_a_number(survey, say, client):
    shops = survey.questions.get(key="shops")
    shops.settings = {}
    shops.save()
    url = reverse("needs:public_results", args=[survey.code])
    say(survey, {"shops": ["market"]}, times=19)
    say(survey, {"shops": ["other"]})
    assert "Something else" not in shown(client, url)
    say(survey, {"shops": ["other"]}, times=15)
    assert "Something else" in shown(client, url)


def shown(client, url):
    return client.get(url).text.split("Where do you buy food?")[-1].split("<section")[0]


def test_earlier_wordings_stay_apart(survey, say, amina, browse):
    say(survey, {"home": "house"}, times=5)
    for words in ("Where do you sleep?", "What is your home?"):
        home = survey.questions.asked_now().get(key="home")
        change_question(by=amina, question=home, text=Texts(en=words))
    survey.refresh_from_db()
    say(survey, {"home": "boat"}, times=5)
    page = browse(amina).get(address("result_pages", survey)).text
    assert "Where do you sleep?" not in page  # nobody answered it
    assert "Where do you live?" in page
    assert "What is your home?" in page
    assert "As it was asked earlier, up to version 1" in page
    assert "since version 3" in page


def test_narrowed_to_one_answer_counts_in_fives(survey, say, amina, browse):
    home = survey.questions.get(key="home").pk
    say(survey, {"home": "house", "water": "yes"}, times=30)
    say(survey, {"home": "flat", "water": "no"}, times=20)
    page = browse(amina).get(address("result_pages", survey), {"only": f"{home}:house"}).text
    assert "You see only people who gave this answer" in page
    assert "more than 20" in page
    assert "30 (" not in page
    assert browse(amina).get(address("result_pages", survey), {"only": "no"}).status_code == 404


def test_the_public_version(survey, say, client):
    say(survey, {"home": "house", "street": "words:Canary Row"}, times=40)
    say(survey, {"home": "boat"}, times=2)
    survey.refresh_from_db()
    url = reverse("needs:public_results", args=[survey.code])
    page = client.get(url).text
    assert "more than 30" in page
    assert ">40<" not in page
    assert "40 " not in page
    assert "Canary" not in page
    assert re.search(r"Not shown:\s+<bdi>Flat</bdi>", page)
    survey.public_results = False
    survey.save()
    assert client.get(url).status_code == 404


def test_who_passes_by_finds_the_totals(survey, client):
    url = reverse("needs:public_results", args=[survey.code])
    there = f"/n/{survey.network.slug}/"
    assert f'href="{url}"' in client.get(there).text
    survey.public_results = False
    survey.save()
    assert url not in client.get(there).text


def test_words_are_read_and_tagged_by_members(survey, say, amina, browse):
    street = survey.questions.get(key="street")
    for number in range(5):
        say(survey, {"street": f"words:Bread <b>{number}</b>"})
    client = browse(amina)
    url = address("words", survey, street.pk)
    page = client.get(url).text
    assert "Bread &lt;b&gt;3&lt;/b&gt;" in page
    texts = [str(pk) for pk in street.answers.values_list("pk", flat=True)[:2]]
    tag = address("tag", survey, street.pk)
    assert client.post(tag, {"texts": texts}).status_code == 422
    assert client.post(tag, {"category": "food", "texts": [1]}).status_code == 422
    client.post(tag, {"category": "food", "texts": texts})
    client.post(tag, {"category": "food", "texts": texts})
    assert Tag.objects.count() == 2
    assert "2 of them said it in their own words" in client.get(address("ranking", survey)).text
    client.post(address("untag", survey, street.pk), {"tag": Tag.objects.first().pk})
    assert Tag.objects.count() == 1


def test_what_people_could_share_is_read_but_names_no_need(survey, say, amina, browse):
    share = survey.questions.get(key="share")
    for _ in range(5):
        keep_response(
            fill_in(
                survey=survey,
                token=secrets.token_hex(16),
                answers={share: (["tools"], "A canary cage")},
                language="en",
                way="online",
            )
        )
    say(survey, {})
    client = browse(amina)
    page = client.get(address("words", survey, share.pk)).text
    assert "A canary cage" in page
    assert "Mark the ticked texts" not in page
    texts = [share.answers.first().pk]
    sent = {"category": "food", "texts": texts}
    assert client.post(address("tag", survey, share.pk), sent).status_code == 403
    assert not Tag.objects.exists()


def test_fewer_than_five_texts_are_not_read(survey, say, amina, browse):
    street = survey.questions.get(key="street")
    say(survey, {"street": "words:Canary Row"}, times=4)
    say(survey, {"home": "house"})
    assert "Canary" not in browse(amina).get(address("words", survey, street.pk)).text


@pytest.mark.parametrize("name", ["result_pages", "ranking"])
def test_outsiders_find_nothing(name, survey, dara, browse):
    assert browse(dara).get(address(name, survey)).status_code == 404


def test_weighing_changes_the_order(survey, say, amina, browse):
    say(survey, {"needs": {"food": {"urgency": "later", "people": 1}}}, times=10)
    say(survey, {"needs": {"transport": {"urgency": "now", "people": 9}}}, times=6)
    client = browse(amina)
    page = client.get(address("ranking", survey), {"named": 3, "urgent": 0, "people": 0}).text
    assert page.index("1. Food") < page.index("2. Getting around")
    page = client.get(address("ranking", survey), {"named": 0, "urgent": 3, "people": 0}).text
    assert page.index("1. Getting around") < page.index("2. Food")
    assert client.get(address("ranking", survey), {"named": "x"}).status_code == 200


def test_where_nothing_counts_no_need_has_a_place(survey, say, amina, browse):
    say(survey, {"needs": {"food": {}}}, times=10)
    say(survey, {"needs": {"transport": {}}}, times=6)
    client = browse(amina)
    nothing = dict.fromkeys(PARTS, 0)
    page = client.get(address("ranking", survey), nothing).text
    assert "Nothing counts now" in page
    assert "<h2>Food and meals</h2>" in page
    assert "than if all counts the same" not in page
    page = client.get(address("ranking", survey), nothing | {"named": 1}).text
    assert "Nothing counts now" not in page
    assert "<h2>1. Food and meals</h2>" in page


def test_a_marked_text_adds_to_the_ticks_of_its_need(survey, say, amina, browse):
    say(survey, {"needs": FOOD}, times=3)
    say(survey, {"street": "words:No bread anywhere"}, times=5)
    street = survey.questions.get(key="street")
    texts = [answer.pk for answer in street.answers.all()[:2]]
    tag_words(by=amina, question=street, answers=texts, category="food")
    page = browse(amina).get(address("ranking", survey)).text
    assert re.search(r"How many name it.*?>5<", page, re.S)
    assert "2 of them said it in their own words" in page


def test_the_ranking_tells_what_it_counts(survey, say, amina, browse):
    survey.questions.filter(key="water").update(
        signals=[{"category": "water", "when": ["no"], "urgency": "now"}]
    )
    say(survey, {"water": "no"}, times=5)
    page = browse(amina).get(address("ranking", survey)).text
    assert "“No” to “Is your tap water good?” counts for: " in page
    assert "Every need ticked in “What do you lack?”" in page


def test_the_home_keeps_to_the_open_survey(survey, say, amina, browse, network):
    say(survey, {"needs": FOOD}, times=5)
    closed = SurveyFactory(network=network, title=Texts(en="Of last year"))
    say(closed, {"needs": FOOD}, times=5)
    Survey.objects.filter(pk=closed.pk).update(state="closed", created_on="2999-01-01")
    assert foremost(network)[0] == survey


def test_an_earlier_wording_shows_publicly_only_with_a_number(survey, say, amina, browse, client):
    """That it shows would else tell that somebody gave the answer after which it is asked."""
    say(survey, {"water": "no", "tap": "words:It smells"})
    say(survey, {"water": "yes"}, times=39)
    tap = survey.questions.get(key="tap")
    change_question(by=amina, question=tap, text=Texts(en="How does it smell?"))
    public = client.get(reverse("needs:public_results", args=[survey.code])).text
    assert "How does it smell?" in public
    assert "What is wrong with it?" not in public
    page = browse(amina).get(address("result_pages", survey)).text
    assert "What is wrong with it?" in page
