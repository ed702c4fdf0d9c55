from importlib import import_module

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Needs, and the surveys that find them out (1.1)."""

    name = "needs"

    def ready(self):
        import_module("needs.results.receivers")
        import_module("needs.pledges.receivers")
