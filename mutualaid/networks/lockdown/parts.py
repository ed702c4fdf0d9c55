"""Parts of a secret as words on paper: Shamir's scheme, as SLIP-39 writes it down.

Each part is 20 words, of which the first four letters are enough, with a checksum in the last
three. Any ``needed`` of them make the secret; fewer tell nothing about it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from mutualaid.db.search import fold

WORDS = 20
SIZE = 16
"""Bytes of the secret: 128 random bits."""
MOST = 16
"""How many parts there can be."""
BEGINNINGS = {word[:4]: word for word in WORDLIST}
"""No two words begin with the same four letters."""


class NoPart(ValueError):
    """These words are no part; the message says what to look at."""


class DoNotFit(Exception):
    """These parts do not belong together, or are too few."""


def split(secret: bytes, *, needed: int, given: int) -> list[str]:
    """``given`` parts, each a line of words."""
    [parts] = generate_mnemonics(1, [(needed, given)], secret, iteration_exponent=0)
    return parts


def read(typed: str) -> Share:
    """A part as somebody typed it: in any case, numbered or not, in any lines. Raises `NoPart`."""
    words = re.findall(r"[^\W\d_]+", fold(typed))
    for number, word in enumerate(words, start=1):
        if word[:4] not in BEGINNINGS:
            told = _("Word %(number)s, “%(word)s”, is not a word that such a paper has.")
            raise NoPart(told % {"number": number, "word": word})
    if len(words) != WORDS:
        told = _("A paper has %(all)s words. Here are %(count)s.")
        raise NoPart(told % {"all": WORDS, "count": len(words)})
    try:
        return Share.from_mnemonic(" ".join(BEGINNINGS[word[:4]] for word in words))
    except MnemonicError:
        raise NoPart(
            _("A word is wrong or in the wrong place. Compare each with the paper.")
        ) from None


def join(shares: Sequence[Share], *, needed: int) -> bytes:
    """The secret; each of the parts was looked at. Raises `DoNotFit`."""
    # Whatever a part says of itself may be made up: such as that it alone is enough, or that
    # putting it together takes an hour.
    own = {(each.iteration_exponent, each.group_count, each.member_threshold) for each in shares}
    if own != {(0, 1, needed)} or len({each.index for each in shares}) < max(needed, len(shares)):
        raise DoNotFit
    windows = [shares[first : first + needed] for first in range(len(shares) - needed + 1)]
    try:
        secrets = [combine_mnemonics(each.mnemonic() for each in some) for some in windows]
    except MnemonicError:
        raise DoNotFit from None
    if any(one != other for one, other in pairwise(secrets)):
        raise DoNotFit
    return secrets[0]
