"""Signing up, signing in, and what people change about their account.

Whether an address is known must not show, neither in an answer nor in the time it takes: so each
of these does the same work either way.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from fido2.webauthn import AttestedCredentialData

from mutualaid import hooks
from mutualaid.codes import new_code
from mutualaid.db import lock_row
from mutualaid.jobs.services import enqueue
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import new_key, opened
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import erase, seal, unseal

from . import passkeys
from .identifiers import email_index, sign_in_name_index
from .models import Code, Count, Passkey, Session, SignInLink, User
from .sessions import SessionStore

CODE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(days=1)


@transaction.atomic
@sensitive_variables("password")
def create_user(*, display_name: str, language: str, email: str = "", password: str = "") -> User:
    """A new account. Without an e-mail address it gets a sign-in name."""
    user = User(display_name=display_name, language=language, key=new_key())
    user.set_password(password or None)
    if email:
        user.email_index = email_index(email)
        seal(user, "email", email, key=user.key)
    else:
        name = new_code()
        user.sign_in_name_index = sign_in_name_index(name)
        seal(user, "sign_in_name", name, key=user.key)
    user.save(force_insert=True)
    return user


@transaction.atomic
def request_code(*, email: str, language: str, display_name: str = "") -> Code:
    """Have a code mailed; with ``display_name``, to sign up if the address is unknown."""
    code = Code(
        user=User.objects.filter(email_index=email_index(email)).first(),
        key=new_key(),
        language=language,
        ends_at=timezone.now() + CODE_LASTS,
    )
    seal(code, "email", email, key=code.key)
    if display_name:
        seal(code, "display_name", display_name, key=code.key)
    code.save(force_insert=True)
    enqueue(kind="accounts.send_code", subject=code.pk, key=f"accounts.code.{code.pk}")
    return code


def digits(code: Code) -> str:
    """The code itself: 8 digits, which phones type easily in any language."""
    return f"{int(crypto.digest(opened(code.key), 'digits'), 16) % 10**8:08}"


def opens(code: Code) -> bool:
    """Whether the code leads anywhere, and is therefore mailed."""
    return code.user is not None or code.display_name_sealed is not None


@transaction.atomic
def redeem_code(*, code_id: int, typed: str) -> User | None:
    """Whose code it is, a new account if need be; None if wrong, used, over or tried too often."""
    counted = Code.objects.filter(pk=code_id, tries_left__gt=0, ends_at__gt=timezone.now()).update(
        tries_left=F("tries_left") - 1
    )
    code = Code.objects.select_related("user", "key").filter(pk=code_id).first()
    if not (counted and code and constant_time_compare(typed, digits(code)) and opens(code)):
        return None
    email = unseal(code, "email", key=code.key)
    # Asked again, since someone may have signed up with that address meanwhile.
    user = code.user or User.objects.filter(email_index=email_index(email)).first()
    user = user or create_user(
        display_name=unseal(code, "display_name", key=code.key),
        language=code.language,
        email=email,
    )
    code.key.delete()
    return user


@sensitive_variables("password")
def check_password(*, known_as: str, password: str) -> User | None:
    """Whose e-mail address or sign-in name and password these are. One hash in any case."""
    user = User.objects.known_as(known_as)
    return user if check_password_with_timing_attack_mitigation(user, password) else None


@transaction.atomic
@sensitive_variables("password")
def set_password(*, user: User, password: str) -> None:
    """Set a password; every session of the user ends with it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_all_sessions(user=user)


@transaction.atomic
def change_names(*, user: User, display_name: str, language: str) -> None:
    user.display_name = display_name
    user.language = language
    user.save(update_fields=["display_name", "language"])


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: bytes) -> None:
    """Keep the public half of a passkey. What is there already is not kept twice."""
    found = passkeys.digest(AttestedCredentialData(credential).credential_id)
    passkey = Passkey(user=user, name=name, digest=found)
    seal(passkey, "credential", credential.hex(), key=user.key)
    if not Passkey.objects.filter(digest=found).exists():
        passkey.save(force_insert=True)


@transaction.atomic
def remove_passkey(*, passkey: Passkey) -> None:
    """Raises ValidationError if nobody could sign in any more."""
    user = lock_row(User.objects.all(), pk=passkey.user_id)
    if not user.has_way_in_besides(passkey=passkey):
        raise ValidationError(_("This is your only way in. Set a password first."))
    passkey.delete()


@transaction.atomic
def end_session(*, session: Session) -> None:
    session.delete()


@transaction.atomic
def end_all_sessions(*, user: User) -> None:
    user.sessions.all().delete()


@transaction.atomic
def erase_user(*, user: User) -> None:
    """Take a person out of everything, and delete their key: what it sealed is gone for good."""
    hooks.erasing.ask(user)
    DataKey.objects.filter(pk__in=Code.objects.filter(user=user).values("key")).delete()
    key = user.key
    user.delete()
    erase(key)


@transaction.atomic
def sign_in_link(*, user: User) -> str:
    """The path of a page that signs in once. Only the demo has such links."""
    if not settings.DEMO:
        raise PermissionError("Whoever runs a server must not sign in as somebody else.")
    token = secrets.token_urlsafe(18)
    SignInLink.objects.create(
        user=user, digest=link_digest(token), ends_at=timezone.now() + LINK_LASTS
    )
    return reverse("accounts:sign_in_with_link", args=[token])


def open_link(token: str) -> SignInLink | None:
    """The link; None if it was used or has ended."""
    links = SignInLink.objects.select_related("user")
    return links.filter(digest=link_digest(token), ends_at__gt=timezone.now()).first()


@transaction.atomic
def redeem_link(*, token: str) -> User | None:
    """Whose link it is; None if it was used or has ended."""
    link = open_link(token)
    # Of two at once only one deletes it.
    return link.user if link and link.delete()[0] else None


def link_digest(token: str) -> str:
    return hashlib.sha256(f"sign-in link:{token}".encode()).hexdigest()


@transaction.atomic
def forget_what_ended() -> None:
    """Sessions, codes, links and counts whose time is over."""
    now = timezone.now()
    SessionStore.clear_expired()
    SignInLink.objects.filter(ends_at__lte=now).delete()
    Count.objects.filter(day__lt=now.date()).delete()
    for code in Code.objects.select_related("key").filter(ends_at__lte=now):
        code.key.delete()
