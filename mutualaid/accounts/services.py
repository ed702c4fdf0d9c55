"""What more than one room does to an account."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from mutualaid import hooks
from mutualaid.codes import new_code
from mutualaid.sealed import backups
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import erase, seal

from .identifiers import email_index, sign_in_name_index
from .models import Code, Count, Session, SignInLink, User
from .sessions import SessionStore


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
def end_session(*, session: Session) -> None:
    session.delete()


@transaction.atomic
def end_all_sessions(*, user: User) -> None:
    """With all else that opens something of theirs: whoever had it may have written it down."""
    user.sessions.all().delete()
    hooks.ending_all.ask(user)


@transaction.atomic
def erase_user(*, user: User) -> None:
    """Take a person out of everything, and delete their key: what it sealed is gone for good."""
    hooks.erasing.ask(user)
    DataKey.objects.filter(pk__in=Code.objects.filter(user=user).values("key")).delete()
    key = user.key
    user.delete()
    erase(key)


def forget_copies() -> None:
    """Also where no new one can be made."""
    if settings.BACKUP_DIR:
        backups.forget_old(Path(settings.BACKUP_DIR))


@transaction.atomic
def forget_what_ended() -> None:
    """Sessions, codes, links and counts whose time is over."""
    now = timezone.now()
    SessionStore.clear_expired()
    SignInLink.objects.filter(ends_at__lte=now).delete()
    Count.objects.filter(day__lt=now.date()).delete()
    for code in Code.objects.select_related("key").filter(ends_at__lte=now):
        code.key.delete()
