"""What a concern can be about, and hide: whatever members write or show.

Each app says in its ``hooks.py`` which of its models that is (`hooks.hideable`), and of the others
that hold something written why no concern hides them (`hooks.left_out_of_hiding`). Every list and
every page finds its rows through `shown`, or through `marked` where absence would confuse.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from mutualaid import hooks
from mutualaid.db import stored_row
from mutualaid.networks.models import Concern, Member
from mutualaid.sealed.keys import row_name


class Hideable(NamedTuple):
    """What concerns need to know of a model."""

    by: str
    """The field that names the member who wrote it; empty where nobody can know."""
    title: Callable[[Any], str]
    """What one of them is called."""
    told: Callable[[Any], Iterable[tuple[str, Any]]]
    """What the panel is shown of it: names and texts."""
    found: Callable[[Member], QuerySet[Any]]
    """Those that a member may see, with what the others here ask of them."""
    url: Callable[[Any], str]
    """The page where it stands."""


class Thing(NamedTuple):
    """One row that a concern can be about."""

    row: Any
    kind: Hideable

    def __str__(self) -> str:
        return self.kind.title(self.row)

    @property
    def name(self) -> str:
        """``table.pk``."""
        return row_name(self.row)

    @property
    def by(self) -> Member | None:
        """Who wrote it, if that is known and they are still here."""
        by: Member | None = getattr(self.row, self.kind.by) if self.kind.by else None
        return by if by and by.left_on is None else None

    @property
    def url(self) -> str:
        return self.kind.url(self.row)

    @property
    def told(self) -> list[tuple[str, Any]]:
        return list(self.kind.told(self.row))


@cache
def kinds() -> dict[type[Model], Hideable]:
    return {apps.get_model(label): kind for label, kind in hooks.hideable.merged().items()}


def marked[Rows: QuerySet[Any]](rows: Rows) -> Rows:
    """These rows, each with ``.hidden``: whether a concern hides it. Costs no statement more."""
    about = Concern.objects.filter(hides=True, thing=_name_of(rows.model))
    found: Rows = rows.annotate(hidden=Exists(about))
    return found


def shown[Rows: QuerySet[Any]](rows: Rows, *, to: Member | None = None) -> Rows:
    """These rows without what a concern hides, which only those of the panel and who wrote it
    still see: as far as ``to`` is one of them. Those have ``.hidden``."""
    still = Q(hidden=False)
    if to:
        going_on = Concern.objects.going_on(to.network.today())
        looked_at = going_on.filter(panel__member=to, panel__declined=False)
        still |= Q(Exists(looked_at.filter(thing=_name_of(rows.model))))
        if by := kinds()[rows.model].by:
            still |= Q(**{by: to})
    return marked(rows).filter(still)


def is_hidden(row: Model) -> bool:
    return stored_row(Concern, "id", thing=row_name(row), hides=True) is not None


def thing_named(name: str, *, to: Member) -> Thing | None:
    """What ``table.pk`` names, if this member can see it."""
    table, _dot, pk = name.partition(".")
    for model, kind in kinds().items():
        if model._meta.db_table == table and pk.isdecimal() and len(pk) < 20:
            row = shown(kind.found(to), to=to).filter(pk=int(pk)).first()
            return Thing(row, kind) if row else None
    return None


def concern_url(row: Model | None, *, by: Member | None) -> str:
    """Where a member raises a concern about a row, if there is one; empty for who wrote it, and for
    who is no member."""
    if row is None or by is None:
        return ""
    written_by = kinds()[type(row)].by
    if written_by and getattr(row, f"{written_by}_id") == by.pk:
        return ""
    address = reverse("networks:concern_new", args=[by.network.slug])
    return f"{address}?{urlencode({'thing': row_name(row)})}"


def apart(text: object) -> str:
    """Words within a sentence that may run the other way."""
    return f"\u2068{text}\u2069"


def _name_of(model: type[Model]) -> Concat:
    """The `row_name` of each row that a query outside of this one looks at."""
    pk = Cast(OuterRef("pk"), CharField())
    return Concat(Value(f"{model._meta.db_table}."), pk, output_field=CharField())
