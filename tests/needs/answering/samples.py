from needs.answering.services import print_sheets
from needs.surveys.models import Survey
from tests.matrix import sample
from tests.needs.factories import SurveyFactory


def survey_of(amina):
    survey = amina.network.surveys.filter(state=Survey.State.OPEN).first()
    return survey or SurveyFactory(network=amina.network, by=amina)


@sample("needs:survey_id")
def survey_id(amina):
    return survey_of(amina).pk


@sample("needs:code")
def code(amina):
    return survey_of(amina).code


@sample("needs:question_id")
def question(amina):
    return survey_of(amina).questions.asked_now().first().pk


@sample("needs:number")
def number(amina):
    [printed] = print_sheets(by=amina, survey=survey_of(amina), count=1, batch="sample").codes
    return printed
