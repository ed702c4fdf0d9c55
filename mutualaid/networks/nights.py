"""What the night does in each network."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from mutualaid.db import lock_row
from mutualaid.jobs.services import do_all

from .models import Network


@dataclass(frozen=True)
class InEach:
    """Something done in one network, such as a purge, in all of them: what was done in one stays
    so, whatever is wrong with another. Nobody else acts in one meanwhile, since many rows of it are
    locked in no order."""

    work: Callable[..., None]

    def __call__(self) -> None:
        do_all(partial(self._in, network) for network in Network.objects.all())

    @transaction.atomic
    def _in(self, network: Network) -> None:
        lock_row(Network.objects.all(), pk=network.pk)
        self.work(network=network)
