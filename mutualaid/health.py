"""``/healthz``: this process answers. ``/readyz``: people can use it.

Asked every few seconds, by machines that know no host name: so before all middleware that asks for
one.
"""

from collections.abc import Callable

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from mutualaid import demo
from mutualaid.jobs.queries import swept_lately


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.migrated = self.placed = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            checks = self.ready()
            return JsonResponse(checks, status=200 if all(checks.values()) else 503)
        return self.get_response(request)

    def ready(self) -> dict[str, bool]:
        """What works; each needs those before it. ``place``: no demo where it must not be."""
        checks = {"database": False, "migrations": False, "place": False, "jobs": False}
        try:
            connections["default"].ensure_connection()
            checks["database"] = True
            # These two stay true while this process runs, and the first is costly to find out.
            self.migrated = checks["migrations"] = self.migrated or migrated()
            self.placed = checks["place"] = self.migrated and (self.placed or not demo.misplaced())
            checks["jobs"] = self.placed and swept_lately()
        except DatabaseError:
            pass
        return checks


def migrated() -> bool:
    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
