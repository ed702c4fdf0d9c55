from django.apps import AppConfig
from django.db import connections, transaction
from django.db.models.signals import post_migrate

from mutualaid.db.guards import append_only


class SealedConfig(AppConfig):
    name = "mutualaid.sealed"
    label = "sealed"

    def ready(self):
        append_only(
            "sealed_access",
            unless="OLD.number <= (SELECT COALESCE(MAX(upto), 0) FROM sealed_checkpoint)",
        )
        append_only("sealed_checkpoint")
        post_migrate.connect(make_first_rows, sender=self)


def make_first_rows(using, **_):
    """What must be there from the start: made later, two processes would make two of it."""
    from .keys import new_key, server_key
    from .models import SERVER, DataKey, LedgerEnd

    tables = connections[using].introspection.table_names()
    if LedgerEnd._meta.db_table in tables and not DataKey.objects.filter(pk=SERVER).exists():
        with transaction.atomic(using):
            new_key(id=SERVER)
            LedgerEnd.objects.create(id=1)
        server_key.cache_clear()
