"""Keeps the catalogs in ``locale/`` in step with the texts in code and templates.

Without --check: takes in new texts, untranslated, and drops those that are gone; compiles.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from . import ROOT

PACKAGES = ["mutualaid", "needs", "resources", "assemblies", "projects", "federation"]
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")
        yield from (ROOT / package).rglob("templates/**/*.*")
    yield from (ROOT / "templates").rglob("*.*")


def as_python(source: Path) -> bytes:
    text = source.read_text()
    if source.suffix == ".py":
        return text.encode()
    # Each text becomes a call, and all else a row of X; the brackets make its indents meaningless.
    return f"({templatize(text, origin=str(source))})".encode()


def texts() -> Catalog:
    """What is to be translated, with the files that say it."""
    found = Catalog(fuzzy=False)
    for source in sorted(sources()):
        python = io.BytesIO(as_python(source))
        for _, text, comments, context in extract(
            "python", python, KEYWORDS, comment_tags=["Translators:"]
        ):
            found.add(
                text,
                locations=[(str(source.relative_to(ROOT)), 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def catalog_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    file = catalog_file(language)
    if not file.exists():
        return Catalog(locale=language, project="mutualaid", fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def compiled(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def update(language: str, wanted: Catalog) -> None:
    catalog = load(language)
    wanted.creation_date = catalog.creation_date  # else every run would be a change
    catalog.update(wanted, no_fuzzy_matching=True, update_header_comment=False)
    file = catalog_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as written:
        write_po(written, catalog, width=100, ignore_obsolete=True, sort_by_file=True)
    file.with_suffix(".mo").write_bytes(compiled(load(language)))


def problems(language: str, wanted: Catalog) -> Iterator[str]:
    catalog = load(language)
    for message in wanted:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None or not all(forms(translated)):
            yield f"missing: {first(message)}"
        elif translated.fuzzy:
            yield f"fuzzy: {first(message)}"
        else:
            yield from wrong_forms(catalog, translated)
    for message in catalog:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"no longer said: {first(message)}"
    file = catalog_file(language).with_suffix(".mo")
    if not file.exists() or file.read_bytes() != compiled(catalog):
        yield f"{file.relative_to(ROOT)} is not what its .po says"


def wrong_forms(catalog: Catalog, message: Message) -> Iterator[str]:
    if message.pluralizable and len(forms(message)) != catalog.num_plurals:
        yield f"{len(forms(message))} plural forms, not {catalog.num_plurals}: {first(message)}"
    # A plural form may leave its number out, as "one answer" does.
    said = set(PLACEHOLDER.findall(" ".join(listed(message.id))))
    for form in forms(message):
        used = set(PLACEHOLDER.findall(form))
        if used - said or (said - used and not message.pluralizable):
            yield f"other placeholders in “{form}”: {first(message)}"


def forms(message: Message) -> list[str]:
    return listed(message.string)


def first(message: Message) -> str:
    return listed(message.id)[0]


def listed(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return list(text) if isinstance(text, list | tuple) else [text or ""]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/translations", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing, fail on what is amiss"
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    wanted = texts()
    amiss = 0
    for language, _ in settings.LANGUAGES:
        if language == settings.LANGUAGE_CODE:
            continue
        if not options.check:
            update(language, wanted)
        for problem in problems(language, wanted):
            amiss += 1
            print(f"{language}: {problem}")
    return options.check and amiss > 0


if __name__ == "__main__":
    sys.exit(main())
