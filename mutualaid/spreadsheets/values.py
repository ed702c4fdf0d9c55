"""What a cell says: a number, a date, a yes or a no, several things of a list.

Nothing is guessed where two readings are likely.
"""

import difflib
import re
from datetime import date, timedelta

from mutualaid.spreadsheets.words import plain

YES = "yes y yeah yep yup true t 1 x ok ✓ ✔ ☑ si s claro verdadero نعم ايوه ايوا اجل بلي صح"
NO = "no n nope nah false f 0 none ✗ ✘ ☐ nunca ninguno ninguna falso لا كلا خطا"
DONT_KNOW = (
    "dont know|i dont know|do not know|dont knwo|dk|unknown|not sure|unsure|no idea|"
    "no se|no lo se|no sabe|ns|ns nc|no esta seguro|لا اعرف|لا ادري|لا اعلم|غير معروف|غير متاكد"
)
SAID = (
    dict.fromkeys(map(plain, YES.split()), "yes")
    | dict.fromkeys(map(plain, NO.split()), "no")
    | dict.fromkeys(DONT_KNOW.split("|"), "dont-know")
)
SIGNS = {"✓": "yes", "✔": "yes", "☑": "yes", "✗": "no", "✘": "no", "☐": "no", "?": "dont-know"}

MONTHS = (
    "january enero يناير|february febrero فبراير|march marzo مارس|april abril ابريل|may mayo مايو|"
    "june junio يونيو|july julio يوليو|august agosto اغسطس|september septiembre سبتمبر|"
    "october octubre اكتوبر|november noviembre نوفمبر|december diciembre ديسمبر"
)
MONTH = {
    plain(name): number
    for number, names in enumerate(MONTHS.split("|"), start=1)
    for name in names.split()
}
SPREADSHEET_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, for day numbers after February 1900."""
LONGEST_NUMBER = 24
"""Letters: 15 digits, with the marks between them."""
LIKELY_DAYS = range(20_000, 80_000)
"""Day numbers from 1954 to 2119."""


def yes_no(cell: str) -> str:
    """The answer, or empty where the cell says something else."""
    return SIGNS.get(cell) or SAID.get(plain(cell), "")


def number(cell: str) -> float | None:
    """A number with its thousands marked as people mark them, or None."""
    if len(cell) > LONGEST_NUMBER:
        return None
    text = cell.replace("\u00a0", " ").replace("\u202f", " ").replace("٬", ",").replace("٫", ".")
    if re.fullmatch(r"[+-]?\d{1,3}(?:([ ,.'’])\d{3})(?:\1\d{3})*", text):
        groups = re.findall(r"[ ,.'’]", text)
        if groups[0] != "." or len(groups) > 1:
            return int(re.sub(r"[ ,.'’]", "", text))
        if not re.match(r"[+-]?0\.", text):
            return None  # 1.200: twelve hundred, or one and a fifth
    text = re.sub(r"(?<=\d)[ ,'’](?=\d{3}(?:\D|$))", "", text) if "." in text else text
    text = re.sub(r"(?<=\d),(?=\d+$)", ".", text)
    if not re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{0,15})?|[+-]?\.\d{1,15}", text):
        return None
    return int(float(text)) if float(text) == int(float(text)) else float(text)


def two_readings(cell: str) -> tuple[date, date] | None:
    """Day first and month first, where a date can be read both ways."""
    match = _numbered_date(cell)
    if match is None or match[0] > 12 or match[1] > 12 or match[0] == match[1]:
        return None
    first, second, year = match
    return date(year, second, first), date(year, first, second)


def day(cell: str, *, day_first: bool | None = None) -> date | None:
    """A date in any usual writing; None where it is none, or can be read both ways."""
    if both := two_readings(cell):
        return None if day_first is None else both[0] if day_first else both[1]
    if iso := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", cell):
        return _date(*map(int, iso.groups()))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", cell) and int(float(cell)) in LIKELY_DAYS:
        return SPREADSHEET_EPOCH + timedelta(days=int(float(cell)))
    if match := _numbered_date(cell):
        first, second, year = match
        return (
            _date(year, second, first)
            if first > 12 or first == second
            else _date(year, first, second)
        )
    return _worded_date(cell)


def _numbered_date(cell: str) -> tuple[int, int, int] | None:
    match = re.match(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?![\d/])", cell)
    if match is None:
        return None
    first, second, year = map(int, match.groups())
    return first, second, year + 2000 if year < 100 else year


def _worded_date(cell: str) -> date | None:
    """``20 decem,ber 2011``, ``May 3rd, 2011``, ``3 de mayo de 2011``."""
    letters = re.sub(r"(?<=[^\W\d])[^\w\s](?=[^\W\d])", "", cell)
    words = re.findall(r"[^\W\d]{3,}", plain(letters))
    numbers = [int(digits) for digits in re.findall(r"\d+", letters) if len(digits) < 5]
    months = [month for word in words if (month := _month(word))]
    years = [figure for figure in numbers if 1900 <= figure <= 2200]
    days = [figure for figure in numbers if figure <= 31]
    if len(months) != 1 or len(years) != 1 or len(days) != 1 or len(words) > 4:
        return None
    return _date(years[0], months[0], days[0])


def _month(word: str) -> int | None:
    if len(word) == 3:
        found = {month for name, month in MONTH.items() if name.startswith(word)}
        return found.pop() if len(found) == 1 else None
    close = difflib.get_close_matches(word, MONTH, n=1, cutoff=0.8)
    return MONTH[close[0]] if close else None


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def picked(names: dict[str, str], cell: str) -> tuple[list[str], list[str]]:
    """The choices that a list names, some of which hold a comma themselves, and what is left."""
    separator = next((mark for mark in ("\n", ";", "|") if mark in cell), ",")
    pieces = [piece.strip() for piece in cell.replace("،", ",").split(separator)]
    pieces = [piece for piece in pieces if piece]
    keys: list[str] = []
    rest: list[str] = []
    while pieces:
        for length in range(len(pieces), 0, -1):
            if key := names.get(plain(", ".join(pieces[:length]))):
                keys.append(key)
                del pieces[:length]
                break
        else:
            rest.append(pieces.pop(0))
    return list(dict.fromkeys(keys)), rest
