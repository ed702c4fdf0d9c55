"""What a migration does to rows that were there."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from mutualaid.db import guards
from mutualaid.fields import random_id
from mutualaid.networks.agreements.rules import BREAK_DAYS, agreed, all_agreed
from mutualaid.networks.concerns.services import raise_concern
from mutualaid.networks.models import Agreement, Concern, PanelSeat, Suggestion
from mutualaid.notices.models import Notice
from tests.networks.factories import MemberFactory


def migrate(app, name):
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        import_module(f"mutualaid.{app}.migrations.{name}").rename(apps, editor)


def test_a_break_is_called_so_in_all_that_was_written(amina, network):
    MemberFactory.create_batch(4, network=network)
    concern = raise_concern(by=amina, account="Shouting", named="Nobody", once=random_id())
    PanelSeat.objects.update(proposal="pause")
    Concern.objects.update(came_to="pause")
    old = {"network": network, "by": amina}
    for kind, value in [
        ("pause-days", {"choice": 30}),
        ("starter", {"rules": {"pause-days": 30, "joining": "open"}}),
    ]:
        Agreement.objects.create(**old, kind=kind, number=1, value=value)
        Suggestion.objects.create(**old, kind=kind, value=value)
    Notice.objects.update(kind="networks.paused")

    migrate("networks", "0007_a_break_is_called_so_in_rows")
    migrate("notices", "0002_a_break_is_called_so")

    concern.refresh_from_db()
    assert {*PanelSeat.objects.values_list("proposal", flat=True)} == {concern.came_to} == {"break"}
    assert agreed(network, BREAK_DAYS) == all_agreed(network)[BREAK_DAYS] == 30
    for written in (Agreement, Suggestion):
        assert {*written.objects.values_list("kind", flat=True)} == {"break-days", "starter"}
        starter = written.objects.get(kind="starter")
        assert starter.value == {"rules": {"break-days": 30, "joining": "open"}}
    assert {*Notice.objects.values_list("kind", flat=True)} == {"networks.break"}
    guards.install_all("default")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Agreement.objects.update(number=7)
