"""Searching a million needs for any word costs little more than looking at the board (goal 3)."""

from collections.abc import Iterator

from . import Goal
from ._needs import ENGINES, HOME, MOST, SIZES, measured

WORDS = {
    "a word in very many titles": "looking",
    "one in some": "ladder",
    "one in few": "beehive",
    "one in none": "zither",
    "the beginning of many": "so",
    "a letter": "s",
    "one in none that begins like many": "lookout",
    "one in Arabic": "مثقاب",
}
NARROWED = {
    "a word and a kind": "q=looking&category=tools",
    "a rare word and a kind": "q=beehive&category=pets",
    "a language": "language=ar",
    "a kind and a language": "category=hand-tools&language=es",
    "a word, a kind and a language": "q=drill&category=food&language=en",
    "a place in the middle": "place=882748b611fffff",
    "a place at the edge": "place=882748b655fffff",
    "a place, a kind and a language": "place=882748b619fffff&category=meals&language=ar",
}


def goals() -> Iterator[Goal]:
    searched = {what: f"{HOME}?q={word}" for what, word in WORDS.items()}
    narrowed = {what: f"{HOME}?{query}" for what, query in NARROWED.items()}
    pages = {"board": HOME} | searched | narrowed
    for engine in ENGINES:
        found = {(page, rows): cpu for page, rows, cpu, _ in measured(engine, SIZES, pages)}
        for rows in SIZES:
            board = found["board", rows]
            for page in pages.keys() - {"board"}:
                cpu = found[page, rows]
                name = f"3 · {engine} · {rows} needs · {page} {cpu:.1f} ÷ board {board:.1f} ms"
                yield Goal(name, cpu / board, 2 if page in WORDS else 5, enough=rows == MOST)
