from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Needs, and the surveys that find them out (1.1)."""

    name = "needs"
