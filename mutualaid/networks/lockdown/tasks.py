from django.apps import apps

from mutualaid.db import forget_overwritten
from mutualaid.jobs.registry import handler, nightly
from mutualaid.sealed.models import DataKey


# Outside: these empty logs and write tables anew, in no transaction.
@handler("networks.forget_keys", outside=True)
def forget_keys() -> None:
    """What was locked away is not on the disk any more."""
    forget_overwritten([DataKey])


@nightly("networks.forget_on_disk", outside=True)
def forget_on_disk() -> None:
    """What the other nightly jobs took out; of one that comes later, a night after."""
    forget_overwritten(apps.get_models())
