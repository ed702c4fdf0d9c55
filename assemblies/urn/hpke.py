"""Sealing to a public key whose private half follows from 128 bits on a paper: HPKE (RFC 9180).

Its key exchange is X25519 and ML-KEM-768 together (X-Wing, KEM 0x647A of draft-ietf-hpke-pq), so
that a ballot in somebody's copy stays closed unless both of them fall. A sealed value is
``what ML-KEM sends (1088) | what X25519 sends (32) | ciphertext and tag``.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from mutualaid.sealed.crypto import derive

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
OF_MLKEM = 1184
"""How many bytes of a public half are ML-KEM's; X25519's follow."""

Private = MLKEM768X25519PrivateKey


class Shut(Exception):
    """This was sealed to somebody else, for another place, or was changed."""


def halves(secret: bytes) -> tuple[Private, bytes]:
    """The private and the public half that follow from a secret."""
    seeds = hashlib.shake_256(derive(secret, "urn")).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(seeds[:64])
    x25519 = X25519PrivateKey.from_private_bytes(seeds[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return Private(mlkem, x25519), public


def seal(plain: bytes, *, to: bytes, place: bytes) -> bytes:
    """Sealed to a public half; it opens for that place alone."""
    mlkem = MLKEM768PublicKey.from_public_bytes(to[:OF_MLKEM])
    x25519 = X25519PublicKey.from_public_bytes(to[OF_MLKEM:])
    return SUITE.encrypt(plain, MLKEM768X25519PublicKey(mlkem, x25519), place)


def unseal(sealed: bytes | memoryview, *, by: Private, place: bytes) -> bytes:
    """What was sealed to that key for that place; anything else raises `Shut`."""
    try:
        return SUITE.decrypt(sealed, by, place)
    except (InvalidTag, ValueError):
        raise Shut from None
