"""Bringing surveys and answers in, and taking them out again."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mutualaid.http import refuse
from mutualaid.networks.concerns.things import is_hidden
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import seal
from mutualaid.spreadsheets.remarks import stored
from needs.answering.services import rows_of
from needs.imports.access import UNDO_BY, may_import_into, may_undo
from needs.imports.mapping import Draft
from needs.imports.models import Upload
from needs.imports.queries import Content, Plan, file_index
from needs.imports.questions import Asked, Form, Part
from needs.results.services import recount
from needs.surveys.access import ASK_THE_AUTHOR
from needs.surveys.kinds.choices import YES_NO
from needs.surveys.models import Answer, ImportRun, Question, Response, Section, Survey
from needs.surveys.services import (
    add_question,
    add_section,
    change_section,
    change_survey,
    create_survey,
    move_survey,
    remove_question,
    remove_survey,
)
from needs.surveys.signals import response_kept
from needs.surveys.starter import in_languages

READERS = gettext_noop("Members of the network see totals and words, never who wrote them.")
REQUIRED = gettext_noop("The form that this comes from needs an answer here.")
UNTITLED = gettext_noop("A survey from a file")
FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def keep_upload(*, by: Member, content: Content) -> Upload:
    """Keep tables, sealed, until the member has agreed on what they mean."""
    upload = Upload(by=by, key=new_key(under=by.network.key))
    seal(upload, "content", content.to_json(), key=upload.key)
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def agree(*, upload: Upload, content: Content) -> None:
    """Note what the member chose."""
    seal(upload, "content", content.to_json(), key=upload.key)
    upload.save(update_fields=["content_sealed"])


@transaction.atomic
def forget(*, upload: Upload) -> None:
    upload.delete()
    upload.key.delete()


def forget_old_uploads() -> None:
    for upload in Upload.objects.filter(kept_on__lt=timezone.localdate() - FORGOTTEN_AFTER):
        forget(upload=upload)


@transaction.atomic
def import_upload(*, by: Member, upload: Upload, plan: Plan) -> list[ImportRun]:
    """Bring in what was agreed. A second press finds nothing left to bring in."""
    if not Upload.objects.filter(pk=upload.pk).delete()[0]:
        return []
    upload.key.delete()
    return import_drafts(by=by, plan=plan, drafts=plan.drafts())


@transaction.atomic
def import_drafts(*, by: Member, plan: Plan, drafts: list[Draft]) -> list[ImportRun]:
    """Bring in one survey a draft, or the answers of the only one into the survey of the plan."""
    return [_import(by, plan, draft) for draft in drafts]


def _import(by: Member, plan: Plan, draft: Draft) -> ImportRun:
    survey, language = plan.survey, plan.content.language
    if survey and not may_import_into(by, survey):
        refuse(str(ASK_THE_AUTHOR))
    if survey and is_hidden(survey):
        refuse(_("A concern was raised about this survey, and so it is hidden."))
    new = survey is None
    survey = survey or _create(by, draft.form, language)
    made = _ask(by, survey, draft.form, language)
    run = ImportRun.objects.create(survey=survey, by=by, made_survey=new)
    if draft.responses:
        _keep(survey, draft, language, run)
    if new and draft.responses:
        # Its answers were given elsewhere: open it to ask more people.
        move_survey(by=by, survey=survey, to=Survey.State.OPEN)
        move_survey(by=by, survey=survey, to=Survey.State.CLOSED)
    run.summary = summary(draft) | {"made": made, "file": file_index(by.network, plan.content)}
    run.save(update_fields=["summary"])
    return run


def summary(draft: Draft) -> dict[str, Any]:
    """What came in and what did not; no cell's own words."""
    return {
        "lines": draft.form.lines,
        "taken": draft.form.taken,
        "questions": len(draft.form.questions()),
        "new": draft.new,
        "responses": len(draft.responses),
        "cells": {name: draft.cells[name] for name in ("file", "taken", "words", "left")},
        "named": stored([*draft.form.remarks, *draft.remarks]),
    }


@transaction.atomic
def undo_import(*, by: Member, run: ImportRun) -> Survey | None:
    """Take out what a run brought; the survey if it stays. Answers given since are kept."""
    if not may_undo(by, run):
        refuse(str(UNDO_BY))
    survey, made_survey, made = run.survey, run.made_survey, run.summary.get("made", [])
    run.delete()  # and its responses
    if made_survey and not survey.responses.exists():
        survey.state = Survey.State.DRAFT  # nobody's answer hangs on it
        survey.save(update_fields=["state"])
        remove_survey(by=by, survey=survey)
        return None
    if not made_survey:
        for question in survey.questions.filter(pk__in=made, until_revision=None):
            remove_question(by=by, question=question)
    recount(survey_id=survey.pk)
    return survey


def _create(by: Member, form: Form, language: str) -> Survey:
    """A survey for members: whoever answered elsewhere was not told that all would see totals."""
    untitled = in_languages(UNTITLED, by.network.languages)
    survey = create_survey(
        by=by,
        title={language: form.title[:120]} if form.title else untitled,
        introduction={language: form.introduction} if form.introduction else {},
        readers=in_languages(READERS, by.network.languages),
    )
    change_survey(by=by, survey=survey, public_results=False)
    return survey


def _ask(by: Member, survey: Survey, form: Form, language: str) -> list[int]:
    """Add the questions that the survey does not ask yet; their ids."""
    known = set(survey.questions.asked_now().values_list("key", flat=True))
    made = []
    for part in form.parts:
        new = [question for question in part.questions if question.key not in known]
        if new:
            section = _section(by, survey, part, language)
            for asked in new:
                values = _values(asked, language, by.network.languages)
                question = add_question(by=by, survey=survey, section=section, **values)
                made.append(question.pk)
    return made


def _section(by: Member, survey: Survey, part: Part, language: str) -> Section:
    texts: dict[str, Any] = {
        "title": {language: part.title} if part.title else {},
        "introduction": {language: part.introduction} if part.introduction else {},
        "together": part.together,
    }
    first = survey.sections.order_by("position").first()
    if first and not first.title and not first.questions.exists():
        change_section(by=by, section=first, **texts)
        return first
    return add_section(by=by, survey=survey, **texts)


def _values(asked: Asked, language: str, languages: list[str]) -> dict[str, Any]:
    """The fields of `Question`."""

    def texts(choices: list[tuple[str, str]]) -> list[dict[str, Any]]:
        ours: dict[str, Any] = YES_NO if {key for key, _text in choices} <= set(YES_NO) else {}
        return [
            {
                "key": key,
                "text": in_languages(ours[key], languages) if key in ours else {language: text},
            }
            for key, text in choices
        ]

    settings = dict(asked.settings)
    if asked.rows:
        settings["rows"] = texts(asked.rows)
    if "unit" in settings:
        settings["unit"] = {language: settings["unit"]}
    return {
        "kind": asked.kind,
        "key": asked.key,
        "text": {language: asked.text},
        "hint": {language: asked.hint} if asked.hint else {},
        "required": asked.required,
        "required_reason": in_languages(REQUIRED, languages) if asked.required else {},
        "choices": texts(asked.choices),
        "settings": settings,
        "signals": asked.signals,
    }


def _keep(survey: Survey, draft: Draft, language: str, run: ImportRun) -> None:
    """Keep all responses, without receipts: nobody who gave them is here to get one."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    questions: dict[str, Question] = {q.key: q for q in survey.questions.asked_now()}
    responses, rows = [], []
    for _line, answers in draft.responses:
        response = Response(
            survey=survey,
            revision=survey.revision,
            way=Response.Way.IMPORT,
            language=language,
            run=run,
        )
        responses.append(response)
        rows += rows_of(response, {questions[key]: said for key, said in answers.items()})
    Response.objects.bulk_create(responses, batch_size=500)
    Answer.objects.bulk_create(rows, batch_size=1000)
    response_kept.send(Survey, survey_id=survey.pk)
