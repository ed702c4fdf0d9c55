from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Pilots, their working groups and whose turn it is (2.x, 3.1, 3.4)."""

    name = "projects"
