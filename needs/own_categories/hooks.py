"""What categories add to the pages of others."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.fields import language_name
from mutualaid.networks.agreements.kinds import AgreedKind
from mutualaid.networks.models import Agreement, Suggestion
from needs.categories import CATEGORIES

from .queries import BEGINNING


@hooks.agreed_kinds.register()
def agreed_kinds() -> dict[str, AgreedKind]:
    return {BEGINNING: AgreedKind(title=title, lines=lines)}


def title(_what: Agreement | Suggestion) -> str:
    return _("A kind of need of our own")


def lines(what: Agreement | Suggestion) -> Iterator[tuple[str, str]]:
    value = what.value
    for code, name in sorted(value.get("name", {}).items()):  # JSON has no order
        yield f"{_('Name')} · {language_name(code)}", name
    if "under" in value:
        yield _("Under"), str(CATEGORIES[value["under"]])
    if "care" in value:
        yield _("Asks for care"), _("yes") if value["care"] else _("no")
    if "retired" in value:
        yield _("Offered to choose"), _("no more") if value["retired"] else _("yes")
