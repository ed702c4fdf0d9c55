"""Building surveys: every change goes through here."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from mutualaid.db import lock_in_order
from mutualaid.fields import random_id
from mutualaid.http import refuse
from mutualaid.networks.concerns.things import is_hidden
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import new_key
from needs.surveys.access import ASK_THE_AUTHOR, may_build
from needs.surveys.models import Question, Section, Survey

MEANING = ("kind", "text", "choices", "settings")
"""What must not change under answers that were given to it."""


@transaction.atomic
def create_survey(
    *,
    by: Member,
    title: dict[str, str],
    introduction: dict[str, str] | None = None,
    readers: dict[str, str] | None = None,
    once: int | None = None,
) -> Survey:
    """A draft with one untitled section. Texts are ``{language: text}``.

    Called again with the same ``once``, this and its like return what is there.
    """
    if there := begun_before(by=by, once=once):
        return there
    survey = Survey.objects.create(
        pk=random_id() if once is None else once,
        network=by.network,
        by=by,
        title=title,
        introduction=introduction or {},
        readers=readers or {},
        key=new_key(under=by.network.key),
    )
    Section.objects.create(survey=survey, position=1)
    return survey


def begun_before(*, by: Member, once: int | None) -> Survey | None:
    """The survey that was begun with this id; the second of two taps waits here for the first."""
    lock_in_order(Member.objects.all(), [by.pk])
    return made_before(Survey.objects.all(), once, by_id=by.pk)


def made_before[Row: Model](rows: QuerySet[Row], once: int | None, **ours: int) -> Row | None:
    """What was made with this id. Refuses the id of what is somebody else's."""
    row = rows.filter(pk=once).first()
    if row and any(getattr(row, name) != value for name, value in ours.items()):
        refuse(ASK_THE_AUTHOR)
    return row


@transaction.atomic
def change_survey(*, by: Member, survey: Survey, **texts: Any) -> None:
    """Change title, introduction, readers or public_results."""
    _build(by, survey)
    for name, value in texts.items():
        setattr(survey, name, value)
    survey.save(update_fields=list(texts))


@transaction.atomic
def copy_survey(*, by: Member, survey: Survey, once: int | None = None) -> Survey:
    """A new draft that asks the same; without answers."""
    if by.network_id != survey.network_id:
        refuse(ASK_THE_AUTHOR)
    if is_hidden(survey):
        refuse(_("A concern was raised about this survey, and so it is hidden."))
    if there := begun_before(by=by, once=once):
        return there
    copy = create_survey(
        by=by,
        title=survey.title,
        introduction=survey.introduction,
        readers=survey.readers,
        once=once,
    )
    copy.sections.all().delete()
    for section in survey.sections.order_by("position"):
        questions = list(section.questions.asked_now())
        section.pk = Section().pk
        section.survey = copy
        section.save(force_insert=True)
        for question in questions:
            question.pk = Question().pk
            question.survey, question.section = copy, section
            question.since_revision = 1
            question.save(force_insert=True)
    return copy


@transaction.atomic
def remove_survey(*, by: Member, survey: Survey) -> None:
    """Remove a draft. What was once open is closed, not removed: answers hang on it."""
    _build(by, survey)
    if survey.state != Survey.State.DRAFT or survey.responses.exists():
        raise ValidationError(_("This survey has been open, so it can be closed but not removed."))
    key = survey.key
    survey.questions.all().delete()
    survey.delete()
    key.delete()


@transaction.atomic
def move_survey(*, by: Member, survey: Survey, to: str) -> None:
    """Open or close it. Raises ValidationError where the table of states forbids it."""
    _build(by, survey)
    if to == survey.state:
        return
    if to not in Survey.MOVES[Survey.State(survey.state)]:
        raise ValidationError(_("This survey cannot be changed in that way now."))
    if to == Survey.State.OPEN and not survey.questions.asked_now().exists():
        raise ValidationError(_("Add a question first: there is nothing to answer yet."))
    survey.state = to
    survey.save(update_fields=["state"])


@transaction.atomic
def add_section(
    *,
    by: Member,
    survey: Survey,
    title: dict[str, str],
    introduction: dict[str, str] | None = None,
    together: bool = False,
    once: int | None = None,
) -> Section:
    _build(by, survey)
    if there := made_before(Section.objects.all(), once, survey_id=survey.pk):
        return there
    return Section.objects.create(
        pk=random_id() if once is None else once,
        survey=survey,
        position=_next(survey.sections.all()),
        title=title,
        introduction=introduction or {},
        together=together,
    )


@transaction.atomic
def change_section(*, by: Member, section: Section, **values: Any) -> None:
    _build(by, section.survey)
    for name, value in values.items():
        setattr(section, name, value)
    section.save(update_fields=list(values))


@transaction.atomic
def remove_section(*, by: Member, section: Section) -> None:
    """Remove an empty section; questions are moved or removed first, so that none is lost."""
    _build(by, section.survey)
    if section.questions.asked_now().exists():
        raise ValidationError(_("Move or remove the questions of this part first."))
    other = _neighbor(section, up=True) or _neighbor(section, up=False)
    if other is None:
        raise ValidationError(_("A survey has at least one part."))
    section.questions.update(section=other)  # retired ones, which results still tell
    section.delete()


@transaction.atomic
def add_question(
    *,
    by: Member,
    survey: Survey,
    section: Section,
    kind: str,
    text: dict[str, str],
    key: str | None = None,
    once: int | None = None,
    **values: Any,
) -> Question:
    """Ask one question more, last in its section. ``values`` are further fields of `Question`."""
    _build(by, survey)
    if there := made_before(Question.objects.all(), once, survey_id=survey.pk):
        return there
    return Question.objects.create(
        pk=random_id() if once is None else once,
        survey=survey,
        section=section,
        key=key or _free_key(survey),
        position=_next(section.questions.asked_now()),
        kind=kind,
        text=text,
        since_revision=_open_revision(survey),
        **values,
    )


@transaction.atomic
def change_question(*, by: Member, question: Question, **values: Any) -> Question:
    """Change a question; the question as it is asked from now on.

    Once it can be answered its meaning is frozen: a new one of the same key takes its place in a
    new revision. A translation that comes or goes changes no meaning. Raises ValidationError where
    a choice would go that another question waits for.
    """
    question = _build_question(by, question)
    if "choices" in values:
        _check_waited_for(question, values["choices"])
    changed = {name for name in MEANING if name in values and _means(question, name, values[name])}
    if changed:
        revision = _open_revision(question.survey)
        if question.since_revision < revision:
            Question.objects.filter(pk=question.pk).update(until_revision=revision - 1)
            question.pk = Question().pk
            question.since_revision = revision
            question._state.adding = True
    for name, value in values.items():
        setattr(question, name, value)
    question.save()
    return question


@transaction.atomic
def remove_question(*, by: Member, question: Question) -> None:
    """Ask it no more. Answers that were given stay, and a sheet that is out still asks it."""
    question = _build_question(by, question)
    if question.survey.questions.asked_now().filter(ask_if__question=question.key).exists():
        raise ValidationError(
            _("Another question is asked only after this one. Change that first.")
        )
    revision = _open_revision(question.survey)
    if question.since_revision < revision:
        question.until_revision = revision - 1
        question.save(update_fields=["until_revision"])
    else:
        question.delete()


@transaction.atomic
def move_question(*, by: Member, question: Question, up: bool) -> None:
    """One place up or down; past the edge of its section, into the next one."""
    question = _build_question(by, question)
    siblings = list(question.section.questions.asked_now())
    there = siblings.index(question) + (-1 if up else 1)
    if 0 <= there < len(siblings):
        siblings.remove(question)
        siblings.insert(there, question)
    else:
        section = _neighbor(question.section, up=up)
        if section is None:
            return
        question.section = section
        siblings = list(section.questions.asked_now())
        siblings.insert(len(siblings) if up else 0, question)
    _number(siblings)
    _check_order(question.survey)
    _open_revision(question.survey)  # paper that is out has the numbers of before


@transaction.atomic
def move_section(*, by: Member, section: Section, up: bool) -> None:
    _build(by, section.survey)
    other = _neighbor(section, up=up)
    if other is None:
        return
    section.position, other.position = other.position, section.position
    section.save(update_fields=["position"])
    other.save(update_fields=["position"])
    _check_order(section.survey)
    _open_revision(section.survey)


def _build(by: Member, survey: Survey) -> None:
    """Check the right to build, and let nobody answer or build beside us meanwhile."""
    if not may_build(by, survey):
        refuse(ASK_THE_AUTHOR)
    Survey.objects.select_for_update().get(pk=survey.pk)


def _build_question(by: Member, question: Question) -> Question:
    """As `_build`; the question as it is now that nobody else changes it."""
    _build(by, question.survey)
    present = question.survey.questions.select_related("section").get(pk=question.pk)
    if present.until_revision is not None:
        raise ValidationError(_("This question was just changed. Please look at it again."))
    present.survey = present.section.survey = question.survey
    return present


def _open_revision(survey: Survey) -> int:
    """The revision that changes belong to: a new one where somebody may have answered the present
    one, be it on paper or on a phone that is still out."""
    survey.refresh_from_db(fields=["state", "revision"])
    answered = survey.responses.filter(revision=survey.revision)
    if survey.state != Survey.State.DRAFT or answered.exists():
        survey.revision += 1
        survey.save(update_fields=["revision"])
    return survey.revision


def _means(question: Question, name: str, value: Any) -> bool:
    """Whether this value would change what the question means."""
    old = getattr(question, name)
    if name == "settings":
        return any(_differ(old.get(part), value.get(part)) for part in {*old, *value})
    return _differ(old, value)


def _differ(old: Any, new: Any) -> bool:
    """Whether texts, choices or a setting say something else than before."""
    if isinstance(old, dict) or isinstance(new, dict):
        return _reworded(old or {}, new or {})
    if isinstance(old, list) or isinstance(new, list):
        old, new = old or [], new or []
        return [choice["key"] for choice in old] != [choice["key"] for choice in new] or any(
            _reworded(before.get("text", {}), after.get("text", {}))
            for before, after in zip(old, new, strict=True)
        )
    if isinstance(old, bool) or isinstance(new, bool):
        return bool(old) != bool(new)
    return bool(old != new)


def _reworded(old: dict[str, str], new: dict[str, str]) -> bool:
    """Whether texts say something else in a language that both have, or share none."""
    both = [language for language, text in old.items() if text and new.get(language)]
    if both:
        return any(old[language] != new[language] for language in both)
    return any(old.values()) or any(new.values())


def _check_waited_for(question: Question, choices: list[dict[str, Any]]) -> None:
    gone = {choice["key"] for choice in question.choices} - {choice["key"] for choice in choices}
    for other in question.survey.questions.asked_now().filter(ask_if__question=question.key):
        if other.ask_if and gone.intersection(other.ask_if["any"]):
            raise ValidationError(
                _(
                    "“%(question)s” is asked only after a choice that you changed or took away. "
                    "Change there first when it is asked."
                ),
                params={"question": str(other.text)},
            )


def _next(rows: QuerySet[Any]) -> int:
    return (rows.order_by().aggregate(last=Max("position"))["last"] or 0) + 1


def _free_key(survey: Survey) -> str:
    taken = set(survey.questions.values_list("key", flat=True))
    return next(key for n in range(1, len(taken) + 2) if (key := f"q{n}") not in taken)


def _neighbor(section: Section, *, up: bool) -> Section | None:
    sections = section.survey.sections.order_by("-position" if up else "position")
    beyond = {"position__lt": section.position} if up else {"position__gt": section.position}
    return sections.filter(**beyond).first()


def _number(questions: list[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        question.position = position
    Question.objects.bulk_update(questions, ["position", "section"])


def _check_order(survey: Survey) -> None:
    seen: set[str] = set()
    for question in survey.questions.asked_now():
        if question.ask_if and question.ask_if["question"] not in seen:
            raise ValidationError(
                _("“%(question)s” must stay below the question that it depends on."),
                params={"question": str(question.text)},
            )
        seen.add(question.key)
