"""Each kind of question in one place: how it is asked, read, told, typed in and printed. Its form
field is in `fields`.

An answer is `Said`: what `models.Answer` keeps. On its way from the browser it is `Parts`: what
stands in the inputs of one question, by the name of the part; the main part's name is empty.
"""

import math
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mutualaid.fields import Texts
from mutualaid.forms import UNKNOWN_CHARACTERS, tidy
from needs.categories import CATEGORIES, URGENCIES
from needs.surveys.models import Question

OTHER = "other"
SHORT, LONG = 200, 4000
"""Most characters in a few words, and in a long text."""
MOST_PEOPLE = 500

OFFERED = {
    Question.Kind.NEEDS: (
        gettext_lazy("Which needs"),
        gettext_lazy("Kinds of need, each with how urgent and for how many"),
    ),
    Question.Kind.SHARE: (
        gettext_lazy("What could you share"),
        gettext_lazy("Skills, tools, vehicles, rooms, goods"),
    ),
    Question.Kind.ONE: (gettext_lazy("One choice"), gettext_lazy("A list of which one is picked")),
    Question.Kind.MANY: (
        gettext_lazy("Several choices"),
        gettext_lazy("A list of which any number is picked"),
    ),
    Question.Kind.YES_NO: (gettext_lazy("Yes or no"), gettext_lazy("With “I don't know”")),
    Question.Kind.NUMBER: (
        gettext_lazy("A number"),
        gettext_lazy("With a unit, between two limits"),
    ),
    Question.Kind.SCALE: (gettext_lazy("A scale"), gettext_lazy("Steps between two ends")),
    Question.Kind.SHORT: (gettext_lazy("A few words"), gettext_lazy("One line")),
    Question.Kind.LONG: (gettext_lazy("In their own words"), gettext_lazy("Some sentences")),
    Question.Kind.DATE: (gettext_lazy("A date"), gettext_lazy("Day, month, year")),
    Question.Kind.GRID: (
        gettext_lazy("A grid"),
        gettext_lazy("The same choices for each of several rows"),
    ),
}
"""Kinds of question as they are offered to a builder: name and what for."""

YES_NO = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "dont-know": gettext_lazy("I don't know"),
}
SHARES = {
    "skills": gettext_lazy("Skills: things I can do for others"),
    "tools": gettext_lazy("Tools and machines"),
    "vehicles": gettext_lazy("A vehicle, or driving"),
    "spaces": gettext_lazy("A room, garage, garden or hall"),
    "expertise": gettext_lazy("Expert knowledge: medical, legal, building, teaching"),
    "goods": gettext_lazy("Goods: food, clothes, furniture and the like"),
}

type Parts = dict[str, str | list[str]]


class Said(NamedTuple):
    """An answer: ``value`` as in `models.Answer`, None where nothing was said."""

    value: Any
    words: str = ""


UNSAID = Said(None)


class Choice(NamedTuple):
    key: str
    text: str


class Kind(ABC):
    """A kind of question; this one asks for words.

    ``several`` says that the main part is a list. ``whole`` says that the inputs are a group, so
    that the question is their legend.
    """

    screen = "needs/kinds/short.html"
    paper = "needs/kinds/paper/lines.html"
    how_to_type: Any = ""
    """How a sheet's answer is typed in, where that is not plain to see."""
    several = False
    whole = True

    def __init__(self, question: Question):
        self.question = question

    def choices(self) -> list[Choice]:
        """What can be picked, in the order and with the numbers of the printed form."""
        return [Choice(choice["key"], in_words(choice)) for choice in self.question.choices]

    def rows(self) -> list[Choice]:
        """What each of the choices is asked for; only a grid has any."""
        return []

    def unit(self) -> str:
        """What a number counts, in words; empty where nothing is counted."""
        return ""

    def names(self) -> list[str]:
        """The names of the parts."""
        return [""]

    @abstractmethod
    def read(self, parts: Parts) -> Said:
        """The answer that stands in the inputs, or `UNSAID`. Raises ValidationError."""

    @abstractmethod
    def parts(self, said: Said) -> Parts:
        """What stood in the inputs for this answer: the reverse of `read`."""

    def typed(self, text: str) -> Parts:
        """The inputs from one line typed off a paper form. Raises ValidationError."""
        return {"": text}

    def legend(self) -> list[str]:
        """What the numbers to type stand for."""
        return [f"{number} {choice.text}" for number, choice in enumerate(self.choices(), 1)]

    @abstractmethod
    def tell(self, said: Said) -> list[str]:
        """The answer in words, a line each; empty where nothing was said."""

    def keys(self, said: Said) -> set[str]:  # noqa: ARG002
        """The choices that an answer names, for ``ask_if`` and for filtering."""
        return set()


class Short(Kind):
    limit = SHORT
    whole = False

    def read(self, parts):
        words = clean_words(parts.get(""), self.limit)
        return Said(True, words) if words else UNSAID

    def parts(self, said):
        return {"": said.words}

    def tell(self, said):
        return said.words.splitlines()


class Long(Short):
    screen = "needs/kinds/long.html"
    limit = LONG


class One(Kind):
    screen = "needs/kinds/choices.html"
    paper = "needs/kinds/paper/boxes.html"
    how_to_type = gettext_lazy("Its number, like 2.")

    def choices(self):
        choices = super().choices()
        if self.question.settings.get("other") and OTHER not in dict(choices):
            choices.append(Choice(OTHER, _("Something else")))
        return choices

    def names(self):
        return ["", OTHER] if self.question.settings.get("other") else [""]

    def read(self, parts):
        key = text_of(parts.get(""))
        if not key:
            return UNSAID
        must_be_offered(dict(self.choices()), [key])
        return Said(key, self.other(parts) if key == OTHER else "")

    def legend(self):
        after_other = [_("and then the words")] if self.question.settings.get("other") else []
        return [*super().legend(), *after_other]

    def other(self, parts):
        return clean_words(parts.get(OTHER), SHORT) if self.question.settings.get("other") else ""

    def parts(self, said):
        return {"": said.value or "", OTHER: said.words}

    def typed(self, text):
        keys, words = self.picked(text)
        if len(keys) > 1:
            raise ValidationError(_("Only one can be chosen here."))
        return {"": keys[0] if keys else "", OTHER: words}

    def picked(self, text):
        keys, words = picked(self.choices(), text)
        if words and OTHER not in keys:
            raise ValidationError(self.without_words())
        return keys, words

    def without_words(self):
        numbers = {choice.key: number for number, choice in enumerate(self.choices(), 1)}
        if OTHER in numbers and self.question.settings.get("other"):
            return _("Words belong to number %(number)s. Write it before them.") % {
                "number": numbers[OTHER]
            }
        return _("Write numbers only, without words.")

    def tell(self, said):
        return told(self.choices(), [said.value] if said.value else [], said.words)

    def keys(self, said):
        return {said.value} if said.value else set()


class YesNo(One):
    def choices(self):
        return [Choice(key, str(text)) for key, text in YES_NO.items()]


class Many(One):
    how_to_type = gettext_lazy("Their numbers, like 1 3.")
    several = True

    def read(self, parts):
        keys = list(dict.fromkeys(list_of(parts.get(""))))
        must_be_offered(dict(self.choices()), keys)
        if not keys:
            return UNSAID
        return Said(keys, self.other(parts) if OTHER in keys else "")

    def parts(self, said):
        return {"": said.value or [], OTHER: said.words}

    def typed(self, text):
        keys, words = self.picked(text)
        return {"": keys, OTHER: words}

    def tell(self, said):
        return told(self.choices(), said.value or [], said.words)

    def keys(self, said):
        return set(said.value or [])


class Share(Many):
    """What someone could share: kinds of it, and a few words that say what."""

    screen = "needs/kinds/share.html"
    paper = "needs/kinds/paper/share.html"
    how_to_type = gettext_lazy("Their numbers, then the words.")

    def choices(self):
        offered = Kind.choices(self)
        return offered or [Choice(key, str(text)) for key, text in SHARES.items()]

    def names(self):
        return ["", OTHER]

    def picked(self, text):
        return picked(self.choices(), text)

    def read(self, parts):
        keys = list(dict.fromkeys(list_of(parts.get(""))))
        must_be_offered(dict(self.choices()), keys)
        words = clean_words(parts.get(OTHER), LONG)
        return Said(keys, words) if keys or words else UNSAID

    def tell(self, said):
        names = dict(self.choices())
        return [*(names.get(key, key) for key in said.value or []), *said.words.splitlines()]


class Number(Kind):
    screen = "needs/kinds/number.html"
    whole = False
    least, most = -1_000_000_000, 1_000_000_000

    def bounds(self):
        """The least and the most that it may be."""
        return tuple(
            default if (bound := self.question.settings.get(name)) is None else bound
            for name, default in (("min", self.least), ("max", self.most))
        )

    def read(self, parts):
        text = text_of(parts.get(""))
        if not text:
            return UNSAID
        return Said(number_between(text, *self.bounds()))

    def parts(self, said):
        return {"": "" if said.value is None else str(said.value)}

    def tell(self, said):
        if said.value is None:
            return []
        if self.unit() == _("people") and isinstance(said.value, int):
            return [in_people(said.value)]
        return [f"{said.value} {self.unit()}".strip()]  # a word of theirs, in one form

    def unit(self):
        return in_words({"text": self.question.settings.get("unit")})

    def keys(self, said):
        return set() if said.value is None else {str(said.value)}


class Scale(Number):
    """A number between two ends that have names."""

    screen = "needs/kinds/choices.html"
    paper = "needs/kinds/paper/scale.html"
    whole = True
    least, most = 1, 5
    MOST_STEPS = 11

    def choices(self):
        """The steps; those at the ends also say what they mean."""
        low, high = map(int, self.bounds())
        high = min(high, low + self.MOST_STEPS - 1)
        texts = {str(step): str(step) for step in range(low, high + 1)}
        for step, end in ((low, "low"), (high, "high")):
            if meaning := in_words({"text": self.question.settings.get(end)}):
                texts[str(step)] = f"{step} – {meaning}"
        return [Choice(*step) for step in texts.items()]

    def legend(self):
        return [choice.text for choice in self.choices()]

    def read(self, parts):
        said = super().read(parts)
        must_be_offered(dict(self.choices()), self.keys(said))
        return said

    def tell(self, said):
        if said.value is None:
            return []
        return [_("%(step)s of %(most)s") % {"step": said.value, "most": self.bounds()[1]}]


class Date(Kind):
    screen = "needs/kinds/date.html"
    paper = "needs/kinds/paper/date.html"
    how_to_type = gettext_lazy("Day, month, year, like 24 11 2026.")
    wrong = gettext_lazy("Write day, month and year as numbers, such as 24, 11 and 2026.")

    def names(self):
        return ["day", "month", "year"]

    def read(self, parts):
        texts = [text_of(parts.get(name)) for name in self.names()]
        if not any(texts):
            return UNSAID
        try:
            day, month, year = map(int, texts)
            when = date(year, month, day)
        except (ValueError, OverflowError) as wrong:
            raise ValidationError(self.wrong) from wrong
        if not 1900 <= year <= 2200:
            raise ValidationError(_("Write the year with four digits, such as 2026."))
        return Said(when.isoformat())

    def parts(self, said):
        if not said.value:
            return {}
        year, month, day = said.value.split("-")
        return {"day": str(int(day)), "month": str(int(month)), "year": year}

    def typed(self, text):
        numbers = re.findall(r"\d+", text)
        if text.strip() and len(numbers) != 3:
            raise ValidationError(self.wrong)
        return dict(zip(self.names(), numbers, strict=False))

    def tell(self, said):
        return [date_format(date.fromisoformat(said.value), "DATE_FORMAT")] if said.value else []


class Grid(Kind):
    """The same choices, asked for each row."""

    screen = "needs/kinds/grid.html"
    paper = "needs/kinds/paper/grid.html"
    how_to_type = gettext_lazy("Row by row, the number of the column. A - where none is ticked.")

    def rows(self):
        return [Choice(row["key"], in_words(row)) for row in self.question.settings.get("rows", [])]

    def names(self):
        return [row.key for row in self.rows()]

    def read(self, parts):
        ticked = {row: column for row in self.names() if (column := text_of(parts.get(row)))}
        must_be_offered(dict(self.choices()), ticked.values())
        return Said(ticked) if ticked else UNSAID

    def parts(self, said):
        return said.value or {}

    def typed(self, text):
        rows, columns = self.names(), self.choices()
        marks = text.replace(",", " ").split()
        if len(marks) > len(rows):
            raise ValidationError(
                ngettext(
                    "There is only %(count)s row.", "There are only %(count)s rows.", len(rows)
                )
                % {"count": len(rows)}
            )
        return {
            row: numbered(columns, mark).key
            for row, mark in zip(rows, marks, strict=False)
            if mark not in {"-", "0"}
        }

    def tell(self, said):
        names, ticked = dict(self.choices()), said.value or {}
        return [
            f"{row.text}: {names.get(ticked[row.key], ticked[row.key])}"
            for row in self.rows()
            if row.key in ticked
        ]

    def keys(self, said):
        return set((said.value or {}).values())


class Needs(Kind):
    """What is lacking: kinds of need, and for each how urgent and for how many people.

    Urgency and people may be left open: a tick alone says enough to be counted.
    """

    screen = "needs/kinds/needs.html"
    paper = "needs/kinds/paper/needs.html"
    how_to_type = gettext_lazy(
        "For each its number, how urgent (1 now, 2 soon, 3 later), how many people: 3-1-4 7-2"
    )
    several = True

    def choices(self):
        if not self.question.choices:
            return [Choice(key, str(text)) for key, text in CATEGORIES.items()]
        return [
            Choice(choice["key"], in_words(choice, CATEGORIES.get(choice["key"], "")))
            for choice in self.question.choices
        ]

    def names(self):
        keys = [choice.key for choice in self.choices()]
        return ["", *(f"{key}-{part}" for key in keys for part in ("urgency", "people"))]

    def read(self, parts):
        ticked = list(dict.fromkeys(list_of(parts.get(""))))
        must_be_offered(dict(self.choices()), ticked)
        return Said({key: self.detail(parts, key) for key in ticked}) if ticked else UNSAID

    def detail(self, parts, key):
        """How urgent and for how many, as far as it was said."""
        detail: dict[str, Any] = {}
        if urgency := text_of(parts.get(f"{key}-urgency")):
            must_be_offered(URGENCIES, [urgency])
            detail["urgency"] = urgency
        if people := text_of(parts.get(f"{key}-people")):
            detail["people"] = round(number_between(people, 1, MOST_PEOPLE))
        return detail

    def parts(self, said):
        needs = said.value or {}
        parts: Parts = {"": list(needs)}
        for key, detail in needs.items():
            parts |= {f"{key}-{part}": str(value) for part, value in detail.items()}
        return parts

    def urgencies(self):
        return [Choice(key, str(text)) for key, text in URGENCIES.items()]

    def typed(self, text):
        parts: Parts = {}
        ticked: list[str] = []
        for mark in text.replace(",", " ").split():
            number, urgency, people = [*mark.split("-", 2), "", ""][:3]
            key = numbered(self.choices(), number).key
            if key in ticked:
                raise ValidationError(_("“%(number)s” stands here twice.") % {"number": number})
            ticked.append(key)
            parts[f"{key}-urgency"] = numbered(self.urgencies(), urgency).key if urgency else ""
            parts[f"{key}-people"] = people
        return parts | {"": ticked}

    def tell(self, said):
        names = dict(self.choices())
        return [
            self.told(names.get(key, key), detail) for key, detail in (said.value or {}).items()
        ]

    def told(self, name, detail):
        lines = [name]
        if urgency := detail.get("urgency"):
            lines.append(str(URGENCIES.get(urgency, urgency)))
        if people := detail.get("people"):
            lines.append(in_people(people))
        return " · ".join(lines)

    def keys(self, said):
        return set(said.value or {})


KINDS: dict[str, type[Kind]] = {
    Question.Kind.ONE: One,
    Question.Kind.MANY: Many,
    Question.Kind.YES_NO: YesNo,
    Question.Kind.NUMBER: Number,
    Question.Kind.SCALE: Scale,
    Question.Kind.SHORT: Short,
    Question.Kind.LONG: Long,
    Question.Kind.DATE: Date,
    Question.Kind.GRID: Grid,
    Question.Kind.NEEDS: Needs,
    Question.Kind.SHARE: Share,
}


def kind_of(question: Question) -> Kind:
    """The question as its kind knows it."""
    return KINDS[question.kind](question)


def tell(question: Question, said: Said) -> list[str]:
    """An answer in words, a line each; empty where nothing was said."""
    return kind_of(question).tell(said)


def asked(questions: list[Question], answers: dict[Question, Said]) -> list[Question]:
    """Those of the questions that are asked of someone who gave these answers."""
    keys: dict[str, set[str]] = {}
    chosen = []
    for question in questions:
        rule = question.ask_if
        if rule and keys.get(rule["question"], set()).isdisjoint(rule["any"]):
            continue
        chosen.append(question)
        keys[question.key] = kind_of(question).keys(answers.get(question, UNSAID))
    return chosen


def in_words(choice: dict, fallback: Any = "") -> str:
    """``choice["text"]`` in the reader's language, else the fallback, else its key."""
    return str(Texts(choice.get("text") or {})) or str(fallback) or choice.get("key", "")


def in_people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def in_any_direction(text: Any) -> str:
    return format_html('<span dir="auto">{}</span>', text) if str(text) else ""


def text_of(part: Any) -> str:
    """A part that is one text; a forged list or nothing reads as empty."""
    return part.strip() if isinstance(part, str) else ""


def list_of(part: Any) -> list[str]:
    """A part that is a list of texts; one text reads as a list of one."""
    parts = part if isinstance(part, list) else [part]
    return [text for each in parts if (text := text_of(each))]


def clean_words(part: Any, limit: int) -> str:
    """Words in one writing of line ends and blanks. Raises ValidationError."""
    text = re.sub(r"\r\n?", "\n", str(tidy(text_of(part)))).replace("\t", " ").strip()
    if any(sign != "\n" and unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValidationError(UNKNOWN_CHARACTERS)
    if len(text) > limit:
        raise ValidationError(
            _("This has %(length)s characters. Please shorten it to %(limit)s.")
            % {"length": len(text), "limit": limit}
        )
    return text


def must_be_offered(offered: Iterable[str], keys: Iterable[str]) -> None:
    if not set(offered).issuperset(keys):
        raise ValidationError(_("Choose from the answers that are offered here."))


def number_between(text: str, least: float, most: float) -> float:
    """The number that was written, in any script's digits, with a point or a comma."""
    try:
        number = float(text.replace(",", ".").replace("٫", "."))
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise ValidationError(_("Write a number, such as 4."))
    if not least <= number <= most:
        raise ValidationError(
            _("Write a number from %(least)s to %(most)s.") % {"least": least, "most": most}
        )
    return int(number) if number == int(number) else number


def numbered(choices: list[Choice], number: str) -> Choice:
    """The choice with that number on the printed form."""
    if not re.fullmatch(r"\d{1,4}", number) or not 1 <= int(number) <= len(choices):
        raise ValidationError(
            _("There is no number “%(number)s” here. Write 1 to %(most)s.")
            % {"number": number, "most": len(choices)}
        )
    return choices[int(number) - 1]


def picked(choices: list[Choice], text: str) -> tuple[list[str], str]:
    """Leading numbers as choices, and the words after them."""
    leading = re.compile(r"(?:\d{1,3}(?:[\s,.;:)]+|$))*").match(text := text.strip())
    numbers = leading[0] if leading else ""
    keys = [numbered(choices, number).key for number in re.findall(r"\d+", numbers)]
    words = text[len(numbers) :]
    return keys, words


def told(choices: list[Choice], keys: list[str], words: str) -> list[str]:
    """The texts of choices, words standing behind “something else”."""
    names = dict(choices)
    return [
        f"{names.get(key, key)}: {words}" if key == OTHER and words else names.get(key, key)
        for key in keys
    ]
