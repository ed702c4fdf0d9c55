"""Who is known here: standing, computed from vouches, and traced back to where it began.

Standing begins with the founders. Whoever enough members with standing know, gains it; how many
are enough grows with the network, up to what it agreed on. It is kept while as many as were needed
then still say so: a rise of the threshold takes nothing from anyone, a vouch that is taken back
may. After some months it has settled: it hangs on no vouch, and the vouches are forgotten.
"""

from collections.abc import Collection, Mapping


def threshold(standing: int, cap: int) -> int:
    """How many vouches a newcomer needs where so many have standing; never none, and never more
    than the ``cap`` that was agreed."""
    return max(1, min(cap, standing // 2))


def traced(
    held: Mapping[int, int],
    members: Collection[int],
    vouches: Mapping[int, Collection[int]],
    cap: int,
    gone: Collection[int] = frozenset(),
) -> dict[int, int]:
    """Who has standing, with the number of vouches that it hangs on.

    ``held`` is the standing that there was, 0 for where it begins; ``members`` are all who take
    part, in the order of their joining; ``vouches`` tells by whom each of them is vouched for.
    Whoever is ``gone`` bears those whom they made known, and makes nobody else known, nor the
    threshold higher: they may be back as someone new, and would count twice.
    """
    standing = {member: 0 for member, needed in held.items() if needed == 0}

    def known(member: int) -> int:
        return len(standing.keys() & vouches.get(member, ()))

    def needed() -> int:
        return threshold(len(standing.keys() - {*gone}), cap)

    def newly_known(member: int) -> int:
        return len((standing.keys() & vouches.get(member, ())) - {*gone})

    while True:
        # Who has it keeps it, before the threshold rises with those who are new.
        left = [member for member in held if member not in standing]
        kept = [member for member in left if known(member) >= held[member]]
        standing |= {member: held[member] for member in kept}
        new = next(
            (
                member
                for member in members
                if member not in standing and newly_known(member) >= needed()
            ),
            None,
        )
        if new is None and not kept:
            return standing
        if new is not None and not kept:
            standing[new] = needed()
