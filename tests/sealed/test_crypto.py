"""Changed, moved and foreign values never open."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.sealed import crypto

pytestmark = pytest.mark.once
DEEP = os.environ.get("MUTUALAID_DEEP") == "1"
many = settings(max_examples=10_000 if DEEP else 200, deadline=None, database=None)
keys = st.binary(min_size=32, max_size=32)


@many
@given(key=keys, plain=st.binary(max_size=400), place=st.text(max_size=40))
def test_what_is_sealed_opens_there_again(key, plain, place):
    assert crypto.unseal(key, crypto.seal(key, plain, place), place) == plain


@many
@given(key=keys, plain=st.binary(max_size=400), data=st.data())
def test_a_changed_value_is_refused(key, plain, data):
    sealed = bytearray(crypto.seal(key, plain, "place"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    refused(key, bytes(sealed), "place")


@many
@given(key=keys, plain=st.binary(max_size=400), data=st.data())
def test_a_value_cut_or_grown_is_refused(key, plain, data):
    sealed = crypto.seal(key, plain, "place")
    cut = data.draw(st.integers(0, len(sealed) - 1))
    refused(key, sealed[:cut], "place")
    refused(key, sealed + data.draw(st.binary(min_size=1, max_size=40)), "place")


@many
@given(key=keys, plain=st.binary(max_size=400), here=st.text(), there=st.text())
def test_a_value_moved_elsewhere_is_refused(key, plain, here, there):
    if here != there:
        refused(key, crypto.seal(key, plain, here), there)


@many
@given(key=keys, other=keys, plain=st.binary(max_size=400))
def test_a_value_under_another_key_is_refused(key, other, plain):
    if key != other:
        sealed = crypto.seal(key, plain, "place")
        refused(other, sealed, "place")
        # Nor when it claims to be under that key.
        refused(other, sealed[:1] + crypto.key_id(other) + sealed[9:], "place")


@many
@given(key=keys, sealed=st.binary(max_size=200))
def test_noise_is_refused(key, sealed):
    refused(key, sealed, "place")
    refused(key, crypto.VERSION + crypto.key_id(key) + sealed, "place")


def refused(key, sealed, place):
    with pytest.raises(crypto.Tampered):
        crypto.unseal(key, sealed, place)


@given(plain=st.binary(max_size=70_000))
@settings(max_examples=50, deadline=None, database=None)
def test_lengths_come_in_a_few_steps(plain):
    length = len(crypto.pad(plain))
    assert length in crypto.STEPS or length == 2 * crypto.STEPS[-1]
    assert crypto.unpad(crypto.pad(plain)) == plain


def test_the_same_text_is_never_sealed_alike():
    key = crypto.new_key()
    assert len({crypto.seal(key, b"bread", "place") for _ in range(100)}) == 100


def test_keys_for_different_purposes_differ():
    key = crypto.new_key()
    assert len({crypto.derive(key, purpose) for purpose in ("index", "wrap", "codes")}) == 3
