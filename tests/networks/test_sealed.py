"""Codes are found nowhere in the database or the logs."""

from django.db import connection

from mutualaid.codes import spaced
from mutualaid.fields import random_id
from mutualaid.networks.joining.services import make_link, make_poster
from mutualaid.sealed.services import unseal


def everything_stored():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    stored = bytes(value) if isinstance(value, bytes | memoryview) else str(value)
                    yield stored if isinstance(stored, bytes) else stored.encode()


def test_codes_are_kept_as_blind_indexes_and_sealed(browse, amina, bo, caplog):
    caplog.set_level("DEBUG", logger="mutualaid")
    _, code = make_link(by=amina, once=random_id())
    poster = make_poster(by=amina, once=random_id(), uses=20, days=30)
    printed = unseal(poster, "code", key=amina.network.key)
    client = browse(bo)
    client.post("/n/millbrook/invite/link/", {"once": random_id()})
    shown = client.get("/n/millbrook/invite/").context["code"].replace("-", "")
    for canary in (code, printed, shown):
        client.get(f"/join/{canary}/")
        stored = b"\n".join(everything_stored()) + caplog.text.encode()
        for form in (canary, canary.lower(), spaced(canary)):
            assert form.encode() not in stored
