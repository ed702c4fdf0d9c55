"""Kinds of need, shared by surveys, needs and resources."""

from django.utils.translation import gettext_lazy as _

CATEGORIES = {
    "food": _("Food and meals"),
    "water": _("Drinking water"),
    "housing": _("A place to live"),
    "repairs": _("Repairs at home"),
    "energy": _("Heating and electricity"),
    "household": _("Things for the home"),
    "clothing": _("Clothes and blankets"),
    "hygiene": _("Washing, toilets, hygiene"),
    "health": _("Health and medicine"),
    "mental-health": _("Someone to talk to"),
    "childcare": _("Looking after children"),
    "elder-care": _("Help for old or ill people"),
    "transport": _("Getting around"),
    "tools": _("Tools and machines"),
    "paperwork": _("Letters, forms, authorities"),
    "legal": _("Legal advice"),
    "language": _("Interpreting, learning a language"),
    "phones": _("Phone, internet, computers"),
    "money": _("Money for bills"),
    "work": _("Work and income"),
    "learning": _("Learning and school"),
    "pets": _("Pets"),
    "safety": _("Protection from violence"),
    "emergency": _("Floods, outages, emergencies"),
    "company": _("Company, doing things together"),
    "other": _("Something else"),
}
"""Slug to name, in the order in which they are offered."""

URGENCIES = {
    "now": _("Now: within a day or two"),
    "soon": _("Soon: within some weeks"),
    "later": _("Later: it can wait"),
}
