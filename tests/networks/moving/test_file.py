"""A network's file: whole and of this version, or refused whole; and it tells nobody anything."""

import os
import resource
import secrets

import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.accounts.models import User
from mutualaid.networks.models import Network
from mutualaid.networks.moving import file as network_file
from mutualaid.sealed.pieces import PIECE
from tests.networks.moving.rich import EMAIL, NAME, PASSWORD, WORDS, rich

pytestmark = pytest.mark.once  # from one engine to the other: test_servers

PASSPHRASE = "six words that nobody would guess"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A file of two pieces and a bit."""
    file = tmp_path_factory.mktemp("network") / "file"
    network_file.keep(iter([b"canary" * 1000, os.urandom(2 * PIECE)]), file, PASSPHRASE)
    return file.read_bytes()


@pytest.fixture
def opens(tmp_path):
    def read(told, passphrase=PASSPHRASE):
        file = tmp_path / secrets.token_hex(8)
        file.write_bytes(told)
        return network_file.opened(file, passphrase)

    return read


def test_it_opens_however_the_passphrase_is_typed(whole, opens):
    for typed in (PASSPHRASE, PASSPHRASE.upper(), f"  {PASSPHRASE.replace(' ', '-')}\n"):
        assert len(opens(whole, typed)) == 6000 + 2 * PIECE


@pytest.mark.parametrize("typed", ["", "six words that nobody would guesS!", "s" * 10_000, "é"])
def test_by_another_passphrase_it_is_refused(whole, opens, typed):
    with pytest.raises(network_file.Unfit, match="passphrase"):
        opens(whole, typed)


@given(cut=st.floats(0, 0.9999999))
def test_cut_short_it_is_refused(whole, opens, cut):
    with pytest.raises(network_file.Unfit):
        opens(whole[: int(cut * len(whole))])


def test_cut_short_at_its_seams_it_is_refused(whole, opens):
    ends = [0, *range(1, 50), len(whole) - 1]
    size, place = 4, len(network_file.HEAD) + network_file.SALT
    while place < len(whole):
        ends += [place, place + size]
        place += size + int.from_bytes(whole[place : place + size], "big")
    for end in ends:
        with pytest.raises(network_file.Unfit):
            opens(whole[:end])
    with pytest.raises(network_file.Unfit):
        opens(whole + whole[-200:])


@given(place=st.floats(0, 0.9999999), by=st.integers(1, 255))
def test_one_byte_changed_is_refused(whole, opens, place, by):
    told = bytearray(whole)
    told[int(place * len(told))] ^= by
    with pytest.raises(network_file.Unfit):
        opens(bytes(told))


@given(place=st.integers(0, len(network_file.HEAD) + network_file.SALT + 40))
def test_one_byte_changed_at_its_head_is_refused(whole, opens, place):
    told = bytearray(whole)
    told[place] ^= 1
    with pytest.raises(network_file.Unfit):
        opens(bytes(told))


def test_of_another_version_it_is_refused(whole, opens):
    with pytest.raises(network_file.Unfit, match="Another version"):
        opens(whole.replace(b"network 1\n", b"network 2\n", 1))


def test_what_we_make_up_holds_130_bits():
    made = network_file.new_passphrase()
    assert len(network_file.clean_passphrase(made)) * 5 == 130
    assert made != network_file.new_passphrase()


def test_through_the_command_nothing_is_half_there(server):
    rich()
    server.leave(Network.objects.get())
    whole = server.file.read_bytes()
    server.other()
    for number, broken in enumerate((whole[:-1], whole[: len(whole) // 2], whole + b"x", b"")):
        file = server.folder / f"broken-{number}"
        file.write_bytes(broken)
        with pytest.raises(CommandError):
            server.arrive(file=file)
        assert not User.objects.exists()
    server.passphrase.write_text("some other words that are long")
    with pytest.raises(CommandError, match="passphrase"):
        server.arrive()
    assert not User.objects.exists()


def test_it_tells_nobody_anything_and_is_for_our_eyes_only(server):
    codes = rich()
    server.leave(network := Network.objects.get())
    assert server.file.stat().st_mode & 0o777 == 0o600
    told = server.file.read_bytes()
    for word in (EMAIL, PASSWORD, NAME, WORDS, codes["poster"], codes["code"], network.name):
        assert word.encode() not in told
    assert str(network.pk).encode() not in told
    assert [file.name for file in server.folder.iterdir()].count("network") == 1
    assert not list(server.folder.glob(".network*"))


class TestNothingIsHalfWritten:
    @pytest.fixture
    def leave(self, server):
        rich()
        return lambda file: server.leave(Network.objects.get(), file)

    def test_where_there_is_a_file_already(self, leave, tmp_path):
        file = tmp_path / "there"
        file.write_text("of somebody")
        with pytest.raises(CommandError, match="there already"):
            leave(file)
        assert file.read_text() == "of somebody"

    def test_where_nothing_can_be_written(self, leave, tmp_path):
        (tmp_path / "a-file").write_text("")
        for place in (tmp_path / "a-file" / "x", tmp_path / "no-folder" / "x"):
            with pytest.raises(CommandError):
                leave(place)
        assert not list(tmp_path.glob("*unfinished"))

    def test_what_an_earlier_end_left_behind_is_no_hindrance(self, leave, tmp_path):
        (tmp_path / ".new.unfinished").write_text("half")
        leave(tmp_path / "new")
        assert not list(tmp_path.glob(".*unfinished"))

    def test_with_a_passphrase_that_is_too_short(self, leave, server):
        server.passphrase.write_text("four short words ok")
        with pytest.raises(CommandError, match="at least 20 signs"):
            leave(server.folder / "new")

    def test_of_a_network_that_is_not_here(self, server):
        with pytest.raises(CommandError, match="no network at /n/nowhere/"):
            server.run("export", "nowhere", str(server.file))


@pytest.mark.once
def test_where_the_disk_is_full(server):
    rich()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        with pytest.raises(CommandError, match="File too large"):
            server.leave(Network.objects.get())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not list(server.folder.glob("*network*"))
