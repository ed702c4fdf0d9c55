"""Several at the same moment, each over a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from time import sleep
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction

CLIENTS = 16


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each came to, begun together; kind refusals too. Whatever else is raised, is."""
    together = Barrier(len(works))

    def begin(work):
        together.wait()
        return alone(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return [*pool.map(begin, works)]


def alone(work: Callable[[], Any]) -> Any:
    # A process keeps eight connections to PostgreSQL: here nobody waits for one.
    mine = connections["default"]
    options = {key: kept for key, kept in mine.settings_dict["OPTIONS"].items() if key != "pool"}
    mine.settings_dict = mine.settings_dict | {"OPTIONS": options}
    try:
        return work()
    except PermissionDenied as refused:
        return refused
    finally:
        connection.close()


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, bool]:
    """What ``second`` came to, begun while ``first`` was done and not kept yet; and whether it had
    to wait for that."""
    came_to = []
    other, waited = Thread(target=lambda: came_to.append(alone(lambda: caught(second)))), False
    with transaction.atomic():
        first()
        other.start()
        while other.is_alive() and not (waited := is_waited_for()):
            other.join(timeout=0.05)
    other.join()
    if isinstance(came_to[0], Exception) and not isinstance(came_to[0], PermissionDenied):
        raise came_to[0]
    return came_to[0], waited


def is_waited_for() -> bool:
    """Whether somebody waits until this transaction ends."""
    if connection.vendor == "sqlite":  # where whoever writes does
        sleep(0.3)
        return True
    with connection.cursor() as cursor:
        # As it is at this moment: within a transaction pg_stat_activity shows what it showed first.
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]


def caught(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception as problem:  # told by the thread that waits
        return problem


def slowly(work: Callable[..., Any]) -> Callable[..., Any]:
    """The same, and until somebody waits for what is locked by then, or for half a second."""

    def slow(*arguments, **told):
        came_to = work(*arguments, **told)
        for _time in range(25):
            if is_waited_for():
                break
            sleep(0.02)
        return came_to

    return slow
