"""What the pages about locking read."""

from typing import Any

from mutualaid.networks.hiding.queries import names_for
from mutualaid.networks.models import Member

from . import services
from .access import part_of
from .models import AT_LEAST, Consent, DuressCode, Keeper, Wipe
from .parts import MOST


def state_of(member: Member) -> dict[str, Any]:
    """How far the network is with being ready, for the page of one of its members."""
    network = member.network
    holding, pending = network.recoveries.holding(), network.recoveries.pending()
    missing = pending.parts.filter(given_on=None).select_related("holder") if pending else []
    willing, fewest = services.keepers(network).count(), services.fewest(network)
    return {
        "holding": holding,
        "pending": pending,
        "missing": [names_for(member)(part.holder) for part in missing],
        "my_part": part_of(member),
        "keeps": Keeper.objects.filter(member=member, left_out=False).exists(),
        "left_out": Keeper.objects.filter(member=member, left_out=True).exists(),
        "willing": willing,
        "fewest": fewest,
        "can_give": willing >= fewest,
        "will_need": services.needed_of(
            min(willing, MOST), members=network.members.present().count()
        ),
        "full": willing >= MOST,
        "is_enough": holding is not None and holding.is_enough(),
        "has_code": DuressCode.objects.working().filter(member=member).exists(),
        "code_ended": DuressCode.objects.ended().filter(member=member).exists(),
        "rehearsal_due": holding is not None and holding.rehearsal_due(network.today()),
        "last": network.lockdowns.order_by("locked_on", "pk").last(),
    }


def wipe_state_of(member: Member) -> dict[str, Any]:
    """What was agreed about destroying the network, and whether somebody wants it."""
    network = member.network
    mine = Consent.objects.filter(member=member).select_related("agreement").first()
    wipe = Wipe.objects.filter(network=network).first()
    return {
        "agreements": [
            {
                "needed": agreement.needed,
                "agree": services.consents(agreement),
                "must": services.consents_needed(agreement),
                "usable_from": agreement.holds_since and agreement.holds_since + AT_LEAST,
            }
            for agreement in network.wipe_agreements.order_by("needed")
        ],
        "mine": mine and mine.agreement.needed,
        "usable": services.usable_agreement(network),
        "wipe": wipe,
        "said": wipe.yeses.count() if wipe else 0,
        "i_said": wipe is not None and wipe.yeses.filter(member=member).exists(),
    }


def wipes_of(members: list[Member]) -> list[Wipe]:
    """What members of these networks can still stop."""
    found = Wipe.objects.filter(network__in=[member.network_id for member in members])
    return list(found.select_related("network").order_by("pk"))
