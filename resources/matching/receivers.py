"""What matching hears about needs."""

from django.dispatch import receiver

from needs.posts.models import Need
from needs.posts.signals import need_forgotten

from .services import forget_need_asks


@receiver(need_forgotten)
def forget(sender: type[Need], need: Need, **_: object) -> None:  # noqa: ARG001
    forget_need_asks(need=need)
