"""docs/keys.md names every key's life and every algorithm that the code uses, and no others."""

import ast
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.utils.module_loading import import_string
from fido2.cose import CoseKey

from mutualaid.networks.lockdown import parts
from mutualaid.sealed import crypto
from tests.test_code import calls, code, imported
from tools import ROOT

TEXT = (ROOT / "docs" / "keys.md").read_text()
DOES_CRYPTOGRAPHY = {"cryptography", "hashlib", "hmac", "argon2", "fido2", "shamir_mnemonic"}
WEAK = r"\b(md5|sha1|DES|RC4|ARC4|ECB|CBC|PKCS1v15|random\.(random|choice|randint|shuffle))\b"


def table(heading):
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [row.strip("| ").split(" | ") for row in part.splitlines() if row.startswith("| ")][1:]


def quoted(rows, cell):
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row[cell])}


def test_every_file_that_does_cryptography_is_named_and_does_it_by_a_library():
    doing = {
        file
        for file, tree in code().items()
        if {name.partition(".")[0] for name in imported(tree)} & DOES_CRYPTOGRAPHY
    }
    assert quoted(table("Algorithms"), 2) - {"mutualaid/settings/security.py"} == doing


def test_nothing_weak_is_used():
    for file in code():
        assert not re.search(WEAK, (ROOT / file).read_text()), file
        assert "random" not in imported(code()[file]) or file.endswith("/demo.py"), file


def test_passkeys_are_verified_by_what_is_named_and_nothing_else():
    [row] = [row for row in table("Algorithms") if row[0] == "Verifying a passkey"]
    kinds = {CoseKey.for_alg(number).__name__ for number in CoseKey.supported_algorithms()}
    told = {"EdDSA" if kind == "EdDSA" else re.sub(r"ML_?DSA.*", "ML-DSA", kind) for kind in kinds}
    assert told == quoted([row], 1)


def test_every_purpose_is_told():
    assert quoted(table("What is derived from them"), 0) == {*purposes()}


def purposes():
    for file, tree in code().items():
        for name, call in calls(tree):
            if name in {"derive", "blind_index", "instance_key"} and len(call.args) > (
                name == "derive"
            ):
                yield from texts_of(call.args[name == "derive"], file)


def texts_of(given, file):
    """A text, with what varies in it as ``<name>``; not a parameter that is handed on."""
    if isinstance(given, ast.Constant):
        yield given.value
    elif isinstance(given, ast.JoinedStr):
        [*before, varies] = given.values[: 1 + isinstance(given.values[0], ast.Constant)]
        names = {"today": "day", "now": "day", "month": "month"}
        said = ast.unparse(varies.value)
        word = next((names[each] for each in names if each in said), "purpose")
        yield "".join(each.value for each in before) + f"<{word}>"


def test_who_opens_each_sealed_column_is_told():
    page = (ROOT / "docs/decisions/sealed-data.md").read_text()
    told = re.findall(r"^\| `(\w+\.\w+\.\w+)` \| [^|]+ \| [^|]+ \|$", page, re.M)
    sealed = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("sealed")
    ]
    assert sorted(told) == sorted(sealed)


@pytest.mark.parametrize(("what", "long", "where"), table("How long, in the code"))
def test_each_lives_as_long_as_is_said(what, long, where):
    number, unit = long.split()
    lives = import_string(where.strip("`"))
    lives = lives if isinstance(lives, timedelta) else timedelta(seconds=lives)
    assert lives == timedelta(**{unit: int(number)})


def test_what_is_sealed_opens_by_the_standard_alone():
    """By AES-256-GCM of the library, from what the head of crypto.py says of a sealed value."""
    key = crypto.new_key()
    sealed = crypto.seal(key, b"bread", "place")
    assert len(key) == 32
    assert crypto.key_id(key) == sealed[1:9]
    plain = AESGCM(key).decrypt(sealed[9:21], sealed[21:], b"place")
    assert plain[:9] == b"\0\0\0\5bread"
    assert len(sealed) == 21 + len(plain) + 16, "a tag of 128 bits"


def test_derived_keys_and_digests_are_those_of_the_standards():
    """Vectors: RFC 4231, case 2, for HMAC; RFC 5869 has none without salt of our length, so there
    the library's HKDF answers for itself."""
    told = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert crypto.digest(b"Jefe", "what do ya want for nothing?") == told
    key = bytes(range(32))
    assert crypto.derive(key, "index") == HKDF(SHA256(), 32, None, b"index").derive(key)
    assert len(crypto.derive(key, "index")) == 32


def test_secrets_have_128_bits_or_more():
    assert len({crypto.new_key() for _ in range(100)}) == 100
    assert min(8 * len(crypto.new_key()), 8 * parts.SIZE) >= 128
