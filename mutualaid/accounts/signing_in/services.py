"""Coming in by a code, a password or a link.

Whether an address is known must not show, neither in an answer nor in the time it takes: so each
of these does the same work either way.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from mutualaid.accounts.identifiers import email_index
from mutualaid.accounts.models import Code, SignInLink, User
from mutualaid.accounts.services import create_user
from mutualaid.jobs.services import enqueue
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import new_key, opened
from mutualaid.sealed.services import seal, unseal

CODE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(days=1)


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
def redeem_code(*, code_id: int, typed: str) -> tuple[User, bool] | None:
    """Whose code it is, and whether their account was made for it; None if it is wrong, used, over
    or tried too often."""
    counted = Code.objects.filter(pk=code_id, tries_left__gt=0, ends_at__gt=timezone.now()).update(
        tries_left=F("tries_left") - 1
    )
    code = Code.objects.select_related("user", "key").filter(pk=code_id).first()
    if not (counted and code and constant_time_compare(typed, digits(code)) and opens(code)):
        return None
    email = unseal(code, "email", key=code.key)
    # Asked again, since someone may have signed up with that address meanwhile.
    known = code.user or User.objects.filter(email_index=email_index(email)).first()
    user = known or create_user(
        display_name=unseal(code, "display_name", key=code.key),
        language=code.language,
        email=email,
    )
    code.key.delete()
    return user, known is None


@sensitive_variables("password")
def check_password(*, known_as: str, password: str) -> User | None:
    """Whose e-mail address or sign-in name and password these are. One hash in any case."""
    user = User.objects.known_as(known_as)
    return user if check_password_with_timing_attack_mitigation(user, password) else None


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
