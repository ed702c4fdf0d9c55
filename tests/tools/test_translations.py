"""The catalogs are in step with what code and templates say, or bin/translations says where not."""

import re

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation import gettext, ngettext, override

from tools import translations

pytestmark = pytest.mark.once


@pytest.fixture
def place(tmp_path, monkeypatch, settings):
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "needs").mkdir()
    (tmp_path / "needs" / "views.py").write_text(
        'from django.utils.translation import gettext as _, ngettext\n_("Send")\n'
        'ngettext("%(n)s answer", "%(n)s answers", 2)\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        '<a title="{% translate "Help" %}">\n  {% blocktranslate trimmed %}\n  Hello\n'
        "  {{ name }}!\n{% endblocktranslate %}</a>"
    )
    return tmp_path


def test_texts_of_code_and_templates(place):
    ids = {message.id for message in translations.texts() if message.id}
    assert ids == {"Send", ("%(n)s answer", "%(n)s answers"), "Help", "Hello %(name)s!"}


def test_new_texts_are_missing_until_translated_and_old_ones_go(place):
    translations.update("ar", translations.texts())
    assert "missing: Send" in list(translations.problems("ar", translations.texts()))
    (place / "needs" / "views.py").write_text("")
    found = list(translations.problems("ar", translations.texts()))
    assert "no longer said: Send" in found
    translations.update("ar", translations.texts())
    assert not [p for p in translations.problems("ar", translations.texts()) if "longer" in p]


def test_arabic_has_six_forms():
    assert Catalog(locale="ar").num_plurals == 6
    with override("ar"):
        forms = [ngettext("%(count)s person", "%(count)s people", n) for n in (3, 13, 100)]
    assert forms == ["%(count)s أشخاص", "%(count)s شخصًا", "%(count)s شخص"]


OF_SPAIN = re.compile(
    r"\b(?:vosotr[oa]s|vuestr[oa]s?|os|sois|veis|\w+(?:áis|éis|steis|íais|abais)|ordenador(?:es)?"
    r"|hablad|mirad|leed|escribid|guardad|preguntad|repartid|\w+(?:ad|ed|id)(?:lo|la)s?)\b",
    re.IGNORECASE,
)


def test_spanish_is_that_of_one_place():
    """Of Latin America: "ustedes" and "computadora", whoever translated it."""
    texts = [each for message in translations.load("es") for each in translations.forms(message)]
    assert len(texts) > 1000
    found = {text: OF_SPAIN.findall(text) for text in texts if OF_SPAIN.search(text)}
    found.pop("", None)
    assert {text: words for text, words in found.items() if "dieciséis" not in text} == {}


def test_whom_arabic_speaks_of_may_be_a_woman():
    with override("ar"):
        assert "يستقبلك" not in gettext("%(name)s welcomes you.")


def written(**options):
    catalog = Catalog(locale="ar")
    return catalog, catalog.add(**options)


def test_a_lost_placeholder_is_found():
    catalog, message = written(id="Hello %(name)s!", string="Hola!")
    assert list(translations.wrong_forms(catalog, message))


def test_a_plural_form_may_leave_out_the_number_but_not_a_form():
    forms = ("صفر", "واحد", "اثنان", "%(n)s", "%(n)s", "%(n)s")
    catalog, message = written(id=("%(n)s one", "%(n)s many"), string=forms)
    assert not list(translations.wrong_forms(catalog, message))
    catalog, message = written(id=("%(n)s one", "%(n)s many"), string=forms[:2])
    assert list(translations.wrong_forms(catalog, message))


def test_a_stale_compiled_catalog_is_found(place):
    translations.update("es", translations.texts())
    translations.catalog_file("es").with_suffix(".mo").write_bytes(b"")
    assert any(".mo" in p for p in translations.problems("es", translations.texts()))
