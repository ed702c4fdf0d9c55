"""A process that measures pages in turns, in CPU time of itself and of the database.

    python -m tests.benchmarks._pages ROWS

Prints the cost of each page ÷ that of ``/me/``: ``{"survey list": ratio, …}``.
"""

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from tests.needs.factories import SurveyFactory  # noqa: E402
from tests.networks.factories import MemberFactory  # noqa: E402

ROUNDS, REQUESTS = 7, 20
TICK = os.sysconf("SC_CLK_TCK")


def stat(process):
    """Fields of a process from its parent's id on; none if it has just ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1:]
    except (FileNotFoundError, ProcessLookupError):
        return []


def database_time():
    """Seconds of CPU that all of PostgreSQL's connections have spent; SQLite's are our own."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    server = stat(connection.connection.info.backend_pid)[0]
    found = [stat(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return sum(int(f[10]) + int(f[11]) for f in found if f[:1] == [server]) / TICK


def main(rows):
    member = MemberFactory()
    for _ in range(rows):
        SurveyFactory(network=member.network, by=member, questions=[])
    client = Client(headers={"host": "localhost"})
    client.force_login(member.user)
    home = f"/n/{member.network.slug}"
    pages = {"me": "/me/", "survey list": f"{home}/surveys/", "home": f"{home}/home/"}

    costs = {page: [] for page in pages}
    for _ in range(ROUNDS):
        for page, address in pages.items():
            began = time.process_time() + database_time()
            for _ in range(REQUESTS):
                assert client.get(address).status_code == 200, address
            costs[page].append(time.process_time() + database_time() - began)
    cost = {page: median(found) for page, found in costs.items()}
    print(json.dumps({page: cost[page] / cost["me"] for page in pages if page != "me"}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
