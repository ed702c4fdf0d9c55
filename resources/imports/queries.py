"""From what was uploaded and agreed so far to what an import would do; and tables that go out."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mutualaid.fields import language_name
from mutualaid.networks.models import Member, Network
from mutualaid.networks.places import middle_of
from mutualaid.sealed.services import unseal
from mutualaid.spreadsheets.reader import Table
from mutualaid.spreadsheets.writer import TYPES, written
from needs.own_categories.queries import kind_in
from resources.items.models import Item
from resources.items.queries import MOST_TOLD, owned_by, shared_with

from .mapping import LEAVE, Column, Draft, Reader, Thing, guess_columns
from .models import ResourceImport, Said, Upload
from .texts import COLUMNS, times_in_words

FORMATS = {extension: TYPES[extension] for extension in ("csv", "ods", "xlsx")}
FOR_ALL = [Item.Audience.EVERYONE, Item.Audience.MEMBERS]
OF_ALL = ("name", "kind", "level", "category", "quantity", "hours", "languages", "times")
"""Columns of the list of a network: nothing that tells whose something is."""


@dataclass
class Content:
    """What an upload holds: a table as JSON, and what the member chose so far."""

    what: str
    table: str
    uses: dict[str, str] = field(default_factory=dict)
    """By the place of the column."""
    day_first: dict[str, bool] = field(default_factory=dict)
    agreed: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def content_of(upload: Upload) -> Content:
    return Content(**json.loads(unseal(upload, "content", key=upload.key)))


class Plan:
    """What an import would do with a table, under the choices made so far."""

    def __init__(self, content: Content, by: Member) -> None:
        self.content, self.by = content, by

    @property
    def others(self) -> bool:
        return self.content.what == ResourceImport.What.OTHERS

    @cached_property
    def table(self) -> Table:
        return Table.from_json(self.content.table)

    @cached_property
    def columns(self) -> list[Column]:
        columns = guess_columns(self.table, others=self.others)
        if self.content.agreed:
            for column in columns:
                column.use = self.content.uses.get(str(column.place), LEAVE)
        return columns

    @cached_property
    def draft(self) -> Draft:
        uses = {column.place: column.use for column in self.columns}
        first = {int(place): first for place, first in self.content.day_first.items()}
        return Reader(self.table, uses, first, self.by).draft(others=self.others)

    @property
    def left(self) -> Table:
        """The lines that do not come in, each with its reason, to be mended."""
        rows = [
            (line, [*cells, self.draft.left[line]])
            for line, cells in self.table.rows
            if line in self.draft.left
        ]
        return Table([*self.table.header, _("Why it did not come in")], rows)


def sort_in_words(thing: Thing, network: Network) -> str:
    """Of which kind and category it is, and what of that is a guess."""
    told = {
        "kind": str(Item.Kind(thing.told["kind"]).label),
        "category": str(kind_in(network, thing.told["category"]).name),
    }
    said = [words for name, words in told.items() if name not in thing.guessed]
    if guess := " · ".join(told[name] for name in told if name in thing.guessed):
        said.append(_("we guessed: %(what)s") % {"what": guess})
    return " · ".join(said)


def left_of(upload: Upload) -> bytes:
    """Lines of an upload that do not come in, or did not, as CSV."""
    content = content_of(upload)
    brought = upload.run_id is not None
    table = Table.from_json(content.table) if brought else Plan(content, upload.by).left
    rows = [cells for _line, cells in table.rows]
    return written(table.header, rows, title="lines", extension="csv")


def own_table(member: Member, extension: str) -> bytes:
    """What a member shares, or looks after for a circle, as it can come in again."""
    items = owned_by(member).exclude(state=Item.State.GONE)
    return _table(member.network, items, tuple(COLUMNS), extension)


def network_table(member: Member, extension: str) -> bytes:
    """What everybody in the network may see of what is shared there, and this member too; of more
    than `MOST_TOLD` things the newest."""
    items = shared_with(member.network, member).filter(audience__in=FOR_ALL)
    return _table(member.network, items.order_by("-pk")[:MOST_TOLD], OF_ALL, extension)


def _table(
    network: Network, items: QuerySet[Item], names: tuple[str, ...], extension: str
) -> bytes:
    related = items.select_related("circle", "for_circle", "key__under").prefetch_related("windows")
    rows = ([_cell(network, item, name) for name in names] for item in related)
    headers = [str(COLUMNS[name]) for name in names]
    return written(headers, rows, title="resources", extension=extension)


def _cell(network: Network, item: Item, name: str) -> str | int:
    match name:
        case "kind":
            return str(Item.Kind(item.kind).label)
        case "level":
            return str(Item.Level(item.level).label) if item.level else ""
        case "category":
            return str(kind_in(network, item.category).name)
        case "quantity":
            return item.quantity
        case "hours":
            return item.hours or ""
        case "languages":
            return "; ".join(map(language_name, item.languages))
        case "times":
            in_order = sorted(item.windows.all(), key=lambda each: (each.weekday, each.start))
            return times_in_words(in_order)
        case "cell":
            return middle_of(item.cell)
        case "audience":
            return str(Item.Audience(item.audience).label)
        case "circle" | "for_circle":
            return str(getattr(item, name) or "")
        case "conditions":
            return unseal(item, "conditions", key=item.key) if item.key else ""
        case "state":
            return str(Item.State(item.state).label)
        case "sure_on":
            return item.sure_on.isoformat()
    return item.name


def to_ask(member: Member) -> QuerySet[Said]:
    """Those whom this member brought in from a form."""
    return member.said.select_related("key__under", "invitation", "network")


def said_by(member: Member) -> QuerySet[Said]:
    """What a member said in a form, before they came in by the link that they were sent for it."""
    if member.via_id is None:
        return Said.objects.none()
    return member.network.said.filter(invitation=member.via_id).select_related("key__under")


def offers_in_words(said: Said) -> Iterator[dict]:
    """The things that somebody said, opened: for the eyes of whom `reveal` noted."""
    for offer in said.offers.order_by("pk"):
        yield {
            "pk": offer.pk,
            "kind": str(Item.Kind(offer.kind).label),
            "category": str(kind_in(said.network, offer.category).name),
            "name": unseal(offer, "name", key=said.key) if said.key else "",
        }
