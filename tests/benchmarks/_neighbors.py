"""A process of people who answer a survey, or read about it, again and again.

    python -m tests.benchmarks._neighbors write|read CODE PEOPLE PAUSE SECONDS

Prints a line when all are ready, begins at a line, and prints how long each time took in seconds,
and what went wrong: ``{"times": […], "errors": […]}``.
"""

import json
import secrets
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.test import Client  # noqa: E402

from needs.answering.services import fill_in, keep_response  # noqa: E402
from needs.surveys.models import Response, Survey  # noqa: E402

SAID = {
    "home": "flat",
    "shops": ["market", "store"],
    "water": "yes",
    "people": 4,
    "safe": 3,
    "street": True,
    "since": "2019-05-01",
    "often": {"neighbors": "daily", "family": "weekly"},
    "needs": {"food": {"urgency": "now", "people": 3}},
    "share": [],
}
"""Ten answers, by the key of the question."""


def writer(code):
    survey = Survey.objects.select_related("key", "network").get(code=code)
    questions = survey.questions.asked_now().filter(key__in=SAID)
    answers = {question: (SAID[question.key], "") for question in questions}
    assert len(answers) == 10

    def answer():
        keep_response(
            fill_in(
                survey=survey,
                token=secrets.token_urlsafe(32),
                answers=answers,
                language="en",
                way=Response.Way.ONLINE,
            )
        )

    return answer


def reader(code):
    client = Client()

    def read():
        assert client.get(f"/s/{code}/", headers={"host": "localhost"}).status_code == 200

    return read


def person(act, pause, seconds, ready):
    times, errors = [], []
    act()  # opens the connection
    ready.wait()
    ready.wait()
    end = time.time() + seconds
    while time.time() < end:
        began = time.perf_counter()
        try:
            act()
        except Exception as problem:
            errors.append(str(problem))
        times.append(time.perf_counter() - began)
        time.sleep(pause)
    return times, errors


def main(what, code, people, pause, seconds):
    act = {"write": writer, "read": reader}[what]
    ready = Barrier(int(people) + 1)
    with ThreadPoolExecutor(int(people)) as pool:
        doing = [
            pool.submit(person, act(code), float(pause), float(seconds), ready)
            for _ in range(int(people))
        ]
        ready.wait()
        print("ready", flush=True)
        sys.stdin.readline()
        ready.wait()
        done = [one.result() for one in doing]
    times, errors = ([one for each in kind for one in each] for kind in zip(*done, strict=True))
    print(json.dumps({"times": times, "errors": errors}))


main(*sys.argv[1:])
