"""Passkeys: a key pair of a phone or computer, of which we keep the public half (WebAuthn 2).

The challenge of each try stands in the session. A passkey must say who it is by itself, so that
nobody types a name, and must have checked its person by a finger, a face or a PIN.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.cose import UnsupportedKey
from fido2.rpid import verify_rp_id
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mutualaid.accounts.models import Passkey, User
from mutualaid.sealed.services import unseal

LONGEST = 10_000
"""Characters of what a browser sends back, many times what one needs."""


BROKEN = (
    *(ValueError, KeyError, TypeError, IndexError, AttributeError),
    *(RecursionError, NotImplementedError),
)
"""What reading something made up can end in."""


class Refused(Exception):
    """What came back is no passkey of ours, or not for this try."""


def server() -> Fido2Server:
    ours = PublicKeyCredentialRpEntity(id=settings.HOST, name="mutualaid")
    return Fido2Server(ours, verify_origin=is_ours)


def is_ours(origin: str) -> bool:
    """Whether it was this very host that asked, and not one beneath it."""
    return verify_rp_id(settings.HOST, origin) and urlsplit(origin).hostname == settings.HOST


def options_to_add(user: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked for, and what to keep in the session until it answers."""
    options, state = server().register_begin(
        PublicKeyCredentialUserEntity(
            id=user.pk.to_bytes(8), name=user.display_name, display_name=user.display_name
        ),
        credentials=[opened(each) for each in user.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def options_to_sign_in() -> tuple[dict[str, Any], dict[str, Any]]:
    """As `options_to_add`."""
    options, state = server().authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), state


def made(state: dict[str, Any], answer: str) -> bytes:
    """The public half of a new passkey, without the make of its device. Raises `Refused`."""
    try:
        found = server().register_complete(state, read(answer)).credential_data
    except BROKEN as wrong:
        raise Refused from wrong
    if found is None or isinstance(found.public_key, UnsupportedKey):
        raise Refused
    return bytes(AttestedCredentialData.create(Aaguid.NONE, found.credential_id, found.public_key))


def whose(state: dict[str, Any], answer: str) -> User:
    """Who signs in with this answer. Raises `Refused`."""
    try:
        told = read(answer)
        used = digest(AuthenticationResponse.from_dict(told).raw_id)
        passkey = Passkey.objects.select_related("user__key").filter(digest=used).first()
        if passkey is None:
            raise Refused
        server().authenticate_complete(state, [opened(passkey)], told)
    except BROKEN as wrong:
        raise Refused from wrong
    return passkey.user


def read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST or not isinstance(told := json.loads(answer), dict):
        raise ValueError
    return told


def opened(passkey: Passkey) -> AttestedCredentialData:
    key = passkey.user.key
    return AttestedCredentialData(bytes.fromhex(unseal(passkey, "credential", key=key)))


def digest(credential_id: bytes) -> str:
    """By which a passkey is found."""
    return hashlib.sha256(credential_id).hexdigest()
