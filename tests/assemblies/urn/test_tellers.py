"""As many tellers as are needed open an urn: fewer never do, nor do those of another one."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import MnemonicError, combine_mnemonics

from assemblies.urn import hpke
from assemblies.urn.ballots import cast
from assemblies.urn.tellers import DoesNotOpen, make_urn, new_paper, private_half
from mutualaid.networks.lockdown import parts
from mutualaid.sealed.crypto import unpad

from .conftest import opened, read, with_tellers


def test_every_subset(urn, papers):
    """Of five of whom three are needed."""
    for size in range(6):
        for some in combinations(read(papers), size):
            if size >= 3:
                private_half(urn, some)
            else:
                with pytest.raises(DoesNotOpen, match=f"takes 3 papers .* (is|are) {size}\\."):
                    private_half(urn, some)


@given(st.data())
def test_any_k_of_n_and_never_fewer(stances, data):
    tellers = data.draw(st.integers(2, 5))
    needed = data.draw(st.integers(2, tellers))
    urn, papers = with_tellers(tellers, needed=needed)
    some = data.draw(st.permutations(papers))[: data.draw(st.integers(0, tellers))]
    ballots = {1: cast(urn.public, [3], question=stances, ballot=1)}
    if len(some) < needed:
        with pytest.raises(DoesNotOpen):
            opened(urn, read(some), stances, ballots)
    else:
        totals = opened(urn, read(some), stances, ballots)
        assert totals.counts == [[0, 0, 0, 1]]


def test_who_rewrites_how_many_are_needed_gains_nothing(urn, papers):
    """Neither in the database, nor in the parts that two papers open, which they can read."""
    with pytest.raises(DoesNotOpen, match="was changed"):
        private_half(replace(urn, needed=2), read(papers[:2]))
    shares = [parts.read(unpad(part_on(paper, urn)).decode()) for paper in papers[:2]]
    with pytest.raises(MnemonicError):
        combine_mnemonics(replace(share, member_threshold=2).mnemonic() for share in shares)


def test_what_the_database_and_too_few_papers_hold_opens_no_ballot(urn, papers, stances):
    """Taken for a key, each secret that follows from them; and nothing that is kept is one."""
    secrets = [parts.join(read([paper]), needed=1) for paper in papers[:2]]
    secrets += [parts.read(unpad(part_on(paper, urn)).decode()).value for paper in papers[:2]]
    kept = [urn.public, *urn.parts, *urn.parts.values()]
    secrets += [each[start : start + 16] for each in kept for start in range(0, len(each), 16)]
    sealed = cast(urn.public, [0], question=stances, ballot=1)
    for secret in secrets:
        with pytest.raises(hpke.Shut):
            hpke.unseal(sealed, by=hpke.halves(secret)[0], place=b"ballot 1 on 812 2 1 4")


def part_on(paper, urn):
    private, public = hpke.halves(parts.join(read([paper]), needed=1))
    return hpke.unseal(urn.parts[public], by=private, place=b"part of an urn " + urn.public)


def test_a_paper_opens_its_own_part_alone(urn, papers):
    private, public = hpke.halves(parts.join(read(papers[:1]), needed=1))
    for teller, sealed in urn.parts.items():
        if teller != public:
            with pytest.raises(hpke.Shut):
                hpke.unseal(sealed, by=private, place=b"part of an urn " + urn.public)


def test_two_urns_do_not_mix(urn, papers):
    """Whose paper is of another one is told by its number, also where there are enough."""
    _other, others = with_tellers(2, needed=2)
    for some in ([others[0]], [*papers[:2], others[0]], [*papers[:3], others[0]]):
        with pytest.raises(DoesNotOpen, match=f"Paper {len(some)} does not belong to this vote"):
            private_half(urn, read(some))


def test_the_same_tellers_of_two_urns(stances):
    """Parts that are moved from one to the other open neither."""
    papers, tellers = zip(*(new_paper() for _teller in range(3)), strict=True)
    one, other = (make_urn(tellers=tellers, needed=2) for _urn in range(2))
    assert one.public != other.public
    for moved in (replace(one, parts=other.parts), replace(one, public=other.public)):
        with pytest.raises(DoesNotOpen, match="was changed"):
            private_half(moved, read(papers))


def test_one_paper_twice_counts_once(urn, papers):
    with pytest.raises(DoesNotOpen, match="Paper 3 is the same as another one"):
        private_half(urn, read([*papers[:2], papers[0]]))


def test_a_paper_of_another_kind(urn, papers):
    """Such as one that opens a locked network."""
    [foreign, _other] = parts.split(b"0123456789abcdef", needed=2, given=2)
    with pytest.raises(DoesNotOpen, match="Paper 1 does not belong"):
        private_half(urn, read([foreign, *papers[:2]]))


def test_a_part_that_somebody_changed(urn, papers):
    teller = next(iter(urn.parts))
    mine = hpke.seal(b"x" * 256, to=teller, place=b"part of an urn " + urn.public)
    own = read(papers)
    for put in (b"", urn.parts[teller][:-1], mine, urn.parts[teller][:-1] + b"\0"):
        changed = replace(urn, parts={**urn.parts, teller: put})
        with pytest.raises(DoesNotOpen, match="was changed"):
            private_half(changed, own[:3])
        private_half(changed, own[2:])


def test_a_key_that_somebody_put_in_its_place(urn, enough):
    """Ballots would be sealed to them; at the opening it shows."""
    with pytest.raises(DoesNotOpen, match="was changed"):
        private_half(replace(urn, public=hpke.halves(b"0123456789abcdef")[1]), enough)


@pytest.mark.parametrize(("tellers", "needed"), [(0, 0), (1, 1), (2, 1), (3, 4), (17, 3), (2, 0)])
def test_who_cannot_share_an_urn(tellers, needed):
    with pytest.raises(ValueError, match="share an urn"):
        with_tellers(tellers, needed=needed) if tellers else make_urn(tellers=[], needed=needed)


def test_nobody_is_two_tellers():
    _words, public = new_paper()
    with pytest.raises(ValueError, match="share an urn"):
        make_urn(tellers=[public, public], needed=2)


def test_parts_do_not_tell_their_words_by_their_length(urn):
    assert len({len(part) for part in urn.parts.values()}) == 1


def test_papers_are_words_like_those_of_a_lockdown(urn, papers):
    assert {len(paper.split()) for paper in papers} == {parts.WORDS}
    typed = [paper.upper().replace(" ", "\n") for paper in papers]
    private_half(urn, read(typed))
