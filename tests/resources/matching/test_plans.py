"""However much is shared, an index is read from its beginning."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needs.posts.models import Need
from resources.items.demo import fill_items
from resources.matching.queries import who_could
from tests.needs.posts.factories import need_of

pytestmark = pytest.mark.django_db
MIDDLE = "881f1d4887fffff"
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def test_an_index_is_read_from_its_beginning(network, amina, chen):
    network.cell = MIDDLE
    network.save()
    fill_items(network, 500)
    need = need_of(amina, category="repairs", cell=MIDDLE)
    need = Need.objects.select_related("network__key", "by").get(pk=need.pk)
    with CaptureQueriesContext(connection) as asked:
        assert who_could(need, asker=chen)
    near, everywhere = (
        each["sql"] for each in asked if "UNION ALL" in each["sql"] and "asked_on" in each["sql"]
    )
    for statement, index in [(near, "shared_near_least_asked"), (everywhere, "shared_least_asked")]:
        plan = planned(statement)
        assert index in plan
        assert "Seq Scan" not in plan
        assert "TEMP B-TREE" not in plan


def planned(statement):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads all of a table that is as small as this
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"{EXPLAIN[connection.vendor]} {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
