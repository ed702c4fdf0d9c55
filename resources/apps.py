from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """What neighbors are willing to share (1.2)."""

    name = "resources"
