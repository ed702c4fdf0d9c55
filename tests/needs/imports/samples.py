from needs.imports.queries import Content
from needs.imports.services import keep_upload
from needs.surveys.models import ImportRun
from tests.matrix import sample
from tests.needs.answering.samples import survey_of
from tests.needs.imports.factories import table_of


@sample("needs:upload_id")
def upload(amina):
    content = Content(language="en", questions=table_of("question,kind\nIs there bread?,yes-no\n"))
    return keep_upload(by=amina, content=content).pk


@sample("needs:run_id")
def run(amina):
    summary = {"questions": 0, "responses": 0, "cells": {"file": 0}, "named": []}
    return ImportRun.objects.create(survey=survey_of(amina), by=amina, summary=summary).pk
