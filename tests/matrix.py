"""Who gets what answer from which URL: what `tests/test_permissions.py` is built from.

Parts of a URL are filled from samples. Each app's ``samples.py`` offers its own:

    @sample("needs:survey")        # <int:survey> in every URL of the namespace needs
    def survey(member):
        return SurveyFactory(network=member.network, by=member).pk

The most specific name wins: ``needs:close:survey`` (one URL), ``needs:survey`` (a namespace),
``survey`` (every URL). A sample belongs to the member that it is asked for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import batched, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

TOGETHER = 8
"""How many URLs share a test: those who ask for them are longer in coming than the answers."""

_samples: dict[str, Callable] = {}


def sample(name: str) -> Callable:
    def keep(function: Callable) -> Callable:
        _samples[name] = function
        return function

    return keep


class Page(NamedTuple):
    """One URL of the project: ``parts`` are the names of what varies in it."""

    name: str
    parts: tuple[str, ...]

    def address(self, member: Any) -> str:
        """The URL for what is the member's."""
        return self.at(self.values(member))

    def values(self, member: Any, **known: Any) -> dict[str, Any]:
        """What varies in it; what is ``known`` needs no sample."""
        return {
            part: known[part] if part in known else self._sample(part)(member)
            for part in self.parts
        }

    def at(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs=values)

    def _sample(self, part: str) -> Callable:
        namespace = self.name.rpartition(":")[0]
        for name in (f"{self.name}:{part}", f"{namespace}:{part}", part):
            if name in _samples:
                return _samples[name]
        raise LookupError(f"{self.name} needs a sample for <{part}>")


def load_samples() -> None:
    """Import every ``samples.py`` beneath ``tests``."""
    here = Path(__file__).parent
    for found in here.rglob("samples.py"):
        import_module(".".join(["tests", *found.relative_to(here).with_suffix("").parts]))


def pages() -> list[Page]:
    """Every URL of the project, by name; one without a name of its own is a failure."""
    found = sorted(_walk(get_resolver(), "", ()))
    twice = {page.name for page, after in pairwise(found) if page.name == after.name}
    assert not twice, f"one name, two URLs: {twice}"
    return found


def together(found: list[Page]) -> pytest.MarkDecorator:
    """Some ``urls`` for each test, which is named by the first of them."""
    batches = list(batched(found, TOGETHER))
    return pytest.mark.parametrize("urls", batches, ids=lambda urls: urls[0].name)


@contextmanager
def undone() -> Iterator[None]:
    """What follows finds the database as it was before."""
    before = connection.savepoint()
    try:
        yield
    finally:
        connection.savepoint_rollback(before)


def _walk(resolver: URLResolver, namespace: str, parts: tuple[str, ...]) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        varies = parts + tuple(entry.pattern.converters)
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield Page(f"{namespace}{entry.name}", varies)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, varies)
