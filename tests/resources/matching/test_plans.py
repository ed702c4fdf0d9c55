"""However much is shared, an index is read from its beginning, and nothing is sorted."""

import pytest
from django.db import connection

from needs.posts.models import Need
from resources.items.demo import fill_items
from resources.matching import queries
from resources.matching.queries import who_could
from tests.needs.posts.factories import need_of

pytestmark = pytest.mark.django_db
MIDDLE = "881f1d4887fffff"


@pytest.fixture
def planned(monkeypatch):
    """How the database reads things, for each list of ranges that is asked for."""
    plans, least_asked = [], queries._least_asked

    def explained(items, ranges):
        if ranges:
            plans.append(queries._in_ranges(items, ranges).explain())
        return least_asked(items, ranges)

    monkeypatch.setattr(queries, "_least_asked", explained)
    return plans


def test_an_index_is_read_from_its_beginning(planned, network, amina, chen):
    network.cell = MIDDLE
    network.save()
    fill_items(network, 500)
    need = need_of(amina, category="repairs", cell=MIDDLE)
    need = Need.objects.select_related("network__key", "by").get(pk=need.pk)
    if connection.vendor == "postgresql":  # which reads all of what is as little as this
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    assert who_could(need, asker=chen)
    near, everywhere = planned
    assert "shared_near_least_asked" in near
    assert "shared_least_asked" in everywhere
    for plan in planned:
        assert "Sort " not in plan
        assert "TEMP B-TREE" not in plan
