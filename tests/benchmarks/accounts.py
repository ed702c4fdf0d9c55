"""Nobody can tell by the clock whether somebody is known, and sealing costs little.

Each page is asked for a known and an unknown person in alternation, on an empty database of its
own, with the real password hash.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests import servers
from tests.benchmarks import Goal
from tests.installation import Installation

ROUNDS = 200
LIMIT = 15.0
"""Milliseconds between the medians."""
SEALING, REVEALING = 20.0, 2.0
"""Times the bare cipher; times one insert that is committed."""
RESET = "reset, which has no page: the code that leads to a new password"


def goals() -> Iterator[Goal]:
    with ExitStack() as stack:
        postgresql = stack.enter_context(servers.postgresql(durable=True))
        for engine, database in {"SQLite": "", "PostgreSQL": postgresql}.items():
            folder = Path(stack.enter_context(TemporaryDirectory()))
            installation = stack.enter_context(Installation(folder, database=database))
            measure = f"import django; django.setup(); import {__name__} as a; a.run()"
            printed = installation.run("-c", measure, LOG_LEVEL="ERROR")
            told = json.loads(printed.splitlines()[-1])
            for page, apart in told["apart"].items():
                what = f"accounts · {engine} · {page}"
                yield Goal(f"{what} · {ROUNDS} each · ms between known and unknown", apart, LIMIT)
            what = f"accounts · {engine}"
            yield Goal(f"{what} · seal and open ÷ bare AES-GCM", told["sealing"], SEALING)
            yield Goal(f"{what} · reveal ÷ one committed insert", told["revealing"], REVEALING)


def run() -> None:
    """Print what was measured, as JSON."""
    print(json.dumps({"apart": apart(), "sealing": sealing(), "revealing": revealing()}))


def apart() -> dict[str, float]:
    """The milliseconds between known and unknown, for each page."""
    from mutualaid.accounts.cards.services import make_card, redeem
    from mutualaid.accounts.models import Count
    from mutualaid.accounts.services import create_user
    from mutualaid.networks.joining.services import end_invitation, make_poster
    from mutualaid.networks.services import create_network
    from mutualaid.sealed.services import unseal

    user = create_user(display_name="A", language="en", email="a@example.org", password="x" * 12)
    place = {"area": "A", "cell": "", "languages": ["en"], "time_zone": "UTC"}
    founder = create_network(by=user, name="A", **place).members.get()
    times = defaultdict(list)
    for number in range(ROUNDS):
        known = f"known{number}@example.org"
        other = create_user(display_name="A", language="en", email=known)
        other.password = user.password
        other.save()
        used = make_card(user=other, batch=f"{number}" * 32)[0]
        redeem(used)
        poster = make_poster(by=founder, once=number, uses=20, days=30)
        ended = unseal(poster, "code", key=founder.network.key)
        end_invitation(by=founder, invitation=poster)
        both = [
            ("known", known, used, ended),
            ("unknown", f"nobody{number}@example.org", "ABCDEFGHJKLM", "ABCDEFGH"),
        ]
        # Whoever comes second finds things warm, so each is second as often as the other.
        for kind, address, card, code in both[:: 1 if number % 2 else -1]:
            Count.objects.all().delete()
            for page, ask in asks(address, card, code).items():
                times[page, kind].append(timed(ask))
    pages = dict.fromkeys(page for page, _ in times)
    return {
        page: 1000 * abs(median(times[page, "known"]) - median(times[page, "unknown"]))
        for page in pages
    }


def asks(address: str, card: str, code: str) -> dict[str, Callable]:
    """A stranger's try on each page."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    wrong = {"known_as": address, "password": "not this password"}

    def ask_for_code(there: str = "") -> None:
        client.post("/sign-in/", {"email": address, "next": there})

    def type_code() -> None:
        client.post("/sign-in/code/", {"code": "12345678"})

    def reset() -> None:
        ask_for_code(there="/me/password/")
        type_code()

    return {
        "sign-up": lambda: client.post("/sign-up/", {"display_name": "A", "email": address}),
        "sign-in": ask_for_code,
        "code": type_code,
        RESET: reset,
        "password": lambda: client.post("/sign-in/password/", wrong),
        "invitation": lambda: client.get(f"/join/{code}/"),
        "invitation, typed": lambda: client.post("/join/", {"code": code}, follow=True),
        "card": lambda: client.post("/sign-in/card/", {"code": card}),
    }


def sealing() -> float:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from mutualaid.sealed import crypto

    key, plain, nonce = crypto.new_key(), b"x" * 200, b"n" * 12
    bare = AESGCM(key)
    ours = [
        timed(lambda: crypto.unseal(key, crypto.seal(key, plain, "a.b.1"), "a.b.1"))
        for _ in range(5000)
    ]
    theirs = [
        timed(lambda: bare.decrypt(nonce, bare.encrypt(nonce, plain, b"a.b.1"), b"a.b.1"))
        for _ in range(5000)
    ]
    return median(ours) / median(theirs)


def revealing() -> float:
    from django.db import transaction
    from django.utils import timezone

    from mutualaid.accounts.models import Count, User
    from mutualaid.fields import random_id
    from mutualaid.sealed.services import reveal

    user = User.objects.select_related("key").exclude(email_sealed=None).first()
    today = timezone.localdate()
    shown = [timed(lambda: reveal(user, "email", to=user, reason="own-page")) for _ in range(200)]

    def insert() -> None:
        with transaction.atomic():
            Count.objects.create(id=random_id(), day=today)

    inserts = [timed(insert) for _ in range(200)]
    return median(shown) / median(inserts)


def timed(ask: Callable) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun
