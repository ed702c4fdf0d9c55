"""What is typed by people is found nowhere but under seal: not in a table, the files, the logs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from mutualaid.accounts.identifiers import email_index
from mutualaid.accounts.models import Count, User
from mutualaid.accounts.signing_in.services import check_password

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD, NAME = "canary-7f3a@example.org", "sparrow trumpet 91c4", "canary-name-5d2e"
ADDRESS, FORWARDED, BROWSER = "203.0.113.177", "198.51.100.199", "Canary-Browser/9.17"
OF_A_DEVICE = [ADDRESS, FORWARDED, BROWSER]

SEED = f"""
from django.test import Client
from mutualaid.accounts.models import Code
from mutualaid.accounts.signing_in.services import digits
from django.conf import settings
of = dict(
    HTTP_HOST="localhost", REMOTE_ADDR={ADDRESS!r}, HTTP_X_FORWARDED_FOR={FORWARDED!r},
    HTTP_USER_AGENT={BROWSER!r},
)
browser = Client(**of)
browser.post("/sign-up/", {{"display_name": "Bo", "email": {EMAIL!r}, "next": "/join/{NAME}/"}})
code = digits(Code.objects.get())
browser.post("/sign-in/code/", {{"code": code}})
browser.post("/me/password/", {{"password": {PASSWORD!r}, "password_again": {PASSWORD!r}}})
browser.post("/me/identity/")
browser.post("/sign-in/", {{"email": "unknown-" + {EMAIL!r}}})
other = Client(**of)
other.post("/sign-in/password/", {{"known_as": {EMAIL!r}, "password": "wrong"}})
other.post("/sign-in/password/", {{"known_as": {EMAIL!r}, "password": {PASSWORD!r}}})
other.get("/me/?next=/join/{NAME}/")
print(browser.cookies["session"].value, other.cookies["session"].value, code)
"""


def is_sealed(field: models.Field) -> bool:
    return isinstance(field, models.BinaryField)


def test_all_that_is_sealed_is_named_so():
    """So that a reader of a model sees it, and nobody seals into a text column."""
    named = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and (is_sealed(field) != field.name.endswith("sealed"))
        and field.name != "wrapped"
    ]
    assert not named


@pytest.mark.django_db
def test_no_column_holds_an_address_a_code_or_a_session(client, mailed_code):
    client.post("/sign-up/", {"display_name": "Bo", "email": EMAIL, "next": f"/join/{NAME}/"})
    code = mailed_code()
    rows = everything()
    assert email_index(EMAIL) not in rows  # nobody has the account yet
    for word in (EMAIL, EMAIL.partition("@")[0], NAME, code, client.session.session_key):
        assert word not in rows
    client.post("/sign-in/code/", {"code": code})
    client.post("/me/password/", {"password": PASSWORD, "password_again": PASSWORD})
    rows = everything()
    assert check_password(known_as=EMAIL, password=PASSWORD) == User.objects.get()
    for word in (EMAIL, NAME, PASSWORD, code, client.session.session_key):
        assert word not in rows


@pytest.mark.django_db
def test_no_column_holds_an_address_of_a_device_or_the_name_of_a_browser(mailed_code):
    device = {"REMOTE_ADDR": ADDRESS, "HTTP_X_FORWARDED_FOR": FORWARDED}
    browser = Client(**device, HTTP_USER_AGENT=BROWSER)
    for wrong in ("sparrow", PASSWORD):
        browser.post("/sign-in/password/", {"known_as": EMAIL, "password": wrong})
    browser.post("/sign-in/card/", {"code": "ABCD-EFGH-JKLM"})
    browser.get("/join/ABCDEFGH/")
    browser.post("/sign-up/", {"display_name": "Bo", "email": EMAIL})
    browser.post("/sign-in/code/", {"code": "11112222"})
    assert browser.post("/sign-in/code/", {"code": mailed_code()}).status_code == 302
    browser.get("/me/")
    assert Count.objects.count() > 5, "each place is counted"
    rows = everything().casefold()
    for word in OF_A_DEVICE:
        assert word.casefold() not in rows


def everything() -> str:
    """Every value in every table, bytes as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(value).decode("latin-1")
                    if isinstance(value, bytes | memoryview)
                    else json.dumps(value, default=str)
                    for value in row
                ]
    return "\n".join(found)


def test_the_files_of_a_server_hold_none_of_it(tmp_path):
    """Database and write-ahead log as they lie on the disk, and all that was logged."""
    environment = {
        "PATH": os.environ["PATH"],
        "MUTUALAID_DEMO": "1",
        "MUTUALAID_VAR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }

    def manage(*arguments, **options):
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            **options,
        )
        return done.stdout, done.stderr

    manage("migrate", "-v0")
    secrets, log = manage("shell", "-v0", "-c", "import sys\n" + SEED)
    secrets, logged = secrets.splitlines()[-1].split(), log + "\n".join(secrets.splitlines()[:-1])
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.suffix == ".sqlite3" for path in files)
    for word in (EMAIL, PASSWORD, NAME, *OF_A_DEVICE, *secrets):
        assert word not in logged
        for path, content in files.items():
            assert word.encode() not in content, path
