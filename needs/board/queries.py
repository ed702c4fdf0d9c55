"""What is read of the board besides its list: what lies where, and what is new."""

from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mutualaid.db import along_index
from mutualaid.fields import day_with, language_name
from mutualaid.networks.models import Member, Network
from mutualaid.networks.places import Place, places_around
from needs.own_categories.queries import kinds_of
from needs.posts.models import Need, NeedQuerySet
from needs.posts.queries import is_searched, kinds_asked, newest_keys, on_board, still_seen

from .models import SavedFilter

MAPPED = 1000
"""So many of the newest are on a map, and chosen from for a sheet."""
FEW = 3
"""Of fewer needs than these the map does not tell them apart from those beside them."""


class Area(NamedTuple):
    """Places that a map shows as one, and how many needs are there."""

    places: list[Place]
    needs: int

    @property
    def numbers(self) -> str:
        return ", ".join(str(place.number) for place in self.places)

    @property
    def cells(self) -> str:
        """As the board is narrowed to them."""
        return ".".join(place.cell for place in self.places)


class Map(NamedTuple):
    areas: list[Area]
    unplaced: int
    """How many more there are, whose owner does not show where."""
    more: bool
    """Whether there are older ones that it leaves out."""


def map_of(network: Network, member: Member | None, asked: dict[str, str]) -> Map:
    """Where what this reader may see lies, narrowed as ``asked``: the same needs as in the list."""
    cells = found(network, member, asked, "cell", "shows_place", count=MAPPED + 1)
    counts: dict[str, int] = {}
    places = places_around(network.cell)
    for cell, shows in cells[:MAPPED]:
        known = cell if shows and cell in places else ""
        counts[known] = counts.get(known, 0) + 1
    unplaced = counts.pop("", 0)
    return Map(merged(counts, places), unplaced, len(cells) > MAPPED)


def on_sheet(network: Network, asked: dict[str, str], *, count: int) -> tuple[list[Need], int]:
    """Of what anybody may read and is not promised, what nobody has answered and is wanted first;
    those whose owner does not show how soon come after. And how many more there are."""
    told = ("pk", "state", "shows_urgency", "due_on")
    wanting = [
        (state != Need.State.OPEN, due if shows else date.max, -pk)
        for pk, state, shows, due in found(network, None, asked, *told, count=MAPPED)
        if state in Need.WANTING
    ]
    chosen = [-pk for _answered, _due, pk in sorted(wanting)[:count]]
    return still_seen(network, None, chosen), len(wanting) - len(chosen)


def found(
    network: Network, member: Member | None, asked: dict[str, str], *told: str, count: int
) -> list[Any]:
    """The newest of what the board shows, narrowed as ``asked``, at most so many; what is ``told``
    of each."""
    if is_searched(asked):
        keys = newest_keys(network, member, asked, None, count)
        return list(on_board(network, member, only=keys).values_list(*told))
    seen = on_board(network, member)
    if kinds := kinds_asked(network, asked):
        seen = seen.filter(category__in=kinds)
    with along_index():
        return list(seen.order_by("-pk").values_list(*told)[:count])


def merged(counts: dict[str, int], places: dict[str, Place]) -> list[Area]:
    """Areas, the nearest to the middle first. Where there are few needs, and where those beside
    them have none to be counted with, they are counted with the nearest: nobody is singled out."""
    areas = [([places[cell]], count) for cell, count in counts.items()]
    while len(areas) > 1:
        areas.sort(key=lambda area: (area[1], area[0][0].number))
        (few, count), *others = areas
        if count >= FEW:
            break
        beside = min(others, key=lambda other: (apart(few, other[0]), other[0][0].number))
        others.remove(beside)
        areas = [*others, (sorted(few + beside[0]), beside[1] + count)]
    if len(areas) == 1 and areas[0][1] < FEW:
        areas = [([*places.values()], areas[0][1])]
    return sorted(Area(*area) for area in areas)


def apart(some: list[Place], others: list[Place]) -> float:
    """How far two areas lie from each other."""
    return min(
        round((one.east - other.east) ** 2 + (one.south - other.south) ** 2, 3)
        for one in some
        for other in others
    )


def in_words(network: Network, asked: dict[str, str]) -> str:
    """What was chosen, for a list of it."""
    places = places_around(network.cell)
    told = []
    if kind := kinds_of(network).get(asked.get("category", "")):
        told.append(str(kind.name))
    if cells := [places[cell] for cell in asked.get("place", "").split(".") if cell in places]:
        told.append(str(cells[0]) if len(cells) == 1 else Area(cells, 0).numbers)
    if language := asked.get("language"):
        told.append(language_name(language))
    if asked.get("fit"):
        told.append(_("What I could help with"))
    return " · ".join(told)


def board_url(network: Network, asked: dict[str, str]) -> str:
    address = reverse("needs:need_list", args=[network.slug])
    return f"{address}?{urlencode(asked)}" if asked else address


def public_url(network: Network) -> str:
    """The board's address, as it stands on paper."""
    return settings.ORIGIN + reverse("needs:need_list", args=[network.slug])


def has_new(saved: SavedFilter, member: Member, until: date) -> bool:
    """Whether something that fits was posted by others since it was looked at, and before a day."""
    first, end = (day_with(0, day) for day in (saved.looked_on, until))
    if is_searched(saved.filter):
        keys = newest_keys(member.network, member, saved.filter, end, 25)
        seen = on_board(member.network, member, only=keys)
    else:
        kinds = kinds_asked(member.network, saved.filter)
        seen = on_board(member.network, member).filter(category__in=kinds)
    new: NeedQuerySet = seen.filter(pk__gte=first, pk__lt=end).exclude(by=member)
    return new.exists()
