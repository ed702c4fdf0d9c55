"""Jobs survive kill -9 of all that does them: none is lost, every database effect happens once."""

import signal

import pytest

from tests import servers
from tests.installation import Installation
from tests.servers import LOCAL, free_port, wait_for

CELERY = ["celery", "-A", "mutualaid"]


def crash_three_times(installation, jobs, start, kill):
    """Kill everything when a quarter, a half and three quarters are done."""
    installation.enqueue_probes(jobs)
    for quarter in [1, 2, 3]:
        start()
        wait_for(
            lambda: len(installation.effects()) >= jobs * quarter // 4,  # noqa: B023
            f"quarter {quarter}: {installation.probes()}",
            seconds=240,
        )
        kill()
        assert len(installation.effects()) < jobs, "nothing was left to lose"
    start()
    wait_for(lambda: installation.probes() == {"done": jobs}, "the rest was not done", seconds=240)
    assert installation.effects() == list(range(jobs))


def seconds_each(jobs):
    """Slow enough to be killed in the middle."""
    return str(3 / jobs if jobs > 500 else 0.05)


@pytest.mark.once
def test_embedded_on_sqlite(tmp_path, deep):
    jobs = deep(60, 1000)
    with Installation(tmp_path) as installation:
        workers = []

        def start():
            workers.append(
                installation.start("django-admin", "work", PROBE_SECONDS=seconds_each(jobs))
            )

        crash_three_times(installation, jobs, start, lambda: installation.kill(workers[-1]))


@pytest.mark.postgres
@pytest.mark.redis
def test_scaled_on_postgresql_with_redis_killed_too(tmp_path, deep):
    jobs, port = deep(60, 1000), free_port()
    with (
        servers.postgresql() as database,
        Installation(
            tmp_path, database=database, broker=f"redis://{LOCAL}:{port}/0"
        ) as installation,
    ):
        running = []

        def start():
            redis = servers.redis_server(port)
            running[:] = [
                (redis, redis.__enter__()),
                installation.start(*CELERY, "worker", PROBE_SECONDS=seconds_each(jobs)),
                installation.start(*CELERY, "beat"),
            ]

        def kill():
            (context, redis), *processes = running
            for process in processes:
                installation.kill(process)
            redis.kill()
            context.__exit__(None, None, None)

        try:
            crash_three_times(installation, jobs, start, kill)
        finally:
            kill()


@pytest.mark.once
def test_a_worker_told_to_end_finishes_what_it_does(tmp_path):
    with Installation(tmp_path) as installation:
        installation.enqueue_probes(20)
        worker = installation.start("django-admin", "work", PROBE_SECONDS="0.3")
        wait_for(lambda: len(installation.effects()) > 1, "no job was done")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
        states = installation.probes()
        assert states.keys() == {"done", "due"}
        assert len(installation.effects()) == states["done"]
