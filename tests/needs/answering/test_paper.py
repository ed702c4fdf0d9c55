"""On paper, and heard in a conversation or a meeting."""

import re

import pytest
from django.urls import reverse

from mutualaid.fields import Texts
from mutualaid.sealed.services import unseal
from needs.answering.services import print_sheets
from needs.answering.walk import field_name
from needs.surveys.models import Response, Sheet, Survey
from needs.surveys.services import change_question, move_question, remove_question
from tests.needs.factories import SurveyFactory
from tests.needs.test_kinds import ANSWERS, TYPED


@pytest.fixture
def survey(amina):
    return SurveyFactory(network=amina.network, by=amina)


@pytest.fixture
def member(browse, amina):
    return browse(amina)


def url(survey, name, *args):
    return reverse(f"needs:{name}", args=[survey.network.slug, survey.pk, *args])


def typed(survey, lines=TYPED):
    return {field_name(question): lines[question.key] for question in survey.questions.asked_now()}


def codes_on(page):
    return re.findall(r'class="code" dir="ltr">([A-Z0-9-]+)<', page)


def reword(survey, key):
    question = survey.questions.asked_now().get(key=key)
    return change_question(by=survey.by, question=question, text=Texts(en="What about your road?"))


@pytest.fixture
def sheets(amina, survey):
    return print_sheets(by=amina, survey=survey, count=2, batch="a batch").codes


class TestPrinting:
    def make(self, member, survey, **data):
        data = {"count": 3, "size": "a4", "batch": "a secret batch"} | data
        return member.post(url(survey, "sheet_print"), data)

    def test_forms_have_numbers_questions_and_a_strip(self, member, survey):
        page = self.make(member, survey).content.decode()
        assert re.findall(r'sheet-number">(\d+)', page) == ["1", "2", "3"]
        assert len(set(codes_on(page))) == 3
        assert page.count("Where do you live?") == 3
        assert "Only if you answered question 3 with: No" in page
        assert survey.code in page

    def test_they_speak_the_language_of_who_fills_them_in(self, member, survey):
        page = self.make(member, survey, speaks="es").text
        assert '<html lang="es"' in page
        assert '<html lang="en"' in member.get(url(survey, "sheet_list")).text
        switched = self.make(member, survey, language="ar").text
        assert '<html lang="ar" dir="rtl">' in switched, "the same forms once more, by the switch"

    def test_only_languages_that_the_survey_speaks_are_offered(self, member, survey):
        page = member.get(url(survey, "sheet_list")).text
        assert 'name="speaks" value="es"' in page
        assert 'name="speaks" value="ar"' not in page
        assert self.make(member, survey, speaks="ar").status_code == 422

    def test_the_codes_are_stored_nowhere(self, member, survey):
        page = self.make(member, survey).content.decode()
        code = codes_on(page)[0]
        assert code.replace("-", "") not in str(list(Sheet.objects.values()))

    def test_a_reload_prints_the_same_forms(self, member, survey):
        first, again = self.make(member, survey).text, self.make(member, survey).text
        assert codes_on(first) == codes_on(again)
        assert Sheet.objects.count() == 3
        self.make(member, survey, batch="another")
        assert list(Sheet.objects.order_by("number").values_list("number", flat=True)) == [
            *range(1, 7)
        ]

    @pytest.mark.parametrize("count", ["0", "101", "", "many", "9" * 500])
    def test_wrong_counts_are_said_plainly(self, member, survey, count):
        assert self.make(member, survey, count=count).status_code == 422
        assert not Sheet.objects.exists()

    def test_printed_again_they_ask_in_the_words_of_the_first_time(self, member, survey):
        first = self.make(member, survey).text
        old = str(survey.questions.get(key="street").text)
        reword(survey, "street")
        again = self.make(member, survey).text
        assert old in again
        assert "What about your road?" not in again
        assert codes_on(again) == codes_on(first)
        member.post(
            url(survey, "sheet_type", 1), {field_name(survey.questions.get(key="home")): "1"}
        )
        assert codes_on(self.make(member, survey).text) == codes_on(first)[1:]

    @pytest.mark.parametrize("size", ["a4", "letter"])
    def test_in_both_sizes(self, member, survey, size):
        page = member.get(url(survey, "sheet_blank"), {"size": size}).content.decode()
        assert f"css/paper-{size}.css" in page

    def test_in_the_language_of_the_reader(self, member, survey):
        page = self.make(member, survey, language="ar")
        assert 'dir="rtl"' in page.content.decode()
        assert Sheet.objects.count() == 3


class TestTyping:
    def test_a_whole_sheet_on_one_page(self, member, survey, sheets):
        page = member.get(url(survey, "sheet_type", 1)).content.decode()
        assert page.index("Where do you live?") < page.index("1 House · 2 Flat")
        answer = member.post(url(survey, "sheet_type", 1), typed(survey))
        assert answer["Location"] == url(survey, "sheet_type", 2)
        response = Response.objects.get()
        assert response.way == Response.Way.PAPER
        for row in response.answers.select_related("question"):
            words = unseal(row, "words", key=survey.key)
            assert (row.value, words) == ANSWERS[row.question.key]

    def test_the_strip_is_the_receipt(self, member, survey, sheets):
        member.post(url(survey, "sheet_type", 2), typed(survey))
        look = reverse("needs:answer_look", args=[survey.code])
        assert "A tent" in member.post(look, {"code": sheets[2]}).content.decode()
        assert member.post(look, {"code": sheets[1]}).status_code == 422

    def test_twice_warns_by_its_number(self, member, survey, sheets):
        """look.md 7"""
        member.post(url(survey, "sheet_type", 1), typed(survey))
        for page in (
            member.get(url(survey, "sheet_type", 1)),
            member.post(url(survey, "sheet_type", 1), typed(survey)),
            member.post(url(survey, "sheet_check", 1), typed(survey)),
            member.get(url(survey, "sheet_find"), {"number": 1}),
        ):
            assert page.status_code == 422
            assert "Sheet 1 was typed in before" in page.content.decode()
        assert Response.objects.count() == 1

    def test_what_was_typed_twice_is_given_back(self, member, survey, sheets):
        member.post(url(survey, "sheet_type", 1), typed(survey))
        page = member.post(url(survey, "sheet_type", 1), typed(survey)).content.decode()
        assert "4 A tent" in page

    def test_a_number_that_was_never_printed(self, member, survey, sheets):
        page = member.get(url(survey, "sheet_find"), {"number": 77})
        assert "No sheet with the number 77 was printed" in page.content.decode()
        page = member.post(url(survey, "sheet_type", 77), typed(survey))
        assert page.status_code == 422
        assert not Response.objects.exists()

    def test_enter_shows_what_the_numbers_mean_and_keeps_nothing(self, member, survey, sheets):
        page = member.post(url(survey, "sheet_check", 1), typed(survey)).content.decode()
        assert "= Something else: A tent" in page
        assert not Response.objects.exists()

    def test_a_wrong_number_is_said_at_the_field_and_keeps_the_rest(self, member, survey, sheets):
        page = member.post(
            url(survey, "sheet_type", 1), typed(survey) | typed(survey, TYPED | {"water": "9"})
        )
        assert page.status_code == 422
        assert "There is no number “9” here. Write 1 to 3." in page.content.decode()
        assert "4 A tent" in page.content.decode()
        assert not Response.objects.exists()

    def test_an_empty_sheet_is_a_response_that_says_nothing(self, member, survey, sheets):
        member.post(url(survey, "sheet_type", 1), {})
        assert {row.value for row in Response.objects.get().answers.all()} == {None}

    def test_after_the_last_sheet_there_is_no_next(self, member, survey, sheets):
        answer = member.post(url(survey, "sheet_type", 2), typed(survey))
        assert answer["Location"] == url(survey, "sheet_list")

    def test_the_language_switch_keeps_what_is_typed(self, member, survey, sheets):
        page = member.post(url(survey, "sheet_type", 1), typed(survey) | {"language": "ar"})
        assert 'dir="rtl"' in page.content.decode()
        assert "4 A tent" in page.content.decode()
        assert not Response.objects.exists()

    def test_paper_of_an_earlier_version_is_typed_in_as_it_was_printed(
        self, member, survey, sheets
    ):
        old = survey.questions.get(key="street")
        data = typed(survey) | {field_name(old): "No lamp"}
        reword(survey, "street")
        page = member.get(url(survey, "sheet_type", 1)).content.decode()
        assert "asks the questions of version 1" in page
        assert "the survey is at version 2" in page
        assert old.text["en"] in page
        assert "What about your road?" not in page
        member.post(url(survey, "sheet_type", 1), data)
        response = Response.objects.get()
        assert response.revision == 1
        assert unseal(response.answers.get(question=old), "words", key=survey.key) == "No lamp"

    def test_paper_from_before_a_move_says_that_its_numbers_differ(self, member, survey, sheets):
        move_question(by=survey.by, question=survey.questions.get(key="shops"), up=True)
        page = member.get(url(survey, "sheet_type", 1)).text
        assert "Look at the words of each question, not only at its number." in page

    def test_what_was_typed_while_the_survey_changed_is_kept(self, member, survey, sheets):
        data = typed(survey)
        remove_question(by=survey.by, question=survey.questions.get(key="street"))
        member.post(url(survey, "sheet_type", 1), data)
        assert Response.objects.get().answers.filter(question__key="street").exists()

    def test_a_closed_survey_takes_none(self, member, survey, sheets):
        Survey.objects.update(state=Survey.State.CLOSED)
        assert member.post(url(survey, "sheet_type", 1), typed(survey)).status_code == 403
        assert not Response.objects.exists()


class TestHeard:
    @pytest.fixture
    def data(self, member, survey):
        page = member.get(url(survey, "survey_heard"))
        token = page.context["form"]["token"].value()
        needs = survey.questions.get(key="needs")
        return {
            "token": token,
            "revision": "1",
            "way": "conversation",
            "consent": "on",
            field_name(needs): ["food"],
            f"{field_name(needs)}:food-urgency": "now",
        }

    def test_one_screen_consent_and_no_name(self, member, survey, data):
        page = member.post(url(survey, "survey_heard"), data)
        assert "receipt code" in page.content.decode()
        response = Response.objects.get()
        assert (response.way, response.for_someone_else, response.consent) == (
            "conversation",
            True,
            True,
        )
        assert response.answers.get(question__key="needs").value == {"food": {"urgency": "now"}}

    def test_a_double_tap_counts_once(self, member, survey, data):
        first = member.post(url(survey, "survey_heard"), data).context["spaced"]
        assert member.post(url(survey, "survey_heard"), data).context["spaced"] == first
        assert Response.objects.count() == 1

    @pytest.mark.parametrize("left_out", ["consent", "way", "token"])
    def test_without_consent_nothing_is_kept(self, member, survey, data, left_out):
        del data[left_out]
        assert member.post(url(survey, "survey_heard"), data).status_code == 422
        assert not Response.objects.exists()

    def test_it_counts_for_the_words_that_were_read_out(self, member, survey, data):
        old = survey.questions.get(key="street")
        data[field_name(old)] = "The lamp at the corner"
        reword(survey, "street")
        page = member.post(url(survey, "survey_heard"), data | {"language": "ar"})
        assert page.context["form"][field_name(old)].value() == {"": "The lamp at the corner"}
        assert page.context["form"].revision == 1
        member.post(url(survey, "survey_heard"), data)
        response = Response.objects.get()
        assert response.revision == 1
        assert response.answers.get(question=old).value is True

    @pytest.mark.parametrize("revision", ["", "0", "3", "99999999999", "x", "²"])
    def test_a_forged_revision_is_the_present_one(self, member, survey, data, revision):
        reword(survey, "street")
        member.post(url(survey, "survey_heard"), data | {"revision": revision})
        assert Response.objects.get().revision == 2

    def test_nothing_said_is_nothing_kept(self, member, survey, data):
        said = {name: data[name] for name in ("token", "way", "consent")}
        page = member.post(url(survey, "survey_heard"), said)
        assert "Nothing is written down yet" in page.content.decode()

    def test_required_questions_may_stay_open(self, member, survey, data):
        survey.questions.update(required=True)
        assert member.post(url(survey, "survey_heard"), data).status_code == 200

    def test_the_language_switch_keeps_what_is_written(self, member, survey, data):
        page = member.post(url(survey, "survey_heard"), data | {"language": "ar"})
        assert 'dir="rtl"' in page.content.decode()
        assert re.search(r'value="food"[^>]* checked', page.content.decode())
        assert not Response.objects.exists()


@pytest.mark.parametrize("name", ["sheet_list", "sheet_blank", "sheet_find", "survey_heard"])
def test_outsiders_find_no_page(browse, dara, survey, name):
    assert browse(dara).get(url(survey, name)).status_code == 404
