"""What is sealed opens by the standards alone, and an urn that was filled before opens later."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from assemblies.urn import hpke
from assemblies.urn.ballots import Question, Totals
from assemblies.urn.tellers import Urn

from .conftest import opened, read

EARLIER = Path(__file__).with_name("earlier.json")
SUITE = b"HPKE" + bytes.fromhex("647a 0001 0002")
"""X-Wing, HKDF with SHA-256, AES-256-GCM."""


def extract(salt, label, content):
    """RFC 9180, section 4: LabeledExtract."""
    return hmac.digest(salt, b"HPKE-v1" + SUITE + label + content, "sha256")


def expand(key, label, info, length):
    """LabeledExpand."""
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + info
    return HKDFExpand(SHA256(), length, labeled).derive(key)


def test_it_opens_by_the_standards_alone():
    """X-Wing by draft-connolly-cfrg-xwing-kem, its key from 32 bytes; then RFC 9180, section 5."""
    secret = b"0123456789abcdef"
    public = hpke.halves(secret)[1]
    sealed = hpke.seal(b"bread", to=public, place=b"place")
    of_mlkem, of_x25519, ciphertext = sealed[:1088], sealed[1088:1120], sealed[1120:]

    seed = HKDF(SHA256(), 32, None, b"urn").derive(secret)
    seeds = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(seeds[:64])
    x25519 = X25519PrivateKey.from_private_bytes(seeds[64:])
    both = mlkem.decapsulate(of_mlkem) + x25519.exchange(
        X25519PublicKey.from_public_bytes(of_x25519)
    )
    shared = hashlib.sha3_256(both + of_x25519 + public[1184:] + rb"\.//^" + b"\\").digest()

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", b"place")
    key = extract(shared, b"secret", b"")
    nonce = expand(key, b"base_nonce", context, 12)
    assert AESGCM(expand(key, b"key", context, 32)).decrypt(nonce, ciphertext, b"") == b"bread"


def test_an_urn_that_was_filled_by_an_earlier_version_opens():
    """Else an update of the library in the midst of a vote would lose it. Never write this file
    anew: what changes how ballots are sealed must open these."""
    earlier = json.loads(EARLIER.read_text())
    urn = Urn(
        public=base64.b64decode(earlier["public"]),
        needed=earlier["needed"],
        parts={base64.b64decode(key): base64.b64decode(part) for key, part in earlier["parts"]},
    )
    ballots = {int(ballot): base64.b64decode(text) for ballot, text in earlier["ballots"].items()}
    question = Question(id=812, version=2, lines=1, marks=4)
    totals = opened(urn, read(earlier["papers"]), question, ballots)
    assert totals == Totals(counts=[[3, 1, 0, 1]], filled=5, empty=1, refused=0)
