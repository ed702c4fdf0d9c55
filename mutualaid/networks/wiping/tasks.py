from django.apps import apps

from mutualaid.db import forget_overwritten
from mutualaid.jobs.registry import handler

from . import services


@handler("networks.wipe")
def wipe(subject: int) -> None:
    services.carry_out(wipe_id=subject)


# Outside: it empties logs and writes tables anew, in no transaction.
@handler("networks.forget_all", outside=True)
def forget_all() -> None:
    """What was destroyed is not on the disk any more, in whichever app's table it was."""
    forget_overwritten(apps.get_models())
