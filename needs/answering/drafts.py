"""Answers on the way: sealed under a key that only the cookie holds."""

import json
from dataclasses import asdict, dataclass, field

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.utils import timezone

from mutualaid.sealed import crypto
from mutualaid.sealed.keys import blind_index, place
from needs.surveys.kinds.base import Parts
from needs.surveys.models import Draft, Survey

MOST = 1_000_000
"""Bytes of a draft: over a hundred of the longest answers, in any script."""


@dataclass
class Kept:
    """What a draft holds.

    ``answers`` passed Continue; ``typed`` stands in the inputs of a page and did not (yet). Both
    by the question's id, as text.
    """

    revision: int
    answers: dict[str, Parts] = field(default_factory=dict)
    typed: dict[str, Parts] = field(default_factory=dict)
    for_someone_else: bool = False
    consent: bool = False
    replaces: str = ""
    """The receipt of the response that this one will take the place of."""


def of(survey: Survey, token: str) -> QuerySet[Draft]:
    """The draft of whoever holds the token, or none."""
    return survey.drafts.filter(token_index=token_index(survey, token))


def peek(survey: Survey, token: str) -> Kept | None:
    """What the draft holds, for showing it."""
    draft = of(survey, token).first()
    return opened(draft, token) if draft else None


def opened(draft: Draft, token: str) -> Kept:
    """Raises `crypto.Tampered`."""
    return Kept(
        **json.loads(crypto.unseal(key_of(token), bytes(draft.sealed), place(draft, "sealed")))
    )


def save(draft: Draft, token: str, kept: Kept) -> None:
    """Raises `RequestDataTooBig`."""
    plain = json.dumps(asdict(kept), ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > MOST:
        raise RequestDataTooBig
    draft.sealed = crypto.seal(key_of(token), plain, place(draft, "sealed"))
    draft.kept_on = timezone.localdate()
    draft.save()


def spend(draft: Draft) -> bool:
    """Delete a draft if it is as it was read: true for only one of all who try."""
    return Draft.objects.filter(pk=draft.pk, sealed=draft.sealed).delete()[0] == 1


def new_draft(survey: Survey, token: str, kept: Kept) -> None:
    save(Draft(survey=survey, token_index=token_index(survey, token)), token, kept)


def token_index(survey: Survey, token: str) -> str:
    return blind_index("draft", token, key=survey.key)


def key_of(token: str) -> bytes:
    return crypto.derive(token.encode(), "draft")
