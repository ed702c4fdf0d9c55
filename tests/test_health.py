from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from mutualaid.health import HealthMiddleware
from mutualaid.jobs.models import Heartbeat
from mutualaid.jobs.services import sweep

READY = {"database": True, "migrations": True, "place": True, "jobs": True}


def test_the_process_answers_without_a_database(client):
    """pytest-django would fail any query here."""
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_any_host_may_ask(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


def test_people_are_led_to_https_and_machines_are_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    page = client.get("/kept/")
    assert (page.status_code, page["Location"]) == (301, "https://testserver/kept/")
    assert "Location" not in client.get("/healthz")


def test_ready_after_a_sweep(client, db):
    sweep()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == READY
    assert not response.cookies


def test_not_ready_before_the_first_sweep(client, db):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == READY | {"jobs": False}


@pytest.mark.parametrize(("seconds", "ready"), [(50, True), (61, False)])
def test_ready_while_sweeps_go_on(client, db, seconds, ready):
    Heartbeat.objects.create(at=timezone.now() - timedelta(seconds=seconds))
    assert client.get("/readyz").json()["jobs"] is ready


def test_not_ready_until_migrated(client, db):
    sweep()
    MigrationRecorder(connection).migration_qs.filter(app="jobs").delete()
    assert client.get("/readyz").json() == dict.fromkeys(READY, False) | {"database": True}


@pytest.mark.parametrize("demo", [True, False])
def test_not_ready_with_the_people_of_a_demo_outside_of_one(client, network, settings, demo):
    sweep()
    network.demo = True
    network.save()
    settings.DEMO = demo
    assert client.get("/readyz").json() == READY | {"place": demo, "jobs": demo}


def test_migrations_are_looked_for_until_they_are_applied(
    rf, db, django_assert_num_queries, monkeypatch
):
    sweep()
    health = HealthMiddleware(get_response=None)
    health(rf.get("/readyz"))
    with django_assert_num_queries(1):
        assert health(rf.get("/readyz")).status_code == 200


def test_not_ready_without_a_database(client, monkeypatch):
    def fail(_):
        raise OperationalError("no such host: db.internal")

    monkeypatch.setattr(type(connection._connections["default"]), "ensure_connection", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == dict.fromkeys(READY, False)
