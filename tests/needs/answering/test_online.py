"""Answering in a browser, through Django's test client."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mutualaid.fields import Texts
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import instance_key
from mutualaid.sealed.services import unseal
from needs.answering.walk import field_name
from needs.surveys.models import Answer, Draft, Mark, Question, Response, Survey
from needs.surveys.services import change_question
from tests.needs.factories import QuestionFactory, SectionFactory, SurveyFactory

SHORT = [
    {"kind": "yes-no", "key": "water", "text": "Is your tap water good?"},
    {
        "kind": "long",
        "key": "tap",
        "text": "What is wrong with it?",
        "ask_if": {"question": "water", "any": ["no"]},
    },
    {"kind": "number", "key": "people", "text": "How many are you?", "settings": {"max": 20}},
]


@pytest.fixture
def survey(network):
    return SurveyFactory(network=network, questions=SHORT)


class Neighbor:
    """Someone who answers, seeing only what a browser shows."""

    def __init__(self, client, survey):
        self.client, self.survey = client, survey
        self.page = client.get(survey.short_address())

    def post(self, name, data=None, *args):
        address = reverse(f"needs:{name}", args=[self.survey.code, *args])
        self.page = self.client.post(address, data or {}, follow=True)
        return self.page

    def begin(self, **data):
        return self.post("answer_begin", data)

    @property
    def question(self):
        return self.page.context["page"].questions[0]

    def answer(self, value, part=""):
        question = self.question
        address = self.page.request["PATH_INFO"]
        query = self.page.request["QUERY_STRING"]
        name = f"{field_name(question)}{part}"
        self.page = self.client.post(
            f"{address}?{query}" if query else address, {name: value}, follow=True
        )
        return self.page

    def change(self, key):
        question = self.survey.questions.asked_now().get(key=key)
        address = reverse("needs:answer_question", args=[self.survey.code, question.pk])
        self.page = self.client.get(address + "?review=1")
        return self.page

    @property
    def text(self):
        return re.sub(r"<[^>]+>", " ", self.page.content.decode())

    def code(self):
        return self.page.context["code"]


@pytest.fixture
def neighbor(client, survey):
    return Neighbor(client, survey)


def answer_all(neighbor):
    neighbor.begin()
    neighbor.answer("no")
    neighbor.answer("It smells")
    neighbor.answer("4")


def test_start_page_says_what_to_expect(neighbor):
    for words in [
        "What our street lacks",
        "3 questions",
        "about 2 minutes",
        "This is not a request",
    ]:
        assert words in neighbor.text
    assert "English · Español" in neighbor.text
    assert "Members of the network see the totals" in neighbor.text


def test_the_code_on_the_poster_leads_here_from_the_first_page(client, survey):
    typed = f"{survey.code[:4].lower()} {survey.code[4:]}"
    answer = client.post("/join/", {"code": typed})
    assert answer["Location"] == survey.short_address()
    survey.state = Survey.State.DRAFT
    survey.save()
    assert client.post("/join/", {"code": typed})["Location"] == f"/join/{survey.code}/"


def test_from_start_to_receipt(neighbor, survey):
    neighbor.begin()
    assert "Question 1 of 2" in neighbor.text
    neighbor.answer("no")
    assert "Question 2 of 3" in neighbor.text
    neighbor.answer("It smells")
    neighbor.answer("4")
    assert "Look through your answers" in neighbor.text
    assert "It smells" in neighbor.text
    neighbor.post("answer_send")
    assert len(neighbor.code()) == 12
    response = Response.objects.get()
    assert (response.way, response.language, response.for_someone_else) == ("online", "en", False)
    values = {row.question.key: row.value for row in response.answers.all()}
    assert values == {"water": "no", "tap": True, "people": 4}
    assert unseal(response.answers.get(question__key="tap"), "words", key=survey.key) == "It smells"
    assert not Draft.objects.exists()


def test_skipped_questions_say_nothing(neighbor):
    neighbor.begin()
    neighbor.post("answer_skip", None, neighbor.question.pk)
    neighbor.answer("4")
    assert neighbor.text.count("Not answered") == 1
    neighbor.post("answer_send")
    values = {row.question.key: row.value for row in Answer.objects.all()}
    assert values == {"water": None, "people": 4}


def test_who_answered_nothing_sends_nothing(neighbor):
    neighbor.begin()
    neighbor.post("answer_skip", None, neighbor.question.pk)
    neighbor.answer("")
    neighbor.post("answer_send")
    assert "You have answered nothing yet" in neighbor.text
    assert not Response.objects.exists()
    neighbor.change("people")
    neighbor.answer("4")
    assert "You have answered nothing yet" not in neighbor.text
    neighbor.post("answer_send")
    assert neighbor.code()


def test_a_required_question_has_its_reason_and_no_way_around(neighbor, survey):
    survey.questions.filter(key="water").update(
        required=True, required_reason={"en": "We test the wells."}
    )
    neighbor.begin()
    assert "We test the wells." in neighbor.text
    assert "rather not say" not in neighbor.text
    assert "Please answer “Is your tap water good?”." in neighbor.answer("").content.decode()
    neighbor.post("answer_skip", None, survey.questions.get(key="water").pk)
    neighbor.post("answer_send")
    assert neighbor.question.key == "water"
    assert not Response.objects.exists()


def test_wrong_input_stays_and_is_said_at_the_field(neighbor):
    neighbor.begin()
    neighbor.answer("yes")
    page = neighbor.answer("four")
    assert page.status_code == 422
    assert "<title>Error:" in page.content.decode()
    assert "Write a number, such as 4." in neighbor.text
    assert 'value="four"' in page.content.decode()
    assert 'value="four"' in neighbor.client.get(page.request["PATH_INFO"]).content.decode()


def test_change_returns_to_the_review_by_way_of_what_is_asked_now(neighbor):
    neighbor.begin()
    neighbor.answer("yes")
    neighbor.answer("4")
    neighbor.change("people")
    neighbor.answer("5")
    assert "Look through your answers" in neighbor.text
    assert "5" in neighbor.text
    neighbor.change("water")
    neighbor.answer("no")
    assert neighbor.question.key == "tap"
    neighbor.answer("Brown")
    assert "Look through your answers" in neighbor.text


def test_what_is_no_longer_asked_is_not_sent(neighbor):
    answer_all(neighbor)
    neighbor.change("water")
    neighbor.answer("yes")
    neighbor.post("answer_send")
    assert set(Answer.objects.values_list("question__key", flat=True)) == {"water", "people"}


def test_back_keeps_what_stands_in_the_inputs(neighbor):
    neighbor.begin()
    neighbor.answer("no")
    tap = neighbor.question
    neighbor.post("answer_back", {field_name(tap): "half a sent"}, tap.pk)
    assert neighbor.question.key == "water"
    assert "checked" in neighbor.page.content.decode()
    neighbor.answer("no")
    assert "half a sent" in neighbor.text


def test_the_language_switch_keeps_page_and_answers(neighbor):
    neighbor.begin()
    neighbor.answer("no")
    page = neighbor.client.post(
        neighbor.page.request["PATH_INFO"],
        {field_name(neighbor.question): "half a sent", "language": "ar"},
        follow=True,
    ).content.decode()
    assert 'dir="rtl"' in page
    assert "half a sent" in page
    assert not Answer.objects.exists()


def test_a_double_tap_or_a_reload_never_sends_twice(neighbor):
    """look.md 17"""
    answer_all(neighbor)
    neighbor.post("answer_send")
    code = neighbor.code()
    neighbor.post("answer_send")
    assert neighbor.code() == code
    reloaded = neighbor.client.get(neighbor.page.request["PATH_INFO"] + "?sent=now")
    assert reloaded.context["code"] == code
    assert Response.objects.count() == 1


def test_back_after_sending_leads_to_the_receipt(neighbor, survey):
    answer_all(neighbor)
    neighbor.post("answer_send")
    water = survey.questions.get(key="water")
    page = neighbor.post("answer_question", {field_name(water): "yes"}, water.pk)
    assert page.context["code"]
    assert Response.objects.count() == 1
    assert not Draft.objects.exists()


def test_one_device_answers_for_several_people(neighbor):
    answer_all(neighbor)
    neighbor.post("answer_send")
    first = neighbor.code()
    answer_all(neighbor)
    neighbor.post("answer_send")
    assert neighbor.code() != first
    assert Response.objects.count() == 2


def test_for_someone_else_takes_their_consent(neighbor):
    """look.md 7"""
    page = neighbor.begin(for_someone_else="on")
    assert page.status_code == 422
    assert "Please ask them first" in neighbor.text
    assert not Draft.objects.exists()
    neighbor.begin(for_someone_else="on", consent="on")
    neighbor.answer("yes")
    neighbor.answer("")
    neighbor.post("answer_send")
    response = Response.objects.get()
    assert response.for_someone_else
    assert response.consent


def test_a_lost_cookie_loses_no_typed_text(neighbor, client, survey):
    neighbor.begin()
    neighbor.answer("no")
    client.cookies.clear()
    tap = neighbor.question
    neighbor.answer("A long story")
    assert "We no longer found" in neighbor.text
    neighbor.answer("no")
    assert neighbor.question == tap
    assert "A long story" in neighbor.text


def test_nobody_reads_a_draft_without_the_cookie(neighbor):
    neighbor.begin()
    neighbor.answer("no")
    neighbor.answer("A canary in the draft")
    draft = Draft.objects.get()
    assert b"canary" not in bytes(draft.sealed)
    for purpose in ("wrap", "index"):
        with pytest.raises(crypto.Tampered):
            crypto.unseal(instance_key(purpose), draft.sealed, f"needs_draft.sealed.{draft.pk}")
    token = neighbor.client.cookies[f"answers-{neighbor.survey.code}"].value
    assert token not in str(Draft.objects.values().get())


class TestClosedHalfWay:
    @pytest.fixture(autouse=True)
    def begun(self, neighbor, survey):
        neighbor.begin()
        neighbor.answer("no")
        survey.state = Survey.State.CLOSED
        survey.save()

    def test_it_is_said_plainly_and_typed_answers_stay(self, neighbor, survey):
        page = neighbor.answer("A long story")
        assert page.status_code == 409
        assert "It was closed while you answered" in neighbor.text
        survey.state = Survey.State.OPEN
        survey.save()
        tap = survey.questions.get(key="tap")
        address = reverse("needs:answer_question", args=[survey.code, tap.pk])
        assert "A long story" in neighbor.client.get(address).content.decode()

    def test_nothing_is_sent(self, neighbor):
        assert neighbor.post("answer_send").status_code == 409
        assert not Response.objects.exists()
        assert Draft.objects.exists()


class TestChangedHalfWay:
    @pytest.fixture(autouse=True)
    def begun(self, neighbor, survey):
        answer_all(neighbor)
        survey.revision = 2
        survey.save()
        old = survey.questions.get(key="tap")
        survey.questions.filter(pk=old.pk).update(until_revision=1)
        old.pk, old.since_revision = Question().pk, 2
        old.save(force_insert=True)

    def test_nothing_is_sent_until_the_new_question_was_seen(self, neighbor):
        neighbor.post("answer_send")
        assert "The questions have changed since you began" in neighbor.text
        assert not Response.objects.exists()
        neighbor.change("tap")
        assert "It smells" in neighbor.text
        neighbor.answer("It smells of eggs")
        neighbor.post("answer_send")
        assert Response.objects.get().revision == 2

    def test_continue_on_the_old_question_keeps_the_text(self, neighbor, survey):
        old = survey.questions.get(key="tap", until_revision=1)
        neighbor.post("answer_question", {field_name(old): "Newer words"}, old.pk)
        assert neighbor.question == survey.questions.asked_now().get(key="tap")
        assert "Newer words" in neighbor.text


def test_a_group_of_which_one_question_changed_is_shown_again(client, network, amina):
    survey = SurveyFactory(network=network)
    survey.sections.update(together=True)
    neighbor = Neighbor(client, survey)
    neighbor.begin()
    home = neighbor.question
    street = survey.questions.get(key="street")
    kept = {field_name(home): "flat"}
    old = kept | {field_name(street): "The lamp at the corner"}
    new = change_question(by=amina, question=street, text=Texts(en="What about your road?"))
    neighbor.post("answer_question", old, home.pk)
    assert "The questions have changed since you began" in neighbor.text
    assert "The lamp at the corner" in neighbor.page.content.decode()
    neighbor.post("answer_question", kept | {field_name(new): "Dark"}, home.pk)
    neighbor.post("answer_send")
    told = Answer.objects.get(question__key="street", value=True)
    assert told.question == new
    assert unseal(told, "words", key=survey.key) == "Dark"


def test_an_answer_to_words_that_were_changed_since_is_asked_again(neighbor, survey, amina):
    answer_all(neighbor)
    people = survey.questions.get(key="people")
    change_question(by=amina, question=people, text=Texts(en="How many children are you?"))
    neighbor.post("answer_send")
    assert "The questions have changed since you began" in neighbor.text
    assert not Response.objects.exists()


class TestReceipt:
    @pytest.fixture
    def code(self, neighbor):
        answer_all(neighbor)
        neighbor.post("answer_send")
        return neighbor.code()

    def test_it_shows_the_answers_however_it_is_typed(self, neighbor, code):
        neighbor.post("answer_look", {"code": f" {code[:4].lower()}-{code[4:8]} {code[8:]}"})
        assert "It smells" in neighbor.text

    def test_a_wrong_one_shows_nothing(self, neighbor, code):
        page = neighbor.post("answer_look", {"code": "ABCDEFGHJKLM"})
        assert page.status_code == 422
        neighbor.client.cookies.clear()
        page = neighbor.post("answer_look", {"code": "ABCDEFGHJKLM"})
        assert "We know no answers with this code" in neighbor.text

    def test_it_is_stored_nowhere(self, neighbor, code):
        assert code not in str(list(Response.objects.values()))

    def test_change_takes_the_place_of_what_was_sent(self, neighbor, code):
        neighbor.post("answer_change", {"code": code})
        assert "take the place" in neighbor.text
        assert Response.objects.filter(leaving=False).count() == 1
        neighbor.change("people")
        neighbor.answer("7")
        neighbor.post("answer_send")
        assert neighbor.code() != code
        left = Response.objects.get(leaving=True)
        assert left.receipt_index is None
        assert not left.answers.exclude(words_sealed=None).exists()
        assert Response.objects.get(leaving=False).answers.get(question__key="people").value == 7

    def test_change_of_what_was_withdrawn_meanwhile(self, neighbor, code, survey):
        neighbor.post("answer_change", {"code": code})
        Neighbor(Client(), survey).post("answer_withdraw", {"code": code, "sure": "on"})
        neighbor.post("answer_send")
        assert "changed or withdrawn from elsewhere. Nothing was sent." in neighbor.text
        assert not Response.objects.filter(leaving=False).exists()
        neighbor.post("answer_send")
        assert neighbor.code() != code
        assert Response.objects.filter(leaving=False).count() == 1

    def test_no_page_with_answers_is_left_in_the_browser(self, neighbor, code):
        for page in (
            neighbor.page,
            neighbor.post("answer_look", {"code": code}),
            neighbor.post("answer_change", {"code": code}),
            neighbor.change("people"),
        ):
            assert "no-store" in page["Cache-Control"]

    def test_withdraw_asks_once_more_and_takes_words_and_receipt_at_once(self, neighbor, code):
        page = neighbor.post("answer_withdraw", {"code": code})
        assert page.status_code == 422
        assert not Response.objects.filter(leaving=True).exists()
        neighbor.post("answer_withdraw", {"code": code, "sure": "on"})
        assert "Your answers are taken out" in neighbor.text
        assert Response.objects.get().leaving
        assert not Answer.objects.exclude(words_sealed=None).exists()
        neighbor.post("answer_look", {"code": code})
        assert "We know no answers with this code" in neighbor.text

    def test_the_answers_page_changes_language(self, neighbor, code):
        page = neighbor.post("answer_look", {"code": code, "language": "ar"})
        assert 'dir="rtl"' in page.content.decode()
        assert "It smells" in neighbor.text

    def test_a_shared_device_forgets(self, neighbor, code):
        neighbor.post("answer_forget")
        assert "Nothing of yours is left on this device" in neighbor.text
        page = neighbor.client.get(f"{neighbor.survey.short_address()}receipt/?sent=now")
        assert code not in page.content.decode()

    def test_the_next_person_at_the_device_is_asked_for_their_own(self, neighbor, code):
        page = neighbor.client.get(reverse("needs:answer_receipt", args=[neighbor.survey.code]))
        assert code not in page.content.decode()
        assert 'name="code"' in page.content.decode()

    def test_a_change_brings_a_new_code_and_says_so(self, neighbor, code):
        neighbor.post("answer_change", {"code": code})
        neighbor.post("answer_send")
        assert neighbor.code() not in {"", code}
        assert "Your earlier receipt code no longer works" in neighbor.text


class TestMember:
    def test_is_marked_and_may_then_answer_for_others_only(self, browse, amina, survey):
        neighbor = Neighbor(browse(amina), survey)
        answer_all(neighbor)
        neighbor.post("answer_send")
        assert Mark.objects.count() == 1
        neighbor.post("answer_forget")
        assert "You have answered this already" in neighbor.text
        assert neighbor.begin().status_code == 422
        assert neighbor.begin(for_someone_else="on", consent="on").status_code == 200

    def test_answers_once_though_begun_on_two_devices(self, browse, amina, survey):
        elsewhere = Client()
        elsewhere.force_login(amina.user)
        first, second = Neighbor(browse(amina), survey), Neighbor(elsewhere, survey)
        answer_all(first)
        answer_all(second)
        first.post("answer_send")
        second.post("answer_send")
        assert "You have answered this already" in second.text
        assert Response.objects.count() == 1

    def test_may_answer_again_after_withdrawing(self, browse, amina, survey):
        neighbor = Neighbor(browse(amina), survey)
        answer_all(neighbor)
        neighbor.post("answer_send")
        neighbor.post("answer_withdraw", {"code": neighbor.code(), "sure": "on"})
        assert neighbor.begin().status_code == 200

    def test_of_another_network_is_a_visitor(self, browse, dara, survey):
        neighbor = Neighbor(browse(dara), survey)
        answer_all(neighbor)
        neighbor.post("answer_send")
        assert not Mark.objects.exists()


def test_a_tight_group_is_one_page_but_for_what_depends_on_it(client, network):
    survey = SurveyFactory(network=network, questions=[])
    together = SectionFactory(survey=survey, together=True, title={"en": "Your home"})
    for position, values in enumerate(SHORT):
        QuestionFactory(section=together, position=position, **values)
    neighbor = Neighbor(client, survey)
    page = neighbor.begin()
    assert "Your home" in neighbor.text
    assert [q.key for q in page.context["page"].questions] == ["water", "people"]
    assert "Questions 1 to 2 of 2" in neighbor.text


def test_a_draft_survey_has_no_page(client, network):
    survey = SurveyFactory(network=network, state=Survey.State.DRAFT)
    assert client.get(survey.short_address()).status_code == 404


def test_a_closed_survey_says_so_and_still_knows_receipts(neighbor, survey):
    answer_all(neighbor)
    neighbor.post("answer_send")
    code = neighbor.code()
    survey.state = Survey.State.CLOSED
    survey.save()
    assert (
        "This survey takes no answers now"
        in neighbor.client.get(survey.short_address()).content.decode()
    )
    assert neighbor.begin().status_code == 409
    neighbor.post("answer_look", {"code": code})
    assert "It smells" in neighbor.text
    neighbor.post("answer_withdraw", {"code": code, "sure": "on"})
    assert Response.objects.get().leaving
