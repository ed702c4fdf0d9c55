"""Papers of tellers, and the urn that as many of them as are needed open together.

A teller's paper holds a secret of its own, of which the server keeps the public half. The urn's
secret is split by Shamir's scheme, and each part sealed to one paper. So neither a part nor a
paper ever lies in the database, not even until its teller has fetched it.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shamir_mnemonic import Share

from mutualaid.networks.lockdown import parts
from mutualaid.sealed.crypto import pad, unpad

from . import hpke

FEWEST = 2
"""One teller alone would read every ballot that they have a copy of."""


class DoesNotOpen(Exception):
    """These papers do not open this urn; the message says why."""


@dataclass(frozen=True)
class Urn:
    """What the database may keep of an urn: there is no secret in it."""

    public: bytes
    needed: int
    parts: Mapping[bytes, bytes]
    """What is sealed to each teller, by the public half of their paper."""


def new_paper() -> tuple[str, bytes]:
    """The words of a teller's paper, which are to be shown once and kept nowhere, and the public
    half that is kept."""
    secret = secrets.token_bytes(parts.SIZE)
    [words] = parts.split(secret, needed=1, given=1)
    _private, public = hpke.halves(secret)
    return words, public


def make_urn(*, tellers: Collection[bytes], needed: int) -> Urn:
    """An urn that ``needed`` of these tellers, each named by their public half, open together."""
    if not FEWEST <= needed <= len({*tellers}) == len(tellers) <= parts.MOST:
        raise ValueError("That many tellers cannot share an urn.")
    secret = secrets.token_bytes(parts.SIZE)
    _private, public = hpke.halves(secret)
    lines = parts.split(secret, needed=needed, given=len(tellers))
    sealed = {
        # Padded: the words of a part differ in length, which would tell of them.
        teller: hpke.seal(pad(line.encode()), to=teller, place=_part_of(public))
        for teller, line in zip(tellers, lines, strict=True)
    }
    return Urn(public, needed, sealed)


def private_half(urn: Urn, papers: Sequence[Share]) -> hpke.Private:
    """What opens the ballots, from papers as `parts.read` read them. Raises `DoesNotOpen`."""
    found: dict[bytes, Share] = {}
    for number, paper in enumerate(papers, start=1):
        try:
            private, teller = hpke.halves(parts.join([paper], needed=1))
            sealed = urn.parts[teller]
        except (parts.DoNotFit, KeyError):
            told = _("Paper %(number)s does not belong to this vote.")
            raise DoesNotOpen(told % {"number": number}) from None
        if teller in found:
            told = _("Paper %(number)s is the same as another one.")
            raise DoesNotOpen(told % {"number": number})
        found[teller] = _part_in(sealed, by=private, of=urn.public)
    if len(found) < urn.needed:
        told = ngettext(
            "It takes %(needed)s papers to open this vote. Here is %(count)s.",
            "It takes %(needed)s papers to open this vote. Here are %(count)s.",
            len(found),
        )
        raise DoesNotOpen(told % {"needed": urn.needed, "count": len(found)})
    try:
        private, public = hpke.halves(parts.join([*found.values()], needed=urn.needed))
    except parts.DoNotFit:
        raise _changed() from None
    if public != urn.public:
        raise _changed()
    return private


def _part_in(sealed: bytes, *, by: hpke.Private, of: bytes) -> Share:
    try:
        return parts.read(unpad(hpke.unseal(sealed, by=by, place=_part_of(of))).decode())
    except (hpke.Shut, ValueError):
        raise _changed() from None


def _part_of(public: bytes) -> bytes:
    return b"part of an urn " + public


def _changed() -> DoesNotOpen:
    return DoesNotOpen(
        _("The papers are right, but what the server keeps of this vote was changed.")
    )
