"""Sessions in the database that tell a thief of the database nothing.

The row is found by a digest of the key in the cookie, and its data is sealed under that key, so
that neither can be read or used without the cookie. Beside them stand only the user and days: no
time, no address, no browser.
"""

import hashlib
from datetime import date, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db.models import Q
from django.utils import timezone

from mutualaid.sealed import crypto

from .models import Session

CARD = "accounts.card"
"""In the session: the id of the card by which it came in, until somebody confirmed that card."""
NEW_ON = "accounts.new_on"
"""In the session: the day on which its person signed up, as ISO has it."""

LONGEST = timedelta(days=365)
"""After this somebody signs in anew, however often they came by."""


def digest(key: str) -> str:
    return hashlib.sha256(f"session:{key}".encode()).hexdigest()


def today() -> date:
    return timezone.now().date()


class SessionStore(SessionBase):
    """``SESSION_ENGINE``: found by digest, sealed under the cookie, listed by user."""

    @property
    def digest(self) -> str:
        return digest(self.session_key or "")

    @property
    def card_to_confirm(self) -> bool:
        """Whether it came in by a card that nobody has confirmed yet."""
        return CARD in self

    @property
    def is_first_visit(self) -> bool:
        """Whether its person signed up today. What is not for the first day waits for the next."""
        return bool(self.get(NEW_ON) == today().isoformat())

    def load(self) -> dict:
        found = Session.objects.select_related("card")
        row = found.filter(
            digest=self.digest, ends_on__gte=today(), created_on__gt=today() - LONGEST
        ).first()
        # Somebody may be coming in by a card while it ends.
        if row is not None and row.card and row.card.is_void:
            row = None
        if row is None or (data := self.unseal(row.data_sealed)) is None:
            self._session_key = None
            return {}
        # Saved once a day, which also sends the cookie again: whoever comes by stays signed in.
        self.modified = self.modified or row.used_on != today()
        if row.card is None or row.card.confirmed:
            data.pop(CARD, None)
        return data

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(digest=digest(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Raises `UpdateError` if the session was ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        days = 1 if self.get_expire_at_browser_close() else self.get_session_cookie_age() // 86400
        columns = {
            "user_id": data.get(SESSION_KEY),
            "card_id": data.get(CARD),
            "data_sealed": self.seal(data),
            "used_on": today(),
            "ends_on": today() + timedelta(days=days),
        }
        if must_create:
            Session.objects.create(digest=self.digest, **columns)
        elif not Session.objects.filter(digest=self.digest).update(**columns):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(digest=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(
            Q(ends_on__lt=today()) | Q(created_on__lte=today() - LONGEST)
        ).delete()

    def seal(self, data: dict) -> bytes:
        return crypto.seal(self._lock(), self.serializer().dumps(data), "accounts_session.data")

    def unseal(self, sealed: bytes | memoryview) -> dict | None:
        """None if it is another session's, or was changed."""
        try:
            plain = crypto.unseal(self._lock(), sealed, "accounts_session.data")
        except crypto.Tampered:
            return None
        return self.serializer().loads(plain)

    def _lock(self) -> bytes:
        assert self.session_key, "without a cookie there is nothing to seal under"
        return crypto.derive(self.session_key.encode(), "session")
