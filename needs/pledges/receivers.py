"""What pledges hear about needs."""

from django.dispatch import receiver

from mutualaid.networks.departures import note_forgotten
from needs.posts.models import Need
from needs.posts.signals import need_changed, need_forgotten, need_reopened, need_skipped

from .services import begin_again, forget_pledges, settle, tell_accepted


@receiver(need_changed)
def follow(sender: type[Need], need: Need, **_: object) -> None:  # noqa: ARG001
    settle(need=need)


@receiver(need_reopened)
def reopen(sender: type[Need], need: Need, **_: object) -> None:  # noqa: ARG001
    begin_again(need=need)


@receiver(need_skipped)
def say_so(sender: type[Need], need: Need, **_: object) -> None:  # noqa: ARG001
    tell_accepted(need=need, kind="needs.skipped")


@receiver(need_forgotten)
def forget(sender: type[Need], need: Need, **_: object) -> None:  # noqa: ARG001
    for each in need.pledges.select_related("by__user__key", "key"):
        note_forgotten(each.by, each.key)
    forget_pledges(need.pledges.all())
