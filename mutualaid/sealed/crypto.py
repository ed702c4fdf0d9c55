"""AES-256-GCM with padding and a key id; the only place that encrypts.

A sealed value is ``version (1) | key id (8) | nonce (12) | ciphertext and tag``. Its associated
data names the place it belongs to, so that a value moved elsewhere does not open. Source: NIST SP
800-38D; HKDF is RFC 5869.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
STEPS = (64, 256, 1024, 4096, 16384, 65536)
"""Padded sizes in bytes: a length must not tell a name from a confession."""


class Tampered(Exception):
    """A sealed value was changed, swapped, or sealed under another key."""


def new_key() -> bytes:
    return secrets.token_bytes(32)


def derive(key: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose."""
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def digest(key: bytes, text: str) -> str:
    """HMAC-SHA-256, as 64 hex digits."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:8]


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return VERSION + key_id(key) + nonce + AESGCM(key).encrypt(nonce, pad(plain), place.encode())


def unseal(key: bytes, sealed: bytes | memoryview, place: str) -> bytes:
    """What was sealed there under that key; anything else raises `Tampered`."""
    sealed = bytes(sealed)
    if sealed[:9] != VERSION + key_id(key):
        raise Tampered
    try:
        return unpad(AESGCM(key).decrypt(sealed[9:21], sealed[21:], place.encode()))
    except (InvalidTag, ValueError) as wrong:
        raise Tampered from wrong


def pad(plain: bytes) -> bytes:
    size = len(plain) + 4
    room = next((step for step in STEPS if size <= step), -(-size // STEPS[-1]) * STEPS[-1])
    return len(plain).to_bytes(4, "big") + plain.ljust(room - 4, b"\0")


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:4], "big")
    if length > len(padded) - 4:
        raise ValueError
    return padded[4 : 4 + length]
