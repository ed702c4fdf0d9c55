"""Erased for good: the key is gone, and its id stands in a list kept apart from the backups."""

import pytest

from mutualaid.networks.services import leave
from mutualaid.sealed import erasures
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.models import DataKey, Erased
from mutualaid.sealed.services import erase


@pytest.fixture(autouse=True)
def erased(settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "apart" / "erased")


def test_a_key_that_is_erased_is_listed(transactional_db):
    key = new_key()
    number = key.pk
    erase(key)
    assert not DataKey.objects.filter(pk=number).exists()
    assert erasures.listed() == {number}
    assert Erased.objects.get().noted


def test_who_leaves_is_listed(transactional_db, amina):
    key = amina.key_id
    leave(member=amina)
    assert erasures.listed() == {key}


def test_what_an_interruption_left_out_is_noted_at_night(transactional_db):
    Erased.objects.create(key=5)
    assert erasures.listed() == set()
    erasures.note()
    erasures.note()
    assert erasures.listed() == {5}


def test_a_list_that_cannot_be_written_is_tried_again(transactional_db, settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path)  # a folder, not a file
    erase(new_key())
    assert not Erased.objects.get().noted
    settings.ERASURES_FILE = str(tmp_path / "erased")
    erasures.note()
    assert len(erasures.listed()) == 1


def test_one_that_was_cut_short_by_an_end_of_power_spoils_no_other(tmp_path):
    file = tmp_path / "list"
    erasures.write(file, {1234567})
    with file.open("a") as torn:
        torn.write("76543")
    erasures.write(file, {7654321})
    assert {1234567, 7654321} <= erasures.read(file)
