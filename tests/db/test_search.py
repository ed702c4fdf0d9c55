"""Finding rows by words and marks, on the engine that is configured."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from mutualaid.db import forget_overwritten, search
from mutualaid.db.search import Asked, IndexedField, fold, indexed, mark, newest
from mutualaid.fields import RandomIdField

pytestmark = pytest.mark.django_db(transaction=True)


class AppOf:
    """As much of an app's config as `search.install` looks at."""

    def __init__(self, tables):
        self.get_models = lambda: tables


@isolate_apps("tests")
def make_model():
    class Place(models.Model):
        id = RandomIdField()
        name = models.CharField(max_length=80)
        network = models.IntegerField(default=1)
        open = models.BooleanField(default=True)
        indexed = IndexedField()

        class Meta:
            app_label = "tests"

        def words_to_index(self):
            return indexed(self.name, [mark("network", self.network)]) if self.open else ""

    return Place


@pytest.fixture
def place():
    Place = make_model()
    with connection.schema_editor() as editor:
        editor.create_model(Place)
    search.install(AppOf([Place]), using="default")
    yield Place
    with connection.schema_editor() as editor:
        editor.delete_model(Place)
        if connection.vendor == "sqlite":
            editor.execute('DROP TABLE "tests_place_index"')


def found(place, words="", *, below=None, count=10, **asked):
    return newest(place, Asked(words, **asked), below=below, count=count)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Élise\tMÜLLER ", "elise muller"),
        ("Straße", "strasse"),
        ("Łódź, Œuvre, Søren", "lodz, oeuvre, soren"),
        ("İstanbul ılık", "istanbul ilik"),
        ("مَدْرَسَة", "مدرسه"),
        ("مســـاعدة", "مساعده"),
        ("أحمد إلى آدم", "احمد الي ادم"),
        ("٢٤ ساعة", "24 ساعه"),
        ("\u200fneed\u200d", "need"),
        ("ﬁne", "fine"),
    ],
)
def test_folding_leaves_plain_words(typed, folded):
    assert fold(typed) == folded
    assert fold(folded) == folded


def test_neither_accents_nor_case_matter_and_a_beginning_is_enough(place):
    elise = place.objects.create(name="Élise's kitchen, Rue Œ 100%")
    place.objects.create(name="The Elms, High Street 1000")
    arabic = place.objects.create(name="مَطْبَخ الحي")

    for typed in ["elise", "ÉLISE", "kitchen élise", "kitch", "rue oe", "100%", "'elise\" *"]:
        assert elise.pk in found(place, typed), typed
    assert found(place, "مطبخ") == [arabic.pk]
    assert not found(place, "elise elms")
    assert not found(place, "itchen")


def test_it_follows_what_changes(place):
    row = place.objects.create(name="Library, Mill Road")
    row.name = "Ağaç Sokak"
    row.save()
    assert found(place, "agac")
    assert not found(place, "mill")
    row.open = False
    row.save()
    assert not found(place, "agac")
    row.open = True
    row.save()
    row.delete()
    assert not found(place, "agac")


def test_the_newest_first_page_by_page(place):
    place.objects.bulk_create(place(pk=number, name="soup") for number in range(1, 8))
    place.objects.create(pk=100, name="bread")
    assert found(place, "soup", count=3) == [7, 6, 5]
    assert found(place, "soup", count=3, below=5) == [4, 3, 2]
    assert found(place, "soup", count=3, below=1) == []


def test_what_is_not_among_the_newest_is_found_too(place, monkeypatch):
    monkeypatch.setitem(search.WALKED, connection.vendor, 3)
    names = ["lookout", "a lookout", "looking glass", "looking", "looks", "lonely"] * 2
    place.objects.bulk_create(place(pk=pk, name=name) for pk, name in enumerate(names))
    assert found(place, "lookout") == [7, 6, 1, 0]
    assert found(place, "lookout", count=3) == [7, 6, 1]
    assert found(place, "lookout", below=7) == [6, 1, 0]
    assert found(place, "l", count=3) == [11, 10, 9]
    assert found(place, "look glass") == [8, 2]
    assert found(place, "l look", marks=[["xnetwork1"]], without=["xnetwork2"], count=2) == [10, 9]


def test_marks_narrow_it_and_leave_out(place):
    one, two, three = (place.objects.create(name="soup", network=number) for number in (1, 2, 3))
    marks = [mark("network", number) for number in (1, 2, 3)]
    assert found(place, "soup", marks=[marks[:1]]) == [one.pk]
    assert {*found(place, marks=[marks[:2]])} == {one.pk, two.pk}
    assert found(place, marks=[marks[1:]], without=marks[1:2]) == [three.pk]


@pytest.mark.parametrize("typed", ["xnetwork2", "xnet", "x", "wxnetwork2"])
def test_nobody_types_a_mark(place, typed):
    place.objects.create(name="soup", network=2)
    assert not found(place, typed)


def test_what_is_called_like_a_mark_is_none(place):
    place.objects.create(name="soup xnetwork2", network=1)
    assert not found(place, "soup", marks=[["xnetwork2"]])


@pytest.mark.parametrize(
    "typed", ["\U0001e900\U0001e901", "a\U00011fb0b", "\u1cf4x", "𞤀𞤁 ก็ हिन्दी", "-", "\u0600 \x00"]
)
def test_signs_that_an_engine_does_not_know_are_no_error(place, typed):
    row = place.objects.create(name=typed.replace("\x00", ""))
    assert found(place, typed, marks=[["xnetwork1"]]) == [row.pk]


def test_the_index_is_there_after_the_table_was_changed(place):
    row = place.objects.create(name="soup")
    field = models.CharField(max_length=200)
    field.set_attributes_from_name("name")
    with connection.schema_editor() as editor:  # on SQLite this makes the table anew
        editor.alter_field(place, place._meta.get_field("name"), field)
    search.install(AppOf([place]), using="default")
    other = place.objects.create(name="bread")
    assert found(place, "soup") == [row.pk]
    assert found(place, "bread") == [other.pk]


def test_words_of_what_was_deleted_are_in_no_index(place):
    place.objects.create(name="marmalade")
    place.objects.all().delete()
    forget_overwritten([place])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute('SELECT block FROM "tests_place_index_data"')
            assert not any(b"marmalade" in block for (block,) in cursor.fetchall())
