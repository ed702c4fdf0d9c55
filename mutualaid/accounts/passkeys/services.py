"""Keeping passkeys."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from fido2.webauthn import AttestedCredentialData

from mutualaid.accounts.models import Passkey, User
from mutualaid.db import lock_row
from mutualaid.sealed.services import seal

from . import webauthn


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: bytes) -> None:
    """Keep the public half of a passkey. What is there already is not kept twice."""
    found = webauthn.digest(AttestedCredentialData(credential).credential_id)
    passkey = Passkey(user=user, name=name, digest=found)
    seal(passkey, "credential", credential.hex(), key=user.key)
    Passkey.objects.bulk_create([passkey], ignore_conflicts=True)


@transaction.atomic
def remove_passkey(*, passkey: Passkey) -> None:
    """Raises ValidationError if nobody could sign in any more."""
    user = lock_row(User.objects.all(), pk=passkey.user_id)
    if not user.has_way_in_besides(passkey=passkey):
        raise ValidationError(_("This is your only way in. Set a password first."))
    passkey.delete()
