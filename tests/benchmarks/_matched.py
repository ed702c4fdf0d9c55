"""A process that measures, over few and over many things that are shared, who could help with one
need; and over few and many needs, with which a member could help.

    python -m tests.benchmarks._matched FEW MANY

Prints how much more the many cost: ``{"need": ratio, "member": ratio}``.
"""

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402

from mutualaid.networks.hiding.services import hide  # noqa: E402
from needs.posts.models import Need  # noqa: E402
from resources.items.demo import fill_items  # noqa: E402
from resources.matching.queries import who_could  # noqa: E402
from tests.needs.posts.factories import need_of  # noqa: E402
from tests.networks.factories import MemberFactory, NetworkFactory  # noqa: E402

ROUNDS, TIMES = 7, 5
MIDDLE = "881f1d4887fffff"


def network_with(count):
    network = NetworkFactory(cell=MIDDLE)
    fill_items(network, count)
    return network


def ratio(few, many):
    """How much longer ``many`` takes than ``few``, in turns, the shortest of each."""
    times = [[], []]
    for _ in range(ROUNDS):
        for work, taken in zip([few, many], times, strict=True):
            began = time.perf_counter()
            for _ in range(TIMES):
                work()
            taken.append(time.perf_counter() - began)
    print([min(each) / TIMES * 1000 for each in times], file=sys.stderr)
    return min(times[1]) / min(times[0])


def asking(network):
    """Asks who could help with a need there; its owner hides from somebody, as many do."""
    owner, asker = MemberFactory.create_batch(2, network=network)
    hide(by=owner, name="Somebody else")
    need = need_of(owner, category="appointment", cell=MIDDLE, languages=["ar"])
    need = Need.objects.select_related("network__key", "by").get(pk=need.pk)
    return lambda: len(who_could(need, asker=asker)) == 10 or sys.exit("too few")


def main(*sizes):
    networks = [network_with(size) for size in sizes]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"need": ratio(*map(asking, networks))}))


main(*map(int, sys.argv[1:]))
