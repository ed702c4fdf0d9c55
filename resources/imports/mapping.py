"""Which column holds what: a guess, and what comes of it once a member agreed.

A line that cannot come in as it stands is left as a whole, with the reason, to be mended.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid.networks.concerns.things import shown
from mutualaid.networks.hiding.queries import hidden_from
from mutualaid.networks.models import Circle, Member
from mutualaid.networks.places import NoPlace, cell_of
from mutualaid.spreadsheets.columns import ADDRESSES, PERSON, mostly
from mutualaid.spreadsheets.reader import Table
from mutualaid.spreadsheets.remarks import Remark
from mutualaid.spreadsheets.values import day, number, two_readings
from mutualaid.spreadsheets.words import headline, plain
from resources.items.access import may_offer
from resources.items.forms import MOST, MOST_HOURS
from resources.items.models import Item
from resources.items.services import MOST_WINDOWS

from . import meaning, texts
from .meaning import CONTACT, LEAVE, NAME, OFFERS, SINCE, WHO, WORDS, offers_nothing

LONGEST_NAME, LONGEST_WORDS, LONGEST_CONTACT = 80, 1000, 200
MOST_OF_ONE = 20
"""Offers that one line may hold."""

USES = texts.COLUMNS | {OFFERS: gettext_lazy("Several offers, such as ticks of a form")}
USES_OF_OTHERS = {
    NAME: texts.COLUMNS[NAME],
    OFFERS: USES[OFFERS],
    WHO: gettext_lazy("Their name"),
    CONTACT: gettext_lazy("How to reach them"),
    WORDS: gettext_lazy("Anything else they wrote"),
    SINCE: gettext_lazy("When they said it"),
}
JUST_NAME = {"name", "nombre", "اسم", "الاسم"}
JUST_KIND = {"sort", "type", "tipo", "clase", "نوع", "النوع"}
"""Of a thing, where its cells are kinds that we know."""
OFTEN = {NAME, OFFERS, WHO, CONTACT, WORDS, "conditions"}
"""What may stand in several columns."""


class Wrong(Exception):
    """A line cannot come in: in which column, and why."""

    def __init__(self, column: int, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


@dataclass
class Column:
    """A column of a file, and what we would do with it."""

    place: int
    name: str
    use: str
    why: str = ""
    ambiguous: str = ""
    """A date in it that can be read both ways."""


@dataclass
class Thing:
    """Something of one's own: what `share_item` takes, and the times at which it can be had."""

    line: int
    told: dict[str, Any]
    times: list[tuple[int, time, time]] = field(default_factory=list)
    sure_on: date | None = None
    paused: bool = False
    guessed: set[str] = field(default_factory=set)
    """What of it stands in no column, and is our guess."""


@dataclass
class Person:
    """What somebody else said: kind, category and name of each thing."""

    line: int
    who: str
    contact: str
    words: str
    said_on: date | None
    offers: list[tuple[str, str, str]]


@dataclass
class Draft:
    """What an import would do."""

    things: list[Thing] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)
    """Lines that do not come in, and why."""
    cells: Counter = field(default_factory=Counter)
    """``file`` = ``taken`` + ``left``."""


def guess_columns(table: Table, *, others: bool) -> list[Column]:
    """Every column with the use that its name and cells suggest; no use twice, but for `OFTEN`."""
    found, taken = [], set()
    uses = USES_OF_OTHERS if others else USES
    for place, name in enumerate(table.header):
        cells = [row[place] for _line, row in table.rows if row[place]]
        own = {} if others else texts.columns() | dict.fromkeys(JUST_NAME, NAME)
        use = own.get(plain(name), LEAVE)
        if use == LEAVE:
            use = meaning.use_of(name, cells, others=others)
        if use == LEAVE and plain(name) in JUST_KIND and mostly(cells, is_kind, 0.5):
            use = "kind"
        if use not in uses or (use in taken and use not in OFTEN):
            use = LEAVE
        taken.add(use)
        why = "" if others or not says_who(name, cells) else _("It says who somebody is.")
        column = Column(place, name, LEAVE if why else use, why)
        column.ambiguous = next(filter(two_readings, cells), "")
        found.append(column)
    return found


def is_kind(cell: str) -> bool:
    return plain(cell) in texts.kinds()


def says_who(name: str, cells: list[str]) -> bool:
    """Whether a column says who somebody is. "Name" alone may be that of a thing."""
    if plain(name) in JUST_NAME or plain(name) in texts.columns():
        return False
    return bool(PERSON.search(plain(name))) or mostly(cells, ADDRESSES.fullmatch, 0.5)


def several_people(table: Table) -> bool:
    """Whether lines are about more than one person."""
    return any(
        says_who(name, cells) and len({plain(cell) for cell in cells}) > 1
        for place, name in enumerate(table.header)
        for cells in [[row[place] for _line, row in table.rows if row[place]]]
    )


class Reader:
    """Reads lines of a table with the uses of its columns."""

    def __init__(
        self, table: Table, uses: dict[int, str], day_first: dict[int, bool], by: Member
    ) -> None:
        self.table, self.day_first, self.by = table, day_first, by
        self.places: dict[str, list[int]] = {}
        for place, use in uses.items():
            if use != LEAVE:
                self.places.setdefault(use, []).append(place)
        self.categories = texts.categories(by.network)
        held = by.seats.held().select_related("circle")
        self.circles = {plain(str(seat.circle)): seat.circle for seat in held}
        self.there = {(item.name.casefold(), item.kind, item.circle_id) for item in self._owned()}

    def _owned(self) -> QuerySet[Item]:
        """What they have, or a circle in which they sit, as far as they may know of it."""
        owned = Q(by=self.by) | Q(circle__in=self.circles.values())
        items = self.by.network.items.filter(owned).exclude(by__in=hidden_from(self.by))
        return shown(items.exclude(state=Item.State.GONE), to=self.by)

    def draft(self, *, others: bool) -> Draft:
        draft = Draft(remarks=list(self.table.remarks))
        used = {place for places in self.places.values() for place in places}
        for line, cells in self.table.rows:
            draft.cells["file"] += sum(map(bool, cells))
            try:
                if others:
                    draft.people.append(self._person(line, cells))
                else:
                    draft.things += self._things(line, cells)
            except Wrong as wrong:
                name = self.table.header[wrong.column] if wrong.column >= 0 else ""
                cell = cells[wrong.column] if wrong.column >= 0 else ""
                draft.left[line] = f"{name}: {wrong.why}" if name else wrong.why
                draft.remarks.append(Remark(line, name, wrong.why, cell))
                draft.cells["left"] += sum(map(bool, cells))
                continue
            taken = sum(bool(cells[place]) for place in used)
            draft.cells["taken"] += taken
            draft.cells["left"] += sum(map(bool, cells)) - taken
        for place, name in enumerate(self.table.header):
            lines = [line for line, cells in self.table.rows if cells[place]]
            if place not in used:
                why = _("This column was left out.")
                draft.remarks += [Remark(line, name, why) for line in lines]
        return draft

    def _cell(self, cells: list[str], use: str) -> tuple[int, str]:
        """The cell of a use that stands in one column; -1 where there is no such column."""
        place = self.places.get(use, [-1])[0]
        return place, cells[place] if place >= 0 else ""

    def _cells(self, cells: list[str], use: str) -> list[str]:
        return [cells[place] for place in self.places.get(use, []) if cells[place]]

    def _choice(self, cells: list[str], use: str, names: dict[str, str]) -> str:
        place, cell = self._cell(cells, use)
        if cell and plain(cell) not in names:
            raise Wrong(place, _("We do not know this word here."))
        return names.get(plain(cell), "")

    def _number(self, cells: list[str], use: str, most: int) -> int | None:
        place, cell = self._cell(cells, use)
        if not cell:
            return None
        found = number(cell)
        if found is None or found != int(found) or not 1 <= found <= most:
            raise Wrong(place, _("Not a whole number from 1 to %s.") % most)
        return int(found)

    def _day(self, cells: list[str]) -> date | None:
        place, cell = self._cell(cells, SINCE)
        if not cell:
            return None
        found = day(cell, day_first=self.day_first.get(place))
        if found is None:
            raise Wrong(place, _("Not a date that we can read."))
        if found > self.by.network.today():
            raise Wrong(place, _("This day has not come yet."))
        return found

    def _circle(self, cells: list[str], use: str) -> Circle | None:
        place, cell = self._cell(cells, use)
        if cell and plain(cell) not in self.circles:
            raise Wrong(place, _("You sit in no circle of this name."))
        return self.circles.get(plain(cell)) if cell else None

    def _languages(self, cells: list[str]) -> list[str]:
        place, cell = self._cell(cells, "languages")
        words = [plain(piece) for piece in cell.replace(",", ";").split(";") if piece.strip()]
        if not {*words} <= texts.languages().keys():
            raise Wrong(place, _("We do not know this language here."))
        return list(dict.fromkeys(texts.languages()[word] for word in words))

    def _times(self, cells: list[str]) -> list[tuple[int, time, time]]:
        place, cell = self._cell(cells, "times")
        try:
            times = sorted(texts.times_of(cell))
        except ValueError:
            raise Wrong(
                place, _("Write times as “Friday 09:00–17:00; Saturday 10:00–12:00”.")
            ) from None
        if any(one[0] == other[0] and other[1] < one[2] for one, other in pairwise(times)):
            raise Wrong(place, _("Two of these times overlap."))
        if len(times) > MOST_WINDOWS:
            raise Wrong(place, _("More than %s times are too many.") % MOST_WINDOWS)
        return times

    def _place(self, cells: list[str]) -> str:
        place, cell = self._cell(cells, "cell")
        try:
            return cell_of(cell) if cell else ""
        except NoPlace:
            raise Wrong(place, _("We cannot read a place from this.")) from None

    def _offers(self, cells: list[str], *, others: bool) -> list[tuple[str, str, str]]:
        """Name, what follows it, and kind of each thing that this line offers."""
        found = []
        for cell in self._cells(cells, NAME):
            name, rest = headline(cell, LONGEST_NAME)
            # Of a form it may be a "no"; of one's own it is the name of a thing.
            if not (others and offers_nothing(name)):
                found.append((" ".join(name.split()), rest))
        for cell in self._cells(cells, OFFERS):
            pieces = meaning.pieces_of(cell)
            found += [headline(each, LONGEST_NAME) for each in pieces if not offers_nothing(each)]
        if not found:
            raise Wrong(-1, _("This line offers nothing that we can read."))
        if len(found) > MOST_OF_ONE:
            raise Wrong(-1, _("This line offers more than %s things.") % MOST_OF_ONE)
        return [(name, rest, meaning.kind_of(f"{name} {rest}")) for name, rest in found]

    def _things(self, line: int, cells: list[str]) -> list[Thing]:
        kind = self._choice(cells, "kind", texts.kinds())
        level = self._choice(cells, "level", texts.levels())
        category = self._choice(cells, "category", self.categories)
        audience = self._choice(cells, "audience", texts.audiences()) or Item.Audience.MEMBERS
        for_circle = self._circle(cells, "for_circle")
        if (audience == Item.Audience.CIRCLE) != (for_circle is not None):
            raise Wrong(
                self._cell(cells, "audience")[0],
                _("Say which circle may ask, and “%s” here.") % Item.Audience.CIRCLE.label,
            )
        conditions = "\n".join(self._cells(cells, "conditions"))
        shared = {
            "languages": self._languages(cells),
            "cell": self._place(cells),
            "audience": audience,
            "for_circle": for_circle,
            "circle": self._circle(cells, "circle"),
        }
        quantity = self._number(cells, "quantity", MOST)
        hours = self._number(cells, "hours", MOST_HOURS)
        times, sure_on = self._times(cells), self._day(cells)
        paused = self._choice(cells, "state", texts.states()) == Item.State.PAUSED
        read = {"kind": kind, "category": category}
        guesses = {name for name, value in read.items() if not value}
        things = []
        for name, rest, guessed in self._offers(cells, others=False):
            several = (quantity or 1) > 1 and guessed not in Item.COUNTED
            sort = kind or (Item.Kind.GOODS if several else guessed)
            told = shared | {
                "name": name,
                "kind": sort,
                "level": (level or Item.Level.CAN) if sort == Item.Kind.SKILL else "",
                "category": category or meaning.category_of(name),
                "quantity": quantity or 1,
                "hours": (hours or 4) if sort == Item.Kind.TIME else None,
                "conditions": "\n".join(filter(None, [rest, conditions])),
            }
            self._must_be_right(told, cells, level, quantity, hours)
            things.append(Thing(line, told, times, sure_on, paused, guesses))
        return things

    def _must_be_right(
        self,
        told: dict[str, Any],
        cells: list[str],
        level: str,
        quantity: int | None,
        hours: int | None,
    ) -> None:
        """Raises `Wrong` where one thing does not go with another."""
        kind, circle = told["kind"], told["circle"]
        if (told["name"].casefold(), kind, circle and circle.pk) in self.there:
            why = _("You share this already. What has changed, change on its page.")
            raise Wrong(self._cell(cells, NAME)[0], why)
        if level and kind != Item.Kind.SKILL:
            raise Wrong(self._cell(cells, "level")[0], _("Only what one can do has this."))
        if (quantity or 1) > 1 and kind not in Item.COUNTED:
            raise Wrong(self._cell(cells, "quantity")[0], _("Of this sort there is only one."))
        if hours and kind != Item.Kind.TIME:
            raise Wrong(self._cell(cells, "hours")[0], _("Only time has hours."))
        if len(told["conditions"]) > LONGEST_WORDS:
            raise Wrong(-1, _("This is longer than %s letters.") % LONGEST_WORDS)
        if not may_offer(self.by, told["category"]):
            why = _(
                "Only members whom others here know offer this. Let somebody vouch for you first."
            )
            raise Wrong(self._cell(cells, "category")[0], why)

    def _person(self, line: int, cells: list[str]) -> Person:
        who, contact, words = ("\n".join(self._cells(cells, use)) for use in (WHO, CONTACT, WORDS))
        if not who or not contact:
            why = _("Nobody can be asked about this: it lacks a name, or how to reach them.")
            raise Wrong(-1, why)
        if max(len(who), len(contact)) > LONGEST_CONTACT:
            raise Wrong(-1, _("This is longer than %s letters.") % LONGEST_CONTACT)
        offers = self._offers(cells, others=True)
        words = "\n".join(filter(None, [*(rest for _name, rest, _kind in offers), words]))
        if len(words) > 4 * LONGEST_WORDS:
            raise Wrong(-1, _("This is longer than %s letters.") % (4 * LONGEST_WORDS))
        told = [(kind, meaning.category_of(name), name) for name, _rest, kind in offers]
        return Person(line, who, contact, words, self._day(cells), told)
