from importlib import import_module

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """What neighbors are willing to share (1.2)."""

    name = "resources"

    def ready(self):
        import_module("resources.asks.receivers")
        import_module("resources.matching.receivers")
