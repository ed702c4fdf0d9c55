"""A process that measures results over two surveys, one with few and one with many responses.

    python -m tests.benchmarks._answered QUESTIONS FEW MANY

Prints how much more the many cost: ``{"page", "five": ratios, "wrong": counts that were}``.
"""

import json
import secrets
import sys
import time
from collections import Counter
from random import Random

import django

django.setup()

from django.test import Client  # noqa: E402

from needs.results.queries import telling_of  # noqa: E402
from needs.results.services import advance  # noqa: E402
from needs.surveys.models import Answer, Response  # noqa: E402
from tests.needs.factories import SurveyFactory, choices  # noqa: E402
from tests.networks.factories import MemberFactory  # noqa: E402

ROUNDS = 15
chance = Random(1)
VALUES = {
    "one": lambda: chance.choice("abcd"),
    "many": lambda: chance.sample("abcd", 2),
    "yes-no": lambda: chance.choice(["yes", "no"]),
    "number": lambda: chance.randint(1, 60),
    "scale": lambda: chance.randint(1, 5),
}
"""An answer to each kind of question."""


def ask(member, count):
    kinds = [list(VALUES)[number % len(VALUES)] for number in range(count)]
    offered = choices("A", "B", "C", "D")
    questions = [
        {"kind": kind, "key": f"q{number}", "text": f"What about {number}?", "choices": offered}
        for number, kind in enumerate(kinds)
    ]
    return SurveyFactory(network=member.network, by=member, questions=questions)


def answer(survey, count):
    questions = list(survey.questions.asked_now())
    responses = [
        Response(survey=survey, revision=1, way=Response.Way.ONLINE, language="en")
        for _ in range(count)
    ]
    for response in responses:
        response.receipt_index = secrets.token_hex(32)
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(
        [
            Answer(response=response, question=question, value=VALUES[question.kind]())
            for response in responses
            for question in questions
        ],
        batch_size=5000,
    )


def ratio(few, many):
    """How much longer ``many`` takes than ``few``, in turns, the shortest of each."""
    times = [[], []]
    for _ in range(ROUNDS):
        for work, taken in zip([few, many], times, strict=True):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
    return min(times[1]) / min(times[0])


def five_more(survey):
    def count():
        answer(survey, 5)
        assert advance(survey_id=survey.pk)

    return count


def wrong(survey):
    """How many counts of choices differ from counting by hand."""
    found = Counter()
    answers = Answer.objects.filter(response__survey=survey, question__kind__in=["one", "yes-no"])
    for question, value in answers.values_list("question_id", "value").iterator():
        found[f"{question}:{value}"] += 1
    counts = telling_of(survey).counts
    return sum(counts[name] != count for name, count in found.items())


def main(questions, *sizes):
    member = MemberFactory()
    client = Client(headers={"host": "localhost"})
    client.force_login(member.user)
    surveys = [ask(member, questions) for _ in sizes]
    for survey, size in zip(surveys, sizes, strict=True):
        answer(survey, size)
        advance(survey_id=survey.pk)

    def page(survey):
        address = f"/n/{member.network.slug}/surveys/{survey.pk}/results/"
        return lambda: client.get(address).status_code == 200 or sys.exit("no page")

    told = {
        "page": ratio(*map(page, surveys)),
        "five": ratio(*map(five_more, surveys)),
        "wrong": sum(map(wrong, surveys)),
    }
    print(json.dumps(told))


main(*map(int, sys.argv[1:]))
