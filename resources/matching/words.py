"""Why somebody could help with a need, in words."""

import h3
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from mutualaid.networks.concerns.things import apart
from needs.own_categories.queries import kinds_of
from needs.posts.models import Need
from resources.items.models import Item

from .fits import days_of, meets

CAN: dict[str, Promise] = {
    Item.Kind.SKILL: gettext_lazy("can do: %(name)s"),
    Item.Kind.EXPERTISE: gettext_lazy("can do: %(name)s"),
    Item.Kind.TIME: gettext_lazy("has time: %(name)s"),
    Item.Kind.GOODS: gettext_lazy("could give: %(name)s"),
}
YOU_CAN: dict[str, Promise] = {
    Item.Kind.SKILL: gettext_lazy("you can do: %(name)s"),
    Item.Kind.EXPERTISE: gettext_lazy("you can do: %(name)s"),
    Item.Kind.TIME: gettext_lazy("you have time: %(name)s"),
    Item.Kind.GOODS: gettext_lazy("you could give: %(name)s"),
}
"""Whatever else there is comes back."""
AWAY = [
    gettext_lazy("close by"),
    gettext_lazy("a few streets on"),
    gettext_lazy("half an hour’s walk away"),
]
"""By cells in between."""


def why(need: Need, item: Item, *, mine: bool = False) -> str:
    """Such as: can do: “Driving”; a few streets on; on Friday; speaks Arabic. In words for whose
    the thing is if it is ``mine``, else for who looks after the need."""
    told = [_can(item, mine=mine)]
    if item.category not in meets(need.category, kinds_of(need.network)):
        told.append(_("only something like it"))
    if need.shows_place or not mine:
        told.append(_where(need, item))
    told += [_when(need, item), _spoken(need, item, mine=mine)]
    return "; ".join(filter(None, told))


def _can(item: Item, *, mine: bool) -> str:
    lent = _("you could lend: %(name)s") if mine else _("could lend: %(name)s")
    words = str((YOU_CAN if mine else CAN).get(item.kind, lent))
    return words % {"name": apart(item.name)}


def _where(need: Need, item: Item) -> str:
    if not need.cell or not item.cell:
        return ""
    try:
        away = h3.grid_distance(need.cell, item.cell)
    except h3.H3BaseException:  # too far to be counted in cells
        return _("further away")
    return str(AWAY[away]) if away < len(AWAY) else _("further away")


def _when(need: Need, item: Item) -> str:
    days = sorted({window.weekday for window in item.windows.all()} & days_of(need))
    if not days:
        return ""
    return _("on %(days)s") % {"days": " · ".join(str(WEEKDAYS[day]) for day in days)}


def _spoken(need: Need, item: Item, *, mine: bool) -> str:
    both = sorted({*need.languages} & {*item.languages})
    if not both:
        return ""
    words = _("you both speak %(languages)s") if mine else _("speaks %(languages)s")
    names = (get_language_info(code)["name_translated"] for code in both)
    return words % {"languages": " · ".join(map(str, names))}
