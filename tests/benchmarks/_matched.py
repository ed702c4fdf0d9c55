"""A process that measures, where few and where many things are shared and needed, who could help
with one need, and with which needs a member could help.

    python -m tests.benchmarks._matched FEW MANY

Prints milliseconds of CPU, of the few and of the many: ``{"need": [7.1, 7.3], "member": …}``.
"""

import json
import sys
import time
from statistics import median

import django

django.setup()

from django.db import connection  # noqa: E402

from mutualaid.networks.hiding.services import hide  # noqa: E402
from needs.posts.demo import fill_needs  # noqa: E402
from needs.posts.models import Need  # noqa: E402
from resources.items.demo import fill_items  # noqa: E402
from resources.matching.queries import foremost, who_could  # noqa: E402
from tests.benchmarks._pages import database_time  # noqa: E402
from tests.needs.posts.factories import need_of  # noqa: E402
from tests.networks.factories import MemberFactory, NetworkFactory  # noqa: E402
from tests.resources.factories import ItemFactory  # noqa: E402

ROUNDS, TIMES = 7, 10
MIDDLE = "881f1d4887fffff"


def network_with(count):
    network = NetworkFactory(cell=MIDDLE)
    fill_items(network, count)
    fill_needs(network, count)
    return network


def helpers(network):
    """Asks who could help with a need there; its owner hides from somebody, as many do."""
    owner, asker = MemberFactory.create_batch(2, network=network)
    hide(by=owner, name="Somebody else")
    need = need_of(owner, category="appointment", cell=MIDDLE, languages=["ar"])
    need = Need.objects.select_related("network__key", "by").get(pk=need.pk)
    return lambda: len(who_could(need, asker=asker)) == 10 or sys.exit("too few")


def fitting(network):
    """Asks with which needs there somebody could help."""
    member = MemberFactory(network=network)
    ItemFactory(by=member, kind="skill", category="transport")
    return lambda: len(foremost(member, 25)) == 25 or sys.exit("too few")


def costs(works):
    """CPU of each, in turns, and that of the database."""
    taken = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, times in zip(works, taken, strict=True):
            began = time.process_time() + database_time()
            for _ in range(TIMES):
                work()
            times.append(time.process_time() + database_time() - began)
    return [1000 * median(times) / TIMES for times in taken]


def main(*sizes):
    networks = [network_with(size) for size in sizes]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as it does by itself after some time
    asked = {"need": helpers, "member": fitting}
    print(json.dumps({name: costs([*map(ask, networks)]) for name, ask in asked.items()}))


main(*map(int, sys.argv[1:]))
