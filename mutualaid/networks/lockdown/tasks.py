from django.apps import apps

from mutualaid.db import forget_overwritten
from mutualaid.jobs.registry import handler, nightly
from mutualaid.sealed.models import DataKey

from . import services


# Outside: these empty logs and write tables anew, in no transaction.
@handler("networks.forget_keys", outside=True)
def forget_keys() -> None:
    """What was locked away is not on the disk any more."""
    forget_overwritten([DataKey])


@handler("networks.forget_all", outside=True)
def forget_all() -> None:
    """Nor is what was destroyed, in whichever app's table it was."""
    forget_overwritten(apps.get_models())


@nightly("networks.forget_on_disk", outside=True)
def forget_on_disk() -> None:
    """What the other nightly jobs took out; of one that comes later, a night after."""
    forget_overwritten(apps.get_models())


@handler("networks.wipe")
def wipe(subject: int) -> None:
    services.carry_out(wipe_id=subject)
