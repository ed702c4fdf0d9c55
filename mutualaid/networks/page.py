"""The words on a network's public page: what they are about, and what to begin with."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mutualaid.fields import Texts

from .concerns.things import shown
from .models import Agreement, Network

STANDS_FOR = timedelta(hours=72)
"""How long words for an emergency must have stood before a locked network shows them."""
LONGEST = 1000
"""Characters of one text in one language; a poster shows the beginning."""
EMERGENCY = "emergency"
"""The part that a locked network shows."""


class Part(NamedTuple):
    key: str
    title: Promise
    hint: Promise
    beginning: Promise
    """Offered in the form of a network that has not written this yet."""


PARTS = [
    Part(
        "what",
        _("What we do"),
        _("Who you are and what you do for each other."),
        _(
            "We are neighbors who help each other. It is free. "
            "Each of us gives what we can and takes what we need."
        ),
    ),
    Part(
        "ask",
        _("How to ask for help"),
        _("A place and an hour, or a phone number that someone answers."),
        _("Talk to any of us, or come to our next meeting. You need not explain yourself."),
    ),
    Part(
        "join",
        _("How to join"),
        _("How you want to meet people who are new."),
        _(
            "Ask a neighbor who takes part for an invitation, or use the code on our poster. "
            "Everybody who lives or works here is welcome."
        ),
    ),
    Part(
        "who",
        _("Who answers"),
        _("First names are enough. Everyone on the internet can read this."),
        _("Neighbors take turns to answer. Nobody is the boss."),
    ),
    Part(
        EMERGENCY,
        _("If everything else fails"),
        _("Where you meet, and which number someone answers. It shows even when all else is shut."),
        _("Go to where we always meet, at ten in the morning. Look after each other."),
    ),
]


class Words(NamedTuple):
    """One part as shown: ``language`` is the one that its text is in."""

    title: Promise
    text: str
    language: str


def page_written(network: Network) -> Agreement | None:
    """What the members last wrote that no concern hides."""
    return shown(network.agreements.all()).newest(Agreement.Kind.PAGE)


def texts_of(page: Agreement | None) -> dict[str, Texts]:
    """The words by part; empty texts for what nobody has written."""
    written = page.value if page else {}
    return {part.key: Texts(written.get(part.key, {})) for part in PARTS}


def page_texts(network: Network) -> dict[str, Texts]:
    """The words that are shown now, by part."""
    return texts_of(page_written(network))


def emergency_words(network: Network) -> Texts:
    """What a locked network shows: the words that stood last for 72 hours or more, else the oldest.

    One person can change them at once, right before locking: no one must be led into a trap.
    """
    pages = shown(network.agreements.filter(kind=Agreement.Kind.PAGE))
    told: list[tuple[Texts, datetime]] = []
    for value, made_at in pages.order_by("number").values_list("value", "made_at"):
        words = Texts(value.get(EMERGENCY, {}))
        # That there were none yet is nothing that stood.
        if words != told[-1][0] if told else any(words.values()):
            told.append((words, made_at))
    until = timezone.now()
    for words, since in reversed(told):
        if until - since >= STANDS_FOR:
            return words
        until = since
    return told[0][0] if told else Texts()


def in_language(texts: dict[str, Texts], language: str) -> Iterable[Words]:
    """The parts that have words, in this language where there are any, else in another."""
    for part in PARTS:
        written = texts.get(part.key, Texts())
        if text := written.in_language(language):
            spoken = next(code for code, words in written.items() if words == text)
            yield Words(part.title, text, language if written.get(language) else spoken)


def left_as_they_were(
    before: dict[str, Texts], after: dict[str, Texts], languages: Iterable[str]
) -> Iterator[tuple[Part, list[str]]]:
    """The parts that were changed in some languages, with those whose words stay."""
    for part in PARTS:
        was, now = before[part.key], after[part.key]
        changed = {code for code in languages if now.get(code, "") != was.get(code, "")}
        left = [code for code in languages if code not in changed and now.get(code)]
        if changed and left:
            yield part, left


def beginnings(languages: list[str]) -> dict[str, Texts]:
    """Words to begin with, by part."""
    texts = {part.key: Texts() for part in PARTS}
    for language in languages:
        with override(language):
            for part in PARTS:
                texts[part.key][language] = str(part.beginning)
    return texts
