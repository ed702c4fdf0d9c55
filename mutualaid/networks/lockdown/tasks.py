from mutualaid.db import forget_overwritten
from mutualaid.jobs.registry import handler
from mutualaid.networks.models import Agreement, Member, Network, Recovery
from mutualaid.sealed.models import DataKey

from . import services


# Outside: it empties logs and writes tables anew, in no transaction.
@handler("networks.forget_keys", outside=True)
def forget_keys() -> None:
    forget_overwritten([DataKey, Recovery, Member, Network, Agreement])


@handler("networks.wipe")
def wipe(subject: int) -> None:
    services.carry_out(wipe_id=subject)
