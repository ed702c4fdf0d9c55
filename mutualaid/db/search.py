"""Search that minds neither accents nor case, the same on both engines, and in large tables too.

SQLite's ``icontains`` does not know that é and É are one letter, and neither engine knows that
people type Elise, or Arabic without its vowel signs. So an `IndexedField` keeps the folded words by
which a row is found, and what is searched for is folded too.

The index is no field: on SQLite it is an FTS5 table beside the model's, on PostgreSQL a column that
Django does not know, and both are installed with the guards. They are read along the primary key
from its upper end, so that the first page costs the same whatever is found, and nothing is ever
ranked or counted whole. Marks narrow a search within the index, such as ``xnetwork42``. Words that
people wrote or look for stand there with a ``w`` before them, so that none of them is ever a mark.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.db import connection, connections, models

# Letters that Unicode does not take apart, and Arabic ones that people write for each other.
SAME = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": ""}
)
LEFT_OUT = {"Mn", "Cf"}  # accents and vowel signs; invisible signs of direction and joining


def fold(text: str) -> str:
    """Plain lower-case words with single spaces: "  Élise  MÜLLER" → "elise muller"."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        str(unicodedata.decimal(letter, letter))
        for letter in unicodedata.normalize("NFKD", apart)
        if unicodedata.category(letter) not in LEFT_OUT
    )
    return " ".join(plain.translate(SAME).split())


WORD = re.compile(r"[^\W_]+")
COLUMN = "indexed_words"

# What a word is, `words_of` says: to this tokenizer every sign beyond ASCII is a letter.
INSTALL = {
    "sqlite": [
        """CREATE VIRTUAL TABLE IF NOT EXISTS "{table}_index" USING fts5(
        "{column}", content='{table}', content_rowid='{pk}', detail='none', columnsize=0,
        tokenize='ascii', prefix='3 4')""",
        'DROP TRIGGER IF EXISTS "{table}_index_insert"',
        'DROP TRIGGER IF EXISTS "{table}_index_delete"',
        'DROP TRIGGER IF EXISTS "{table}_index_update"',
        """CREATE TRIGGER "{table}_index_insert" AFTER INSERT ON "{table}"
        WHEN new."{column}" <> '' BEGIN
            INSERT INTO "{table}_index"(rowid, "{column}") VALUES (new."{pk}", new."{column}");
        END""",
        """CREATE TRIGGER "{table}_index_delete" AFTER DELETE ON "{table}"
        WHEN old."{column}" <> '' BEGIN
            INSERT INTO "{table}_index"("{table}_index", rowid, "{column}")
            VALUES ('delete', old."{pk}", old."{column}");
        END""",
        """CREATE TRIGGER "{table}_index_update" AFTER UPDATE OF "{column}" ON "{table}"
        WHEN old."{column}" <> new."{column}" BEGIN
            INSERT INTO "{table}_index"("{table}_index", rowid, "{column}")
            SELECT 'delete', old."{pk}", old."{column}" WHERE old."{column}" <> '';
            INSERT INTO "{table}_index"(rowid, "{column}")
            SELECT new."{pk}", new."{column}" WHERE new."{column}" <> '';
        END""",
    ],
    "postgresql": [
        """ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS "{words}" tsvector
        GENERATED ALWAYS AS (array_to_tsvector(array_remove(
            string_to_array("{column}", ' '), ''))) STORED""",
        """CREATE INDEX IF NOT EXISTS "{table}_{words}" ON "{table}" USING gin ("{words}")""",
    ],
}
WALKED = {"sqlite": 2000, "postgresql": 8000}
"""So many of the newest rows are looked at one by one before all are."""
SHORTEST, LONGEST = 3, 4
"""Beginnings of words from so many to so many signs SQLite's index finds one row after another."""
LAST = 2**63 - 1
# Where many words begin with what is searched for, either index finds all their rows at once before
# it tells the newest. What is frequent is found sooner among the newest rows, and of what is not
# among them there are not many. (The walk of SQLite is joined in its own order.)
NEWEST = {
    "sqlite": """WITH near AS MATERIALIZED (
            SELECT walked.pk FROM (
                SELECT rowid AS pk FROM "{table}_index"
                WHERE "{table}_index" MATCH %(start)s AND rowid < %(below)s
                ORDER BY rowid DESC LIMIT %(walked)s
            ) AS walked CROSS JOIN "{table}" ON "{table}"."{pk}" = walked.pk
            WHERE {fits} LIMIT %(count)s
        )
        SELECT pk FROM near UNION SELECT pk FROM (
            SELECT "{table}_index".rowid AS pk FROM (
                SELECT count(*) AS found FROM near
            ) AS so_far CROSS JOIN "{table}_index"
            WHERE so_far.found < %(count)s AND %(start)s <> %(query)s
            AND "{table}_index" MATCH %(query)s AND "{table}_index".rowid < %(below)s
            ORDER BY "{table}_index".rowid DESC LIMIT %(count)s
        ) ORDER BY pk DESC LIMIT %(count)s""",
    "postgresql": """WITH near AS MATERIALIZED (
            SELECT pk FROM (
                SELECT "{pk}" AS pk, "{words}" AS words FROM "{table}"
                WHERE "{column}" <> '' AND "{pk}" < %(below)s
                ORDER BY "{pk}" DESC LIMIT %(walked)s
            ) AS walked
            WHERE words @@ %(query)s::tsquery ORDER BY pk DESC LIMIT %(count)s
        )
        SELECT pk FROM near UNION (
            SELECT "{pk}" FROM "{table}"
            WHERE (SELECT count(*) FROM near) < %(count)s
            AND "{words}" @@ %(query)s::tsquery AND "{pk}" < %(below)s
            ORDER BY "{pk}" DESC LIMIT %(count)s
        ) ORDER BY pk DESC LIMIT %(count)s""",
}
PUT_TOGETHER = """INSERT INTO "{table}_index"("{table}_index") VALUES ('optimize')"""


class IndexedField(models.TextField):
    """The words and marks by which a row is found: what its model's method ``words_to_index``
    returns, as `indexed` makes it. Empty, the row is not found.

    ``save(update_fields=…)`` must name it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"editable": False, "default": ""})

    def pre_save(self, model_instance, add):  # noqa: ARG002
        words = model_instance.words_to_index()
        setattr(model_instance, self.attname, words)
        return words


class Asked(NamedTuple):
    """What somebody looks for: all ``words``, each of which may be the beginning of one; of each
    group of ``marks`` one; none of ``without``."""

    words: str = ""
    marks: Sequence[Sequence[str]] = ()
    without: Iterable[str] = ()


def words_of(text: str) -> list[str]:
    """The words of a text as both engines compare them."""
    return WORD.findall(fold(text))


def written(text: str) -> list[str]:
    """The same, as they stand in the index, apart from all marks."""
    return [f"w{word}" for word in words_of(text)]


def mark(kind: str, value: object) -> str:
    """What narrows a search: ``xnetwork42``."""
    return f"x{kind}" + "".join(WORD.findall(str(value).lower()))


def indexed(text: str, marks: Iterable[str]) -> str:
    """What an `IndexedField` keeps."""
    return " ".join(dict.fromkeys([*written(text), *marks]))


def newest(model: type[models.Model], asked: Asked, *, below: int | None, count: int) -> list[int]:
    """The largest keys of what is found, beneath ``below``, largest first: at most ``count``, which
    is less than are `WALKED`."""
    names, words = _names(model), written(asked.words)
    found: dict[str, str | int] = {f"word{at}": f" {word}" for at, word in enumerate(words)}
    fits = [f"instr(' ' || \"{names['column']}\", %({name})s)" for name in found]
    statement = NEWEST[connection.vendor].format(**names, fits=" AND ".join(fits) or "TRUE")
    starts = [word[:LONGEST] for word in words if len(word) >= SHORTEST]
    query = _query(words, asked)
    parameters = found | {
        "query": query,
        "start": _query(starts, asked) if starts or asked.marks else query,
        "below": LAST if below is None else below,
        "count": count,
        "walked": WALKED[connection.vendor],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]


def _query(words: Iterable[str], asked: Asked) -> str:
    if connection.vendor == "sqlite":
        parts = [f'"{word}" *' for word in words]
        parts += ["(" + " OR ".join(f'"{each}"' for each in group) + ")" for group in asked.marks]
        without = [f'"{each}"' for each in asked.without]
        return " AND ".join(parts) + (f" NOT ({' OR '.join(without)})" if without else "")
    parts = [f"'{word}':*" for word in words]
    parts += ["(" + " | ".join(f"'{each}'" for each in group) + ")" for group in asked.marks]
    parts += [f"!'{each}'" for each in asked.without]
    return " & ".join(parts)


def install(sender: AppConfig, using: str, **_) -> None:
    """Make the index of an app's tables; the receiver of ``post_migrate``."""
    with connections[using].cursor() as cursor:
        there = connections[using].introspection.table_names(cursor)
        for model in sender.get_models():
            names = _names(model)
            if names and names["table"] in there:
                for statement in INSTALL[connections[using].vendor]:
                    cursor.execute(statement.format(**names))


def put_together(tables: Iterable[type[models.Model]]) -> None:
    """What was taken out of SQLite's indexes of these tables stays in them until this was done."""
    for names in filter(None, map(_names, tables)):
        with connection.cursor() as cursor:
            cursor.execute(PUT_TOGETHER.format(**names))


def _names(model: type[models.Model]) -> dict[str, str]:
    columns = [field.column for field in model._meta.fields if isinstance(field, IndexedField)]
    pk = str(model._meta.pk.column if model._meta.pk else "")
    table = model._meta.db_table
    return {"table": table, "column": str(columns[0]), "pk": pk, "words": COLUMN} if columns else {}
