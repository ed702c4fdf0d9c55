"""manage.py keys: exchanging the key of the server while it goes on serving."""

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mutualaid.accounts.services import create_user
from mutualaid.sealed import backups, crypto, ring
from mutualaid.sealed.keys import blind_index, opened
from mutualaid.sealed.models import SERVER, DataKey
from mutualaid.sealed.services import unseal


@pytest.fixture
def key_file(settings, tmp_path):
    file = tmp_path / "instance_key"
    file.write_text(settings.INSTANCE_KEY)
    settings.INSTANCE_KEY_FILE = str(file)
    return file


def keys(*arguments):
    told = StringIO()
    call_command("keys", *arguments, stdout=told)
    return told.getvalue()


def in_ten_minutes(file):
    past = file.stat().st_mtime - 601
    os.utime(file, (past, past))


def test_a_new_key_wraps_all_and_the_old_one_is_forgotten(key_file, amina):
    before, index = opened(amina.key), blind_index("email", "a@example.org")
    old = key_file.read_text()
    keys("rotate")
    new, still_there = key_file.read_text().split()
    assert still_there == old != new
    assert key_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="ten minutes"):
        keys("forget")
    in_ten_minutes(key_file)
    keys("forget")
    assert key_file.read_text().split() == [new]
    assert opened(DataKey.objects.get(pk=amina.key_id)) == before
    assert blind_index("email", "a@example.org") == index, "people are still found"


@pytest.mark.django_db(transaction=True)
def test_a_key_that_still_opens_backups_is_not_forgotten(key_file, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "copies")
    settings.ERASURES_FILE = str(tmp_path / "erased")
    backups.backup(tmp_path / "copies")
    keys("rotate")
    in_ten_minutes(key_file)
    with pytest.raises(CommandError, match="keys forget --saved"):
        keys("forget")
    keys("forget", "--saved")
    assert len(ring.keys()) == 1


def test_a_stopped_rotation_goes_on_with_the_same_key(key_file, amina):
    ring.write([secrets.token_hex(32), *ring.keys()])
    present = ring.keys()
    keys("rotate")
    assert ring.keys() == present


@pytest.mark.django_db(transaction=True)
def test_keys_are_exchanged_while_people_sign_up_and_read(key_file):
    done = Event()

    def serve(number):
        try:
            people = []
            while not done.is_set() or len(people) < 5:
                mail = f"{number}-{len(people)}@example.org"
                people.append(create_user(display_name="Eve", language="en", email=mail))
                for person in people[-5:]:
                    person.refresh_from_db()
                    assert unseal(person, "email", key=person.key).startswith(f"{number}-")
            return len(people)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        serving = [pool.submit(serve, number) for number in range(3)]
        keys("rotate")
        done.set()
        made = sum(each.result() for each in serving)
    in_ten_minutes(key_file)
    keys("forget")
    assert DataKey.objects.filter(under=None).count() == made + 1
    for key in DataKey.objects.all():
        opened(key)


def test_status_names_what_no_key_here_opens(key_file, amina):
    assert "present   wraps" in keys("status")
    key_file.write_text(secrets.token_hex(32))
    os.utime(key_file, (1, 1))
    assert "MISSING" in keys("status")
    with pytest.raises(crypto.Tampered):
        opened(DataKey.objects.get(pk=SERVER))


def test_they_are_saved_apart_and_never_written_over(key_file, tmp_path):
    apart = tmp_path / "apart"
    keys("save", str(apart))
    assert apart.read_text().split() == key_file.read_text().split()
    assert apart.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="exists"):
        keys("save", str(apart))
    with pytest.raises(CommandError, match="Say where"):
        keys("save")


def test_keys_of_the_environment_are_exchanged_by_whoever_starts_the_server(settings, amina):
    old = settings.INSTANCE_KEY
    with pytest.raises(CommandError, match="before the present one"):
        keys("rotate")
    before = opened(amina.key)
    settings.INSTANCE_KEY = f"{secrets.token_hex(32)} {old}"
    keys("rotate")
    with pytest.raises(CommandError, match="Leave only the first"):
        keys("forget")
    settings.INSTANCE_KEY = settings.INSTANCE_KEY.split()[0]
    assert opened(DataKey.objects.get(pk=amina.key_id)) == before
