"""Nobody can tell by the clock whether an address is known.

Each page is asked for a known and an unknown address in alternation, on an empty database of its
own, with the real password hash.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks import Goal

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 40
LIMIT = 15.0
"""Milliseconds between the medians."""


def goals() -> Iterator[Goal]:
    with tempfile.TemporaryDirectory() as var:
        settings = {"MUTUALAID_DEMO": "1", "MUTUALAID_VAR": var}
        environment = {name: v for name, v in os.environ.items() if name != "DATABASE_URL"}
        measured = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", f"import {__name__} as a; a.run()"],
            cwd=ROOT,
            env=environment | settings | {"DJANGO_SETTINGS_MODULE": "mutualaid.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    for page, apart in json.loads(measured.stdout.splitlines()[-1]).items():
        name = f"accounts {page} · sqlite, {ROUNDS} each · ms between known and unknown"
        yield Goal(name, apart, LIMIT)


def run() -> None:
    """Print, as JSON, the milliseconds between known and unknown for each page."""
    from django.core.management import call_command
    from django.test import Client

    from mutualaid.accounts.services import create_user

    call_command("migrate", verbosity=0)
    user = create_user(display_name="A", language="en", email="a@example.org", password="x" * 12)
    times = defaultdict(list)
    for number in range(ROUNDS):
        known = f"known{number}@example.org"
        other = create_user(display_name="A", language="en", email=known)
        other.password = user.password
        other.save()
        for kind, address in (("known", known), ("unknown", f"nobody{number}@example.org")):
            client = Client(HTTP_HOST="localhost")
            for page, typed in {
                "sign-in": {"email": address},
                "sign-in/code": {"code": "12345678"},
                "sign-up": {"display_name": "A", "email": address},
                "sign-in/password": {"known_as": address, "password": "not this password"},
            }.items():
                begun = time.perf_counter()
                client.post(f"/{page}/", typed)
                times[page, kind].append(time.perf_counter() - begun)
    pages = dict.fromkeys(page for page, _ in times)
    print(
        json.dumps(
            {
                page: 1000 * abs(median(times[page, "known"]) - median(times[page, "unknown"]))
                for page in pages
            }
        )
    )
