from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    """Meetings, decisions and reports of a circle (3.2, 3.3)."""

    name = "assemblies"
