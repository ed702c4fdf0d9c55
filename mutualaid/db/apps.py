from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DbConfig(AppConfig):
    name = "mutualaid.db"

    def ready(self):
        from . import guards, samples, search

        post_migrate.connect(guards.install)
        post_migrate.connect(search.install)
        post_migrate.connect(samples.install)
