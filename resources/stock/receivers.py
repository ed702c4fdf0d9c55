"""What the stock hears about needs."""

from django.dispatch import receiver

from needs.posts.models import Need
from needs.posts.signals import need_forgotten

from .models import StockNeed


@receiver(need_forgotten)
def forget(sender: type[Need], need: Need, **_: object) -> None:  # noqa: ARG001
    StockNeed.objects.filter(need=need).delete()
