"""Words as people write them, compared as people read them."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from django.utils.html import strip_tags

MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w{2,8};")
BREAK = re.compile(r"<(?:br|p|/p|div|/div|li|/li|tr|/tr)\b[^<>]*>", re.IGNORECASE)


@lru_cache(4096)
def plain(text: str) -> str:
    """Small letters and digits, single spaces: no accents, no Arabic vowel signs, no marks."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ـ", ""))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(
        re.sub(r"[^\w]+", " ", re.sub(r"['’`´]", "", letters)).replace("_", " ").split()
    )


def slug(text: str, *, taken: set[str] | dict, most: int = 40) -> str:
    """A key made from a text, unlike those that are taken."""
    stem = re.sub(r"[^\w.]+", "-", plain_case(text))[: most - 4].strip("-.") or "x"
    if stem not in taken:
        return stem
    return next(key for n in range(2, len(taken) + 3) if (key := f"{stem}-{n}") not in taken)


def plain_case(text: str) -> str:
    """A text without accents, its capitals kept."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def from_html(text: str) -> str:
    """Text for people from a text that may be HTML."""
    if MARKUP.search(text):
        text = unescape(strip_tags(BREAK.sub("\n", text)))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", text)).strip()


def headline(text: str, most: int) -> tuple[str, str]:
    """A long text as its first sentence, and the rest of it."""
    first, _break, rest = text.partition("\n")
    if len(first) > most:
        sentence = re.match(rf".{{8,{most - 1}}}?[.?!:؟](?=\s)", first)
        end = sentence.end() if sentence else first.rfind(" ", 1, most) % most
        first, rest = first[:end], f"{first[end:]}\n{rest}"
    return first.strip(), rest.strip()
