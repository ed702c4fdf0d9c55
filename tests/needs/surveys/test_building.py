"""Building surveys: services, and the pages through which members build."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from mutualaid.codes import spaced
from needs.surveys import services
from needs.surveys.models import Answer, Question, Response, Survey
from needs.surveys.queries import asked_in
from needs.surveys.starter import create_starter_survey
from tests.needs.factories import EVERY_KIND, SurveyFactory

State = Survey.State
HOMES = EVERY_KIND[0]["choices"]


@pytest.fixture
def survey(network, amina):
    return SurveyFactory(network=network, by=amina)


def url(name, survey, *arguments):
    return reverse(f"needs:{name}", args=[survey.network.slug, survey.pk, *arguments])


def ask(survey, key):
    return survey.questions.asked_now().get(key=key)


def answered(question, value):
    response = Response.objects.create(
        survey=question.survey, revision=question.survey.revision, way="online", language="en"
    )
    return Answer.objects.create(response=response, question=question, value=value)


def test_starter_survey_asks_at_most_nine_questions_in_two_parts(amina):
    survey = create_starter_survey(by=amina)
    asked = list(survey.questions.asked_now())
    assert survey.state == State.DRAFT
    assert 5 <= len(asked) <= 9
    assert {Question.Kind.NEEDS, Question.Kind.SHARE} <= {question.kind for question in asked}
    assert survey.sections.count() == 2
    assert not any(question.required for question in asked)


def test_states_follow_the_table(amina, survey):
    survey.state = State.DRAFT
    survey.save()
    with pytest.raises(ValidationError):
        services.move_survey(by=amina, survey=survey, to=State.CLOSED)
    for state in (State.OPEN, State.CLOSED, State.OPEN):
        services.move_survey(by=amina, survey=survey, to=state)
        survey.refresh_from_db()
        assert survey.state == state


def test_an_empty_survey_does_not_open(amina, network):
    survey = services.create_survey(by=amina, title={"en": "Empty"})
    with pytest.raises(ValidationError):
        services.move_survey(by=amina, survey=survey, to=State.OPEN)


def test_changing_an_answered_question_begins_a_revision(amina, survey):
    old = ask(survey, "water")
    answer = answered(old, "no")
    services.change_question(by=amina, question=ask(survey, "water"), text={"en": "Is it safe?"})
    survey.refresh_from_db()
    new = ask(survey, "water")
    old.refresh_from_db()
    answer.refresh_from_db()
    assert survey.revision == 2
    assert (old.until_revision, new.since_revision) == (1, 2)
    assert str(old.text) == "Is your tap water good?"
    assert answer.question_id == old.pk != new.pk
    assert str(new.text) == "Is it safe?"


def test_what_was_asked_of_somebody_still_out_stays(amina, survey):
    """A sheet or a phone may come back with any of them, so each is a question of its own."""
    survey.state = State.CLOSED
    survey.save()
    for text in ("First", "Second"):
        services.change_question(by=amina, question=ask(survey, "water"), text={"en": text})
    third = {question.key: position for position, question in enumerate(asked_in(survey, 3))}
    for revision, text in enumerate(["Is your tap water good?", "First", "Second"], start=1):
        asked = asked_in(survey, revision)
        assert {question.key: position for position, question in enumerate(asked)} == third
        assert str(asked[third["water"]].text) == text


def test_what_an_open_survey_asks_changes_with_its_revision_only(amina, survey):
    """Whoever answers goes by the revision, also where nobody has answered yet."""
    revision = survey.revision
    home = ask(survey, "home")
    services.change_question(by=amina, question=home, text={"en": "What is your home?"})
    survey.refresh_from_db()
    assert survey.revision > revision
    revision = survey.revision
    services.remove_question(by=amina, question=ask(survey, "home"))
    survey.refresh_from_db()
    assert survey.revision > revision


@pytest.mark.parametrize(
    "values",
    [
        {"hint": {"en": "Your own"}, "settings": {"other": True, "max": None}},
        {"text": {"es": "¿Dónde vives?", "en": "Where do you live?"}},
        {"settings": {"other": True, "unit": {}}},
        {"choices": [*(choice | {"text": choice["text"] | {"es": "Sí"}} for choice in HOMES)]},
    ],
)
def test_what_says_the_same_begins_no_version(amina, survey, values):
    values = {"settings": {"other": True}} | values
    services.change_question(by=amina, question=ask(survey, "home"), **values)
    survey.refresh_from_db()
    assert survey.revision == 1


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("home", {"settings": {"other": False}}),
        ("home", {"text": {"es": "¿Dónde vives?"}}),
        ("home", {"choices": HOMES[:2]}),
        ("people", {"settings": {"unit": {"en": "cats"}, "min": 1, "max": 20}}),
        ("people", {"settings": {"unit": {"en": "people"}, "min": 0, "max": 20}}),
        ("safe", {"settings": {"min": 1, "max": 5, "low": {"en": "no"}, "high": {"en": "very"}}}),
        ("often", {"settings": {"rows": [{"key": "neighbors", "text": {"en": "Family"}}]}}),
    ],
)
def test_what_says_something_else_begins_a_version(amina, survey, key, values):
    services.change_question(by=amina, question=ask(survey, key), **values)
    survey.refresh_from_db()
    assert survey.revision == 2


def test_of_two_changes_at_once_the_second_is_told(amina, survey, browse):
    stale = ask(survey, "water")
    services.change_question(by=amina, question=ask(survey, "water"), text={"en": "First"})
    for change in (
        {"service": services.change_question, "text": {"en": "Second"}},
        {"service": services.remove_question},
        {"service": services.move_question, "up": True},
    ):
        with pytest.raises(ValidationError, match="was just changed"):
            change.pop("service")(by=amina, question=stale, **change)
    assert str(ask(survey, "water").text) == "First"


def test_a_draft_changes_in_place(amina, survey):
    survey.state = State.DRAFT
    survey.save()
    services.remove_question(by=amina, question=ask(survey, "home"))
    survey.refresh_from_db()
    assert survey.revision == 1
    assert not survey.questions.filter(key="home").exists()


def test_a_translation_or_hint_changes_no_meaning(amina, survey):
    question = ask(survey, "water")
    answered(question, "no")
    services.change_question(
        by=amina,
        question=question,
        text=question.text | {"es": "¿Es buena el agua?"},
        hint={"en": "From the tap"},
        required=True,
    )
    survey.refresh_from_db()
    assert survey.revision == 1
    assert survey.questions.get(key="water").text["es"] == "¿Es buena el agua?"


def test_removing_an_answered_question_keeps_its_answers(amina, survey):
    answered(ask(survey, "people"), 3)
    services.remove_question(by=amina, question=ask(survey, "people"))
    assert not survey.questions.asked_now().filter(key="people").exists()
    assert survey.questions.get(key="people").answers.count() == 1


def test_a_question_that_another_depends_on_stays(amina, survey):
    with pytest.raises(ValidationError):
        services.remove_question(by=amina, question=ask(survey, "water"))


def test_a_choice_that_another_question_waits_for_keeps_its_place(amina, survey, browse):
    home = ask(survey, "home")
    Question.objects.filter(pk=ask(survey, "people").pk).update(
        ask_if={"question": "home", "any": ["boat"]}
    )
    typed = {"text_en": str(home.text), "choices_en": "House\nFlat\nHouseboat"}
    page = browse(amina).post(url("question_edit", survey, home.key), typed)
    assert page.status_code == 422
    assert str(ask(survey, "people").text) in page.context["form"].non_field_errors()[0]
    assert "Houseboat" in page.text
    assert ask(survey, "home").pk == home.pk
    typed["choices_en"] = "Villa\nFlat\nBoat"
    assert browse(amina).post(url("question_edit", survey, home.key), typed).status_code == 302
    assert "boat" in {choice["key"] for choice in ask(survey, "home").choices}


def test_moving_keeps_conditions_after_what_they_depend_on(amina, survey):
    keys = list(survey.questions.asked_now().values_list("key", flat=True))
    services.move_question(by=amina, question=ask(survey, "people"), up=False)
    there = keys.index("people")
    keys[there : there + 2] = reversed(keys[there : there + 2])
    assert list(survey.questions.asked_now().values_list("key", flat=True)) == keys
    with pytest.raises(ValidationError):
        services.move_question(by=amina, question=ask(survey, "tap"), up=True)
    assert list(survey.questions.asked_now().values_list("key", flat=True)) == keys


def test_a_question_moves_into_the_next_part(amina, survey):
    section = services.add_section(by=amina, survey=survey, title={"en": "More"})
    last = survey.questions.asked_now().last()
    services.move_question(by=amina, question=last, up=False)
    last.refresh_from_db()
    assert last.section == section
    services.move_question(by=amina, question=last, up=True)
    last.refresh_from_db()
    assert last.section != section


def test_only_its_author_builds_and_anyone_may_copy(amina, bo, survey, browse):
    with pytest.raises(PermissionDenied):
        services.change_survey(by=bo, survey=survey, title={"en": "Mine now"})
    client = browse(bo)
    refused = client.get(url("survey_build", survey))
    assert refused.status_code == 403
    assert "copy" in refused.content.decode()
    client.post(url("survey_copy", survey))
    copy = Survey.objects.get(by=bo)
    assert copy.questions.count() == survey.questions.asked_now().count()
    assert copy.key_id != survey.key_id
    assert client.get(url("survey_build", copy)).status_code == 200


def test_when_its_author_has_left_every_member_builds(amina, bo, survey, browse):
    amina.left_on = "2026-01-01"
    amina.save()
    assert browse(bo).get(url("survey_build", survey)).status_code == 200


def test_a_draft_is_removed_and_an_answered_survey_is_not(amina, survey, browse):
    client = browse(amina)
    page = client.post(url("survey_remove", survey))
    assert page.status_code == 200
    assert Survey.objects.filter(pk=survey.pk).exists()
    draft = create_starter_survey(by=amina)
    assert client.post(url("survey_remove", draft)).status_code == 302
    assert not Survey.objects.filter(pk=draft.pk).exists()


def test_from_nothing_to_an_open_survey_through_the_pages(amina, browse):
    client = browse(amina)
    slug = amina.network.slug
    made = client.post(
        reverse("needs:survey_new", args=[slug]),
        {"title_en": "Winter", "readers_en": "Members", "public_results": "on"},
        follow=True,
    )
    survey = Survey.objects.get()
    assert made.status_code == 200
    section = survey.sections.get()
    page = client.post(
        url("question_add", survey, section.pk, "one"),
        {"text_en": "Is it warm?", "choices_en": "Yes\nNo\nSometimes", "other": "on"},
    )
    assert page.status_code == 302
    client.post(
        url("question_add", survey, section.pk, "long"),
        {"text_en": "What is cold?", "ask_if": f"{ask(survey, 'q1').key}=c2"},
    )
    first, second = survey.questions.asked_now()
    assert [choice["text"]["en"] for choice in first.choices] == ["Yes", "No", "Sometimes"]
    page = client.get(url("survey_build", survey)).text
    assert "Saved." in page
    assert page.count(">Up<") == page.count(">Down<") == 1, "none at the edges"
    assert first.settings["other"] is True
    assert second.ask_if == {"question": "q1", "any": ["c2"]}
    client.post(url("survey_open", survey))
    survey.refresh_from_db()
    assert survey.state == State.OPEN


def test_a_new_number_has_no_limits_of_its_own(amina, survey, browse):
    client, section = browse(amina), survey.sections.get()
    assert 'value="5"' not in client.get(url("question_add", survey, section.pk, "number")).text
    assert 'value="5"' in client.get(url("question_add", survey, section.pk, "scale")).text


@pytest.mark.parametrize(
    ("page", "typed", "mine", "theirs"),
    [
        ("survey_texts", {"readers_en": "Members"}, {"title_en": "Mine"}, {"title_en": "Theirs"}),
        ("question_edit", {}, {"text_en": "Mine?"}, {"text_en": "Theirs?"}),
    ],
)
def test_newer_words_of_another_are_not_written_over_unseen(
    page, typed, mine, theirs, amina, survey, browse
):
    client = browse(amina)
    address = url(page, survey, *(["water"] if page == "question_edit" else []))
    typed["seen"] = client.get(address).context["form"]["seen"].value()
    assert client.post(address, typed | theirs).status_code == 302
    assert client.post(address, typed | theirs).status_code == 302, "a second tap"
    late = client.post(address, typed | mine)
    assert late.status_code == 422
    assert "Somebody changed this while you wrote" in late.text
    typed["seen"] = late.context["form"]["seen"].value()
    assert "Mine" in late.text
    assert client.post(address, typed | mine).status_code == 302


def test_missing_words_are_named_before_it_opens(amina, network, browse):
    survey = SurveyFactory(network=network, by=amina)
    network.languages = ["en", "es"]
    network.save()
    for question in survey.questions.asked_now():
        question.text["es"] = "¿Y bien?"
        question.choices, question.settings = [], {}
        question.save()
    survey.questions.filter(key="water").update(text={"en": "Is your tap water good?"})
    client = browse(amina)
    for page in ("survey_build", "survey_confirm_open"):
        text = client.get(url(page, survey)).text
        assert "Español: words are missing in these questions: 3." in text
        assert "Español: words are missing in the title, the introduction" in text
        assert "English: words are missing" not in text


def test_opening_asks_for_a_way_to_reach_the_network(amina, survey, browse):
    client = browse(amina)
    said = "That page does not say yet how to ask."
    assert said in client.get(url("survey_confirm_open", survey)).text
    words = {"ask_en": "Come on Saturday at ten."}
    client.post(reverse("networks:words", args=[survey.network.slug]), words)
    assert said not in client.get(url("survey_confirm_open", survey)).text


def test_a_question_reworded_in_one_language_points_to_the_others(amina, network, browse):
    survey = SurveyFactory(network=network, by=amina)
    network.languages = ["en", "es"]
    network.save()
    water = ask(survey, "water")
    water.text["es"] = "¿Es buena el agua?"
    water.save()
    client, page = browse(amina), url("question_edit", survey, "water")
    said = "You did not change the question in Español."
    both = {"text_en": "Is it safe?", "text_es": "¿Es segura?"}
    assert said not in client.post(page, both, follow=True).text
    assert said in client.post(page, both | {"text_en": "Safe?"}, follow=True).text


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("one", {"choices_en": "Only one"}, "choices"),
        ("one", {"choices_en": "Same\nSame"}, "choices"),
        ("one", {"choices_en": "A\nB", "choices_es": "Solo"}, "choices"),
        ("grid", {"choices_en": "A\nB", "rows_en": ""}, "rows"),
        ("number", {"min": "5", "max": "2"}, "max"),
        ("number", {"min": "many"}, "min"),
        ("scale", {"min": "0", "max": "99"}, "max"),
        ("needs", {"categories": "gold"}, "categories"),
        ("short", {"required": "on"}, "required_reason"),
        ("short", {"ask_if": "forged=yes"}, "ask_if"),
        ("short", {"text_en": "x" * 400}, "text"),
        ("short", {"text_en": "a\x00b"}, "text"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(kind, typed, field, amina, survey, browse):
    section = survey.sections.first()
    before = survey.questions.count()
    page = browse(amina).post(
        url("question_add", survey, section.pk, kind), {"text_en": "A question"} | typed
    )
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert survey.questions.count() == before


def test_editing_keeps_the_keys_of_choices_that_keep_their_words(amina, survey, browse):
    client = browse(amina)
    question = ask(survey, "home")
    client.post(
        url("question_edit", survey, question.key),
        {"text_en": str(question.text), "choices_en": "Flat\nTent\nHouse", "other": "on"},
    )
    keys = [choice["key"] for choice in ask(survey, "home").choices]
    assert keys[0] == "flat"
    assert keys[2] == "house"
    assert keys[1] not in {"flat", "house", "boat"}


def test_a_question_of_another_survey_is_not_found(amina, survey, browse):
    other = SurveyFactory(network=amina.network, by=amina)
    other.questions.filter(key="home").update(key="theirs")
    assert browse(amina).get(url("question_edit", other, "theirs")).status_code == 200
    assert browse(amina).get(url("question_edit", survey, "theirs")).status_code == 404


def test_the_preview_shows_every_question(amina, survey, browse):
    page = browse(amina).get(url("survey_preview", survey)).content.decode()
    for question in survey.questions.asked_now():
        assert str(question.text) in page


def test_the_list_goes_on_by_cursor_and_forgives_a_broken_one(amina, browse):
    made = {SurveyFactory(network=amina.network, by=amina, questions=[]).pk for _ in range(30)}
    client, address = browse(amina), reverse("needs:survey_list", args=[amina.network.slug])
    first = client.get(address)
    second = client.get(address + first.context["older"])
    shown = [row["url"] for page in (first, second) for row in page.context["rows"]]
    assert len(shown) == len(set(shown)) == len(made)
    assert client.get(address, {"before": "nonsense_9"}).status_code == 200


@pytest.mark.parametrize("page", ["survey_poster", "sheet_list"])
@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED])
def test_paper_waits_until_the_survey_is_open(amina, survey, browse, page, state):
    Survey.objects.update(state=state)
    answer = browse(amina).get(url(page, survey))
    assert answer.status_code == 403
    assert "Whoever began it can open it" in answer.text
    assert f'href="{url("survey_detail", survey)}"' in answer.text


def test_the_poster_shows_the_code_on_either_paper(amina, survey, browse):
    client = browse(amina)
    for paper in ("a4", "letter"):
        page = client.get(url("survey_poster", survey), {"paper": paper}).content.decode()
        assert f"<span>localhost:8000</span><strong>{spaced(survey.code)}</strong>" in page
        assert page.count("<dd></dd>") == 3, "phone, place, hours by hand"
        assert f"paper-{paper}" in page
        assert "<svg" in page
        assert "demo-mark" in page
