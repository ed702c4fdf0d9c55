from importlib import import_module

from django.apps import AppConfig

from mutualaid.db.guards import no_overlap


class ResourcesConfig(AppConfig):
    """What neighbors are willing to share (1.2)."""

    name = "resources"

    def ready(self):
        import_module("resources.ledgers.guards").guard_books()
        import_module("resources.asks.receivers")
        import_module("resources.stock.receivers")
        import_module("resources.loans.receivers")
        # What is kept for one is kept for no other: whatever else is looked at before.
        no_overlap("resources_loan", same=("item_id", "unit"), states=("asked", "agreed", "handed"))
        import_module("resources.matching.receivers")
