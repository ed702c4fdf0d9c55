from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from mutualaid.accounts.models import User
from mutualaid.jobs import registry, services
from mutualaid.jobs.models import Heartbeat, Job
from mutualaid.jobs.registry import TRIES, handler, nightly
from mutualaid.jobs.services import claim, enqueue, forget_ended, retry, run, stopping, sweep
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "handlers", {})
    monkeypatch.setattr(services, "handlers", registry.handlers)
    registry.nightly_kinds[:], kinds = [], registry.nightly_kinds[:]
    yield
    registry.nightly_kinds[:] = kinds
    stopping.clear()


@pytest.fixture
def done(own_registry):
    """The subjects that were done, in order."""
    subjects = []
    handler("test.note")(subjects.append)
    return subjects


def note(subject, **options):
    enqueue(kind="test.note", subject=subject, key=f"note {subject}", **options)


def the_job():
    return Job.objects.get()


def test_a_job_is_done_once(done):
    note(7)
    sweep()
    sweep()
    assert done == [7]
    assert the_job().state == Job.State.DONE


def test_a_job_comes_with_its_cause_or_not_at_all(done):
    with transaction.atomic():
        note(7)
        transaction.set_rollback(True)
    sweep()
    assert done == []


def test_the_same_key_is_the_same_job(done):
    note(7)
    note(7)
    sweep()
    note(7)
    sweep()
    assert done == [7]


def test_an_unknown_kind_is_refused():
    with pytest.raises(LookupError, match="tset"):
        enqueue(kind="tset.note", subject=1, key="1")


def test_a_job_waits_until_it_is_due(done, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z")
    note(7, due_at=timezone.now() + timedelta(minutes=5))
    sweep()
    assert done == []
    time_machine.shift(timedelta(minutes=5))
    sweep()
    assert done == [7]


def test_what_has_been_due_longest_comes_first(done):
    for minutes in [1, 3, 2]:
        note(minutes, due_at=timezone.now() - timedelta(minutes=minutes))
    sweep()
    assert done == [3, 2, 1]


def failing():
    """A kind whose work writes to the database, then fails."""

    @handler("test.note")
    def fail(subject):
        UserFactory(display_name=str(subject))
        raise RuntimeError("Élise, Mill Road")


def test_a_failure_leaves_no_effect_and_is_tried_again(time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    failing()
    note(7)
    for wait in [30, 60, 120, 240]:
        sweep()
        job = the_job()
        assert (job.state, job.error) == (Job.State.DUE, "RuntimeError")
        assert job.due_at - timezone.now() == timedelta(seconds=wait)
        time_machine.shift(timedelta(seconds=wait))
    assert not User.objects.exists()
    handler("test.note")(lambda subject: UserFactory(display_name=str(subject)))
    sweep()
    assert the_job().state == Job.State.DONE
    assert User.objects.get().display_name == "7"


def fail_for_good(time_machine):
    for _ in range(TRIES):
        time_machine.shift(timedelta(hours=6))
        sweep()
    assert the_job().state == Job.State.DEAD


def test_a_dead_job_can_be_retried(time_machine, done):
    time_machine.move_to("2026-11-24T12:00:00Z")
    failing()
    note(7)
    fail_for_good(time_machine)
    time_machine.shift(timedelta(days=1))
    sweep()
    assert the_job().attempts == TRIES
    assert retry(job_id=the_job().pk)
    assert not retry(job_id=the_job().pk)
    handler("test.note")(done.append)
    sweep()
    assert done == [7]


def test_a_job_whose_kind_is_gone_waits_for_it(done):
    note(7)
    del registry.handlers["test.note"]
    sweep()
    assert (the_job().state, the_job().error) == (Job.State.DUE, "KeyError")


@pytest.mark.django_db(transaction=True)
def test_only_work_outside_the_database_runs_in_no_transaction():
    within = {}
    handler("test.inside")(lambda _: within.update(inside=connection.in_atomic_block))
    handler("test.outside", outside=True)(
        lambda _: within.update(outside=connection.in_atomic_block)
    )
    for kind in ["test.inside", "test.outside"]:
        enqueue(kind=kind, subject=1, key=kind)
    sweep()
    assert within == {"inside": True, "outside": False}


def test_a_dead_workers_job_is_taken_over_when_its_lease_ends(done, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z")
    note(7)
    assert claim()
    sweep()
    assert done == []
    time_machine.shift(timedelta(minutes=2, seconds=1))
    sweep()
    assert done == [7]


@pytest.mark.parametrize("outside", [False, True])
def test_a_slow_worker_changes_nothing_after_it_was_taken_over(time_machine, outside):
    time_machine.move_to("2026-11-24T12:00:00Z")
    handler("test.note", outside=outside)(lambda subject: UserFactory())
    note(7)
    slow = claim()
    time_machine.shift(timedelta(minutes=3))
    other = claim()
    assert other.pk == slow.pk
    run(slow)
    assert not User.objects.exists()
    assert the_job().state == Job.State.RUNNING
    run(other)
    assert User.objects.count() == 1
    run(slow)
    assert User.objects.count() == 1
    assert the_job().state == Job.State.DONE


def test_taken_over_during_work_outside(time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z")

    @handler("test.note", outside=True)
    def dawdle(subject):
        time_machine.shift(timedelta(minutes=3))
        assert claim()

    note(7)
    run(claim())
    assert (the_job().state, the_job().attempts) == (Job.State.RUNNING, 2)


def test_a_job_that_kills_its_workers_is_buried(done, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z")
    note(7)
    for _ in range(TRIES):
        assert claim()
        time_machine.shift(timedelta(minutes=3))
    sweep()
    assert done == []
    assert (the_job().state, the_job().error) == (Job.State.DEAD, "WorkerDied")


def test_an_idle_sweep_reads_twice_and_writes_nothing(django_assert_num_queries):
    sweep()
    with django_assert_num_queries(2) as queries:
        sweep()
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_a_sweep_stops_when_the_process_should_end(own_registry):
    handler("test.note")(lambda subject: stopping.set())
    note(1)
    note(2)
    sweep()
    assert Job.objects.filter(state=Job.State.DONE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_share_the_jobs(done):
    for subject in range(40):
        note(subject)

    def one_of_many(_):
        sweep()
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one_of_many, range(4)))
    assert sorted(done) == list(range(40))


def test_nightly_work_is_done_once_a_night(time_machine):
    nights = []
    nightly("test.tidy")(lambda: nights.append(timezone.now().date().isoformat()))
    moment = datetime(2026, 11, 24, 14, tzinfo=UTC)
    while moment < datetime(2026, 11, 27, 2, tzinfo=UTC):
        time_machine.move_to(moment)
        sweep()
        moment += timedelta(minutes=30)
    assert nights == ["2026-11-25", "2026-11-26"]


def test_a_computer_that_sleeps_at_night_tidies_in_the_morning(time_machine):
    nights = []
    nightly("test.tidy")(lambda: nights.append(timezone.now().hour))
    for moment in ["2026-11-24T17:00:00Z", "2026-11-25T09:00:00Z", "2026-11-25T17:00:00Z"]:
        time_machine.move_to(moment)
        sweep()
    assert nights == [9]


def test_done_jobs_are_forgotten_after_a_day(done, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z")
    note(1)
    sweep()
    note(2, due_at=timezone.now() + timedelta(days=3))
    forget_ended()
    assert Job.objects.count() == 2
    time_machine.shift(timedelta(days=1, seconds=1))
    forget_ended()
    assert the_job().subject == 2


def test_dead_jobs_are_forgotten_after_a_month(done, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    note(1)
    Job.objects.update(state=Job.State.DEAD, ended_at=timezone.now())
    time_machine.shift(timedelta(days=30))
    forget_ended()
    assert Job.objects.exists(), "until then it can be done again"
    time_machine.shift(timedelta(seconds=1))
    forget_ended()
    assert not Job.objects.exists()


def test_there_is_one_heartbeat(time_machine):
    for moment in [datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)]:
        time_machine.move_to(moment, tick=False)
        sweep()
        assert Heartbeat.objects.get().at == moment


def test_the_command_shows_what_is_to_do(done, capsys, time_machine):
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    note(1, due_at=timezone.now() + timedelta(hours=1))
    note(2)
    claim()
    failing()
    note(3)
    sweep()
    note(4)
    Job.objects.filter(subject=4).update(state=Job.State.DEAD, error="SMTPServerDisconnected")
    note(5)
    Job.objects.filter(subject=5).update(state=Job.State.DONE)

    call_command("jobs")
    *lines, last = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in lines) == ["dead", "due", "failed", "running"]
    assert last == "4 to do"
    assert "SMTPServerDisconnected" in next(line for line in lines if line.startswith("dead"))


def test_the_command_retries_a_dead_job(done):
    note(1)
    with pytest.raises(CommandError, match="dead job"):
        call_command("jobs", "retry", str(the_job().pk))
    with pytest.raises(CommandError, match="dead job"):
        call_command("jobs", "retry")
    Job.objects.update(state=Job.State.DEAD, tries_left=0)
    call_command("jobs", "retry", str(the_job().pk))
    sweep()
    assert done == [1]
