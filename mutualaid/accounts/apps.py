from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "mutualaid.accounts"
    label = "accounts"

    def ready(self):
        post_migrate.connect(erase_again, sender=self)


def erase_again(**_):
    """Every start migrates first: whoever came back with a backup is gone before it serves."""
    from mutualaid import hooks
    from mutualaid.sealed import erasures
    from mutualaid.sealed.models import DataKey

    if came_back := erasures.came_back():
        hooks.forgetting.ask(came_back)
        DataKey.objects.filter(pk__in=came_back).delete()
