"""What meets what: of which categories a thing may be that answers a need, and when."""

from collections.abc import Mapping
from datetime import timedelta

from needs.categories import Kind, beneath
from needs.posts.models import Need
from resources.items.models import Item

ALSO = {
    "groceries": ("errands", "transport"),
    "night": ("shelter",),
    "shelter": ("night",),
    "moving": ("carrying", "transport"),
    "carrying": ("moving",),
    "eviction": ("legal", "paperwork"),
    "clearing": ("cleanup",),
    "cleanup": ("clearing", "pumps", "hand-tools"),
    "bicycle": ("hand-tools",),
    "generator": ("charging",),
    "charging": ("generator",),
    "medicine": ("prescriptions", "errands"),
    "prescriptions": ("errands",),
    "errands": ("groceries", "transport"),
    "visits": ("company",),
    "phone-call": ("company",),
    "grief": ("company",),
    "company": ("visits", "phone-call"),
    "boarding": ("dog-walks",),
    "language": ("learning",),
    "legal": ("paperwork",),
    "paperwork": ("legal", "language"),
    "money": ("paperwork", "legal"),
    "work": ("paperwork", "learning"),
}
"""Where what helps bears another name than the need: need to what is shared."""


def meets(need: str, kinds: Mapping[str, Kind]) -> list[str]:
    """The categories of what answers a need: its own, the one above it, those beneath it, and
    `ALSO`; of all ``kinds`` of its network."""
    above = kinds[need].under
    answers = [*beneath(need, kinds), *([above] if above else []), *ALSO.get(need, ())]
    return list(dict.fromkeys(answers))


def resembles(need: str, kinds: Mapping[str, Kind]) -> list[str]:
    """Those beside it, of which somebody may know how to help all the same; without `meets`."""
    above, answers = kinds[need].under, meets(need, kinds)
    return [slug for slug in beneath(above, kinds) if slug not in answers] if above else []


def met_by(shared: set[str], kinds: Mapping[str, Kind]) -> set[str]:
    """The categories of needs that things of these categories answer."""
    return {need for need in kinds if not shared.isdisjoint(meets(need, kinds))}


def suits(need: Need, item: Item) -> bool:
    """Whether the two can speak with each other, and it is there on a day that is early enough."""
    spoken = not need.languages or not item.languages or {*need.languages} & {*item.languages}
    days = {window.weekday for window in item.windows.all()}
    return bool(spoken and (not days or days & days_of(need)))


def days_of(need: Need) -> set[int]:
    """The days of the week on which it could be met in time."""
    first = need.due_on if need.wanted_on else need.network.today()
    days = min(max((need.due_on - first).days, 0), 6) + 1
    return {(first + timedelta(days=day)).weekday() for day in range(days)}
