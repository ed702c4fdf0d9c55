from django.apps import AppConfig

from mutualaid.db.guards import append_only


class SealedConfig(AppConfig):
    name = "mutualaid.sealed"
    label = "sealed"

    def ready(self):
        append_only("sealed_access")
