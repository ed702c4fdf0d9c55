from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from mutualaid.db.guards import append_only


class NetworksConfig(AppConfig):
    """Networks, members, circles, invitations, agreements; the pages that other apps add to."""

    name = "mutualaid.networks"
    label = "networks"

    def ready(self):
        append_only(
            "networks_agreement",
            unless="EXISTS (SELECT 1 FROM networks_wipe"
            " WHERE network_id = OLD.network_id AND carried_out)",
        )
        autodiscover_modules("hooks")
        from . import receivers

        post_migrate.connect(receivers.refuse_misplaced_demo, sender=self)
