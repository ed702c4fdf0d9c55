"""Who gets what answer from which URL: what `tests/test_permissions.py` is built from.

Parts of a URL are filled from samples. Each app's ``samples.py`` offers its own:

    @sample("needs:survey")        # <int:survey> in every URL of the namespace needs
    def survey(amina):
        return SurveyFactory(network=amina.network, by=amina).pk

The most specific name wins: ``needs:close:survey`` (one URL), ``needs:survey`` (a namespace),
``survey`` (every URL). Samples belong to Amina, of the network Millbrook.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

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

    def address(self, amina: Any) -> str:
        """The URL for what is Amina's."""
        return reverse(self.name, kwargs={part: self._sample(part)(amina) for part in self.parts})

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
    """Every URL of the project, by name; one without a name is a failure."""
    return sorted(set(_walk(get_resolver(), "", ())))


def _walk(resolver: URLResolver, namespace: str, parts: tuple[str, ...]) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        varies = parts + tuple(entry.pattern.converters)
        if isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield Page(f"{namespace}{entry.name}", varies)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, varies)
