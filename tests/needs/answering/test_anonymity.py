"""safety.md 9: whoever holds the database and the logs links no response to a person, and does
no better than a guess."""

import json
import logging
import random
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from mutualaid.jobs.models import Job
from mutualaid.jobs.registry import handlers
from needs.answering.services import keep_sheet, member_index, print_sheets
from needs.answering.walk import field_name
from needs.surveys.models import Answer, Draft, Mark, Response, Sheet
from tests import servers
from tests.needs.factories import SurveyFactory
from tests.networks.factories import MemberFactory, NetworkFactory

PEOPLE = 40
CHANCE = 0.7
"""With 40 people, one in 100,000 random orders is this much like another."""


# On one worker, for what they look at takes long to come about.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("anonymity")]


def asked(network):
    return SurveyFactory(
        network=network,
        questions=[
            {"kind": "number", "key": "people", "text": "How many are you?"},
            {"kind": "short", "key": "street", "text": "What do you call this street?"},
        ],
    )


@pytest.fixture(scope="module")
def survey(django_db_setup, django_db_blocker):
    """Asked once for all these tests: what one of them adds is taken back after it."""
    with django_db_blocker.unblock():
        yield asked(NetworkFactory())
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def answered(survey, django_db_blocker):
    """Members in the order in which they answered; each said a number of their own."""
    with django_db_blocker.unblock():
        members = MemberFactory.create_batch(PEOPLE, network=survey.network)
        random.Random(7).shuffle(members)
        people, street = survey.questions.asked_now()
        for number, member in enumerate(members):
            client = Client()
            client.force_login(member.user)
            client.post(reverse("needs:answer_begin", args=[survey.code]))
            for question, said in ((people, number), (street, f"words of {number}")):
                page = reverse("needs:answer_question", args=[survey.code, question.pk])
                client.post(page, {field_name(question): said})
            sent = client.post(reverse("needs:answer_send", args=[survey.code]))
            assert sent.status_code == 302
        assert Response.objects.count() == Mark.objects.count() == PEOPLE
        handlers["needs.forget_order"].work()
    return members


ORDERS = {
    "sqlite": ["id", "place in the file"],
    "postgresql": ["id", "ctid", "xmin::text::bigint, ctid"],
}[connection.vendor]


def in_order(table, order):
    if order == "place in the file":
        return in_file(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table._meta.db_table} ORDER BY {order}")
        return [row[0] for row in cursor.fetchall()]


def in_file(table):
    """The keys of a table in SQLite's file: page by page, each filled from its end."""
    with connection.cursor() as cursor:
        name = [table._meta.db_table]
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = %s", name)
        [root] = cursor.fetchone()
    data = Path(connection.settings_dict["NAME"]).read_bytes()
    return list(keys_below(root, data, number(data[16:18])))


def keys_below(root, data, size):
    """As in https://www.sqlite.org/fileformat2.html, "B-tree Pages"."""
    page = data[(root - 1) * size : root * size]
    leaf, header = page[0] == 13, 8 if page[0] == 13 else 12
    pointers = [
        number(page[place : place + 2])
        for place in range(header, header + 2 * number(page[3:5]), 2)
    ]
    if leaf:
        for cell in sorted(pointers, reverse=True):
            _size, after = variable_length(page, cell)
            yield variable_length(page, after)[0]
        return
    for below in [*(page[cell : cell + 4] for cell in pointers), page[8:12]]:
        yield from keys_below(number(below), data, size)


def number(octets):
    return int.from_bytes(octets, "big")


def variable_length(page, place):
    """A number of 1 to 9 bytes, and where the next begins."""
    value = 0
    for each in range(place, place + 8):
        value = value << 7 | page[each] & 127
        if page[each] < 128:
            return value, each + 1
    return value << 8 | page[place + 8], place + 9


def likeness(one, other):
    """Spearman's rank correlation of two orders of the same things."""
    places = {thing: place for place, thing in enumerate(other)}
    apart = sum((place - places[thing]) ** 2 for place, thing in enumerate(one))
    return 1 - 6 * apart / (len(one) * (len(one) ** 2 - 1))


def test_no_order_tells_who_answered_what(answered, survey):
    arrived = list(range(PEOPLE))
    said = dict(Answer.objects.filter(question__key="people").values_list("response_id", "value"))
    marks = {member_index(survey, member): number for number, member in enumerate(answered)}
    by_mark = dict(Mark.objects.values_list("id", "member_index"))
    said_by_answer = dict(Answer.objects.filter(question__key="people").values_list("id", "value"))

    for order in ORDERS:
        responses = [said[key] for key in in_order(Response, order)]
        answers = [said_by_answer[key] for key in in_order(Answer, order) if key in said_by_answer]
        members = [marks[by_mark[key]] for key in in_order(Mark, order)]
        for one, other in [
            (responses, arrived),
            (answers, arrived),
            (members, arrived),
            (responses, members),
            (answers, members),
        ]:
            assert abs(likeness(one, other)) < CHANCE, order
            hits = sum(left == right for left, right in zip(one, other, strict=True))
            assert hits < 9, f"{order}: who guesses hits one on average"


def transactions(table):
    """How many transactions the rows of a table tell apart. SQLite keeps no numbers of them."""
    if connection.vendor == "sqlite":
        return 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table._meta.db_table}")
        return cursor.fetchone()[0]


def test_no_transaction_number_tells_what_was_sent_together(answered):
    assert [transactions(table) for table in (Response, Answer, Mark)] == [1, 1, 1]


def test_the_file_keeps_no_order_that_the_keys_do_not_have(answered):
    if connection.vendor == "sqlite":
        for table in (Response, Answer, Mark):
            assert in_file(table) == in_order(table, "id")
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        assert not log.stat().st_size


@pytest.mark.django_db(transaction=True)
def test_a_sheet_typed_in_does_not_keep_its_receipt_in_the_file(network):
    by, survey = MemberFactory(network=network), asked(network)
    people, _street = survey.questions.asked_now()
    for sheet in print_sheets(by=by, survey=survey, count=6, batch="b" * 20).codes:
        keep_sheet(by=by, survey=survey, number=sheet, answers={people: (3, "")}, language="en")
    receipts = list(survey.responses.values_list("receipt_index", flat=True))
    assert len(receipts) == 6
    assert any(receipt.encode() in stored(Response) for receipt in receipts), "we look rightly"

    def forgotten():
        handlers["needs.forget_order"].work()
        return not any(receipt.encode() in stored(Sheet) for receipt in receipts)

    # PostgreSQL leaves it behind the next time if a transaction goes on that began before.
    servers.wait_for(forgotten, "it is still there", seconds=120)


def stored(table):
    """What lies on disk of a table; on SQLite, where all lie in one file, in none of its rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return b" ".join(str(row).encode() for row in table.objects.values())
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table._meta.db_table]
        )
        return bytes(cursor.fetchone()[0])


def test_nothing_in_any_table_points_to_a_response_but_its_answers(answered):
    pointing = {
        relation.related_model
        for table in (Response, Draft, Mark)
        for relation in table._meta.related_objects
    }
    assert pointing == {Answer}
    traces = set()
    for row in [*Response.objects.values(), *Draft.objects.values(), *Mark.objects.values()]:
        traces |= {
            str(row[name]) for name in ("id", "receipt_index", "member_index") if row.get(name)
        }
    for row in Answer.objects.values():
        traces |= {str(row["id"]), bytes(row["words_sealed"] or b"").hex() or "nothing"}
    traces.discard("nothing")
    ours = {Response, Answer, Mark, Draft}
    for table in apps.get_models():
        if table in ours:
            continue
        for row in table.objects.values():
            seen = {
                value.hex() if isinstance(value, bytes) else str(value) for value in row.values()
            }
            assert not any(trace in text for trace in traces for text in seen), table


def test_a_response_and_a_mark_share_nothing_but_the_survey(answered, survey):
    for mark in Mark.objects.values():
        others = {str(value) for name, value in mark.items() if name != "survey_id"}
        for row in [*Response.objects.values(), *Answer.objects.values()]:
            assert others.isdisjoint(map(str, row.values()))
    people = {str(key) for member in answered for key in (member.pk, member.user_id)}
    for row in [*Response.objects.values(), *Answer.objects.values(), *Mark.objects.values()]:
        assert people.isdisjoint(map(str, row.values()))


def test_no_time_of_day_lies_beside_an_answer():
    for table in (Response, Answer, Mark, Draft, Sheet):
        times = (models.DateTimeField, models.TimeField)
        assert not [field for field in table._meta.fields if isinstance(field, times)], table


def test_jobs_say_neither_who_nor_what_nor_at_which_minute_each_came(answered, survey):
    jobs = Job.objects.filter(kind__startswith="needs.")
    assert {job.subject for job in jobs} <= {survey.pk, None}
    assert jobs.count() <= PEOPLE / 2


def test_logs_hold_nothing_that_finds_an_answer_or_a_person(
    survey, answered, client, caplog, capfd, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    member = answered[0]
    client.cookies.clear()
    client.force_login(member.user)
    begun = {"for_someone_else": 1, "consent": 1}
    client.post(reverse("needs:answer_begin", args=[survey.code]), begun)
    token = client.cookies[f"answers-{survey.code}"].value
    street = survey.questions.get(key="street")
    page = reverse("needs:answer_question", args=[survey.code, street.pk])
    client.post(page, {field_name(street): "A canary for the logs"})
    before = set(Response.objects.values_list("pk", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("needs:answer_send", args=[survey.code]))
    [response] = Response.objects.exclude(pk__in=before)
    code = client.get(reverse("needs:answer_receipt", args=[survey.code]) + "?sent=now").context[
        "code"
    ]
    client.post(reverse("needs:answer_look", args=[survey.code]), {"code": code})
    output = capfd.readouterr()
    records = [json.dumps(record.__dict__, default=str) for record in caplog.records]
    logged = "\n".join([caplog.text, output.out, output.err, *records])
    for trace in (
        "canary",
        token,
        code,
        str(response.pk),
        response.receipt_index,
        str(member.pk),
        str(member.user_id),
        "127.0.0.1",
    ):
        assert trace not in logged
