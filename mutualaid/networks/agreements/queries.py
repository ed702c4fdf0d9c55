"""What pages of agreements read."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.fields import Texts, language_name
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Agreement, Network
from mutualaid.networks.page import PARTS, page_texts
from mutualaid.networks.zones import city_of

from .kinds import agreed_kind
from .models import Suggestion
from .rules import Rule, all_agreed, all_rules
from .services import facts, starter


def holding(*networks: Network) -> set[int]:
    """The ids of the agreements that hold now."""
    rows = shown(Agreement.objects.filter(network__in=networks)).order_by("number")
    newest = {
        (network, kind): pk for network, kind, pk in rows.values_list("network", "kind", "pk")
    }
    return set(newest.values())


def in_own_words(network: Network) -> QuerySet[Agreement]:
    """Those that hold what somebody wrote themselves; the name and place that the network bears now
    are not among them, since it cannot be without."""
    facts = network.agreements.newest(Agreement.Kind.FACTS)
    ours = Q(kind__in=[Agreement.Kind.PAGE, Agreement.Kind.FACTS])
    for beginning in hooks.agreed_kinds.merged():
        ours |= Q(kind__startswith=f"{beginning}:")
    worded = network.agreements.filter(ours)
    return worded.exclude(pk=facts.pk) if facts else worded


def title_of(what: Agreement | Suggestion) -> str:
    """What it is about."""
    if kind := agreed_kind(what.kind):
        return kind.title(what)
    rule = all_rules().get(what.kind)
    return str(rule.title if rule else Agreement.Kind(what.kind).label)


def lines_of(what: Agreement | Suggestion) -> Iterator[tuple[str, str]]:
    """What it says, as names and texts, in the reader's language where there are words in it. Of
    words that somebody suggests, all are read: who says yes to them does so in each language."""
    value, rules = what.value, all_rules()
    if kind := agreed_kind(what.kind):
        yield from kind.lines(what)
    elif what.kind == Agreement.Kind.PAGE and isinstance(what, Suggestion):
        for part in PARTS:
            for code, text in sorted(value.get(part.key, {}).items()):  # JSON has no order
                yield f"{part.title} · {language_name(code)}", text or _("nothing any more")
    elif what.kind == Agreement.Kind.PAGE:
        for part in PARTS:
            yield str(part.title), Texts(value.get(part.key, {})).in_language(get_language())
    elif what.kind == Agreement.Kind.FACTS:
        yield from _facts_in_words(value or facts(what.network))
    elif what.kind == Agreement.Kind.STARTER:
        for key, rule in rules.items():
            if key in value["rules"]:
                yield str(rule.title), rule.said(value["rules"][key])
    else:
        yield _("The rule"), rules[what.kind].said(value["choice"])


def changes_of(
    network: Network, suggestions: Iterable[Suggestion]
) -> dict[int, list[tuple[str, str, str]]]:
    """By the id of each: names, texts that hold now, and those that are to hold."""
    suggestions = list(suggestions)
    rules = {key: {"choice": choice} for key, choice in all_agreed(network).items()}
    others = [each.kind for each in suggestions if agreed_kind(each.kind)]
    standing = network.agreements.filter(kind__in=others).order_by("number")
    values: dict[str, Any] = rules | dict(standing.values_list("kind", "value"))
    values |= {
        Agreement.Kind.FACTS: facts(network),
        Agreement.Kind.PAGE: page_texts(network),
        Agreement.Kind.STARTER: starter(network),
    }
    changes = {}
    for each in suggestions:
        now = dict(
            lines_of(Suggestion(network=network, kind=each.kind, value=values.get(each.kind, {})))
        )
        changes[each.pk] = [
            (name, now.get(name, _("nothing")), then) for name, then in lines_of(each)
        ]
    return changes


def _facts_in_words(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Those that are there: a suggestion holds only what it changes."""
    words: dict[str, tuple[str, Callable[[Any], str]]] = {
        "name": (_("Name"), str),
        "area": (_("Area"), str),
        "cell": (_("Rough place"), lambda cell: _("kept") if cell else _("none")),
        "languages": (_("Languages"), lambda codes: " · ".join(map(language_name, codes))),
        "time_zone": (_("Time as in"), city_of),
    }
    return ((label, told(value[name])) for name, (label, told) in words.items() if name in value)


def rules_in_words(network: Network) -> list[tuple[Rule, str]]:
    """Each rule, with what holds."""
    holds = all_agreed(network)
    return [(rule, rule.said(holds[key])) for key, rule in all_rules().items()]


def to_look_at(network: Network) -> list[Agreement]:
    """Those that hold, and that it is time to look at again."""
    return list(that_hold(network).filter(review_on__lte=network.today()))


def that_hold(*networks: Network) -> QuerySet[Agreement]:
    """The agreements that hold now, by the day on which they are looked at again."""
    found = Agreement.objects.filter(pk__in=holding(*networks)).select_related("network")
    return found.order_by("review_on", "pk")
