"""A process that asks for pages of a demo full of needs, as often as it is told.

    python -m tests.benchmarks._board PAGES REQUESTS

``PAGES`` are addresses by name, as JSON. Prints ``ready``; then for each line with a name, how many
seconds of CPU it and the database took for so many requests of that page, and how many statements
one of them costs: ``[0.1, 12]``.
"""

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from mutualaid.networks.models import Member  # noqa: E402
from tests.benchmarks._pages import database_time  # noqa: E402


def main(pages, requests):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as it does by itself after some time
    client = Client(headers={"host": "localhost"})
    client.force_login(Member.objects.get(network__name="Millbrook", name="Amina").user)
    print("ready", flush=True)
    for line in sys.stdin:
        address = pages[line.strip()]
        with CaptureQueriesContext(connection) as asked:  # and what is asked at first alone
            assert client.get(address).status_code == 200, address
            statements = len(asked)  # the next request forgets them
        began = time.process_time() + database_time()
        for _ in range(requests):
            client.get(address)
        print(json.dumps([time.process_time() + database_time() - began, statements]), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]))
