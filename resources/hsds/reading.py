"""HSDS 3 JSON becomes services to list: one object, a list, or a page of an API (``contents``).

What is no service, or lacks what HSDS requires of one (``id``, ``name``, ``status``), is named and
left out; whatever else it tells, only what a neighbor needs is read. An e-mail address is not: it
may be that of one person, and what is listed stands in clear.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from mutualaid.forms import BIDI_CONTROLS, OTHER_CONTROLS
from mutualaid.spreadsheets.reader import MAX_BYTES, too_large
from mutualaid.spreadsheets.remarks import Remark
from mutualaid.spreadsheets.words import from_html, plain
from needs.imports.meaning import topic

MOST = 1000
MOST_PLACES = 3
MOST_SCHEDULES = 7 * MOST_PLACES
LONGEST = 1000
"""Letters of a description, with the hours at its end."""
LONGEST_HOURS = 400
CLOCK = re.compile(r"(\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:?\d\d)?")
DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), WEEKDAYS.values(), strict=True))


@dataclass(frozen=True)
class Service:
    """One that can be listed; the fields of `OutsideService`."""

    code: str
    name: str
    organization: str = ""
    category: str = "other"
    description: str = ""
    url: str = ""
    phone: str = ""
    place: str = ""


@dataclass
class Directory:
    services: list[Service] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read(data: bytes) -> Directory:
    """Raises `ValidationError` for what is no HSDS JSON."""
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise not_hsds() from None
    objects = _objects(found)
    if len(objects) > MOST:
        raise ValidationError(_("This file lists more than %s services.") % MOST)
    directory = Directory()
    codes: set[str] = set()
    for number, each in enumerate(objects, start=1):
        service = _service(each)
        if isinstance(service, str):
            directory.remarks.append(Remark(number, "", service))
        elif service.code in codes:
            directory.remarks.append(Remark(number, "", _("It stands in this file twice.")))
        else:
            codes.add(service.code)
            directory.services.append(service)
    return directory


def not_hsds() -> ValidationError:
    return ValidationError(_("This is no directory that we can read: we read HSDS 3 as JSON."))


def _objects(found: Any) -> list[Any]:
    if isinstance(found, dict):
        inside = found.get("contents", found.get("services"))
        found = inside if isinstance(inside, list) else [found]
    if not isinstance(found, list) or not any(isinstance(each, dict) for each in found):
        raise not_hsds()
    return found


def _service(each: Any) -> Service | str:
    """A service, or why it is none that we list."""
    if not isinstance(each, dict):
        return _("This is no service.")
    code, name, status = (_text(each.get(key), 1000) for key in ("id", "name", "status"))
    if not code or not name or not status:
        return _("It lacks an id, a name or a status.")
    if len(code) > 100:
        return _("Its id is longer than %s letters.") % 100
    if status != "active":
        return _("It is not open at the moment.")
    organization = each.get("organization")
    of = organization if isinstance(organization, dict) else {}
    text, hours = _text(each.get("description"), LONGEST), _hours(each)
    terms = " ".join(_terms(each))
    return Service(
        code=code,
        name=name[:120],
        organization=_text(of.get("name"), 120),
        category=topic(plain(terms)) or topic(plain(f"{name} {text}")) or "other",
        description="\n".join(filter(None, (text[: LONGEST - len(hours) - bool(hours)], hours))),
        url=_address(each.get("url")) or _address(of.get("website")),
        phone=_phone(each) or _phone(of),
        place=_place(each),
    )


def _text(value: Any, most: int) -> str:
    """Words for people, however they were written."""
    if not isinstance(value, str):
        return ""
    words = from_html(OTHER_CONTROLS.sub("", BIDI_CONTROLS.sub("", value.replace("\0", ""))))
    return words.encode(errors="ignore").decode()[:most].strip()


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _terms(each: dict[str, Any]) -> list[str]:
    terms = (one.get("taxonomy_term") for one in _dicts(each.get("attributes")))
    return [_text(term.get("name"), 100) for term in terms if isinstance(term, dict)]


def _address(value: Any) -> str:
    """An address on the web, or nothing: other schemes may run something."""
    url = value.strip() if isinstance(value, str) else ""
    plainly = url.isprintable() and " " not in url and url.isascii()
    return url if url.startswith(("https://", "http://")) and len(url) <= 200 and plainly else ""


def _phone(each: dict[str, Any]) -> str:
    numbers = (_text(one.get("number"), 40) for one in _dicts(each.get("phones")))
    return next(filter(None, numbers), "")


def _hours(each: dict[str, Any]) -> str:
    """When it is open, in a line; nothing where that would tell only a part of it."""
    schedules = _dicts(each.get("schedules"))
    for at in _dicts(each.get("service_at_locations"))[:MOST_PLACES]:
        schedules += _dicts(at.get("schedules"))
    told = [_schedule(one) for one in schedules]
    hours = "; ".join(dict.fromkeys(filter(None, told)))
    if not hours or None in told or len(told) > MOST_SCHEDULES or len(hours) > LONGEST_HOURS:
        return ""
    return _("Open: %(hours)s") % {"hours": hours}


def _schedule(one: dict[str, Any]) -> str | None:
    """In the words of the directory, else from days of the week and the clock; None where a day is
    none that we know. What does not hold today says nothing, and what does not come every week
    nothing without words."""
    today = timezone.localdate().isoformat()
    since, until = (_text(one.get(key), 10) for key in ("valid_from", "valid_to"))
    if since > today or (until and until < today):
        return ""
    if words := " ".join(_text(one.get("description"), 200).split()):
        return words
    if one.get("freq") not in ("WEEKLY", None) or one.get("interval") not in (1, "1", None):
        return ""
    codes = [code.strip() for code in _text(one.get("byday"), 40).split(",") if code.strip()]
    if not DAYS.keys() >= set(codes):
        return None
    days = ", ".join(str(DAYS[code]) for code in codes)
    return " ".join(filter(None, (days, _clock(one))))


def _clock(one: dict[str, Any]) -> str:
    """From when until when, as it is written there; nothing where one of them is not clear."""
    opens, closes = (CLOCK.fullmatch(_text(one.get(key), 20)) for key in ("opens_at", "closes_at"))
    if not opens or not closes or opens[3] != closes[3]:
        return ""
    return f"{opens[1]}–{closes[1]}{' UTC' if opens[3] == 'Z' else ''}"


def _place(each: dict[str, Any]) -> str:
    """The first address of each place in one line, else its name. HSDS 3.0 calls them
    ``addresses``."""
    lines = []
    for at in _dicts(each.get("service_at_locations"))[:MOST_PLACES]:
        where = at.get("location")
        where = where if isinstance(where, dict) else {}
        one = next(iter(_dicts(where.get("addresses") or where.get("addresss"))), {})
        parts = [_text(one.get(key), 100) for key in ("address_1", "city", "postal_code")]
        lines.append(", ".join(filter(None, parts)) or _text(where.get("name"), 100))
    return " · ".join(filter(None, dict.fromkeys(lines)))[:200]
