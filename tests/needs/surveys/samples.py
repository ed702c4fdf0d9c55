from tests.matrix import sample
from tests.needs.answering.samples import survey_of


@sample("needs:section_id")
def section(amina):
    return survey_of(amina).sections.first().pk


@sample("needs:kind")
def kind(amina):
    return "one"


@sample("needs:key")
def key(amina):
    return survey_of(amina).questions.asked_now().first().key
