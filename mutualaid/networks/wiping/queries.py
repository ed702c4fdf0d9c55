"""What was agreed about destroying a network, and how many want it."""

from typing import Any

from django.utils import timezone

from mutualaid.networks.models import Member, Network

from .models import AT_LEAST, Consent, Wipe, WipeAgreement


def usable_agreement(network: Network) -> WipeAgreement | None:
    """The one by which the network may be destroyed, if as many as it takes still agree."""
    agreement = network.wipe_agreements.usable(timezone.now())
    if agreement and consents(agreement) >= consents_needed(agreement):
        return agreement
    return None


def consents(agreement: WipeAgreement) -> int:
    """How many of those with standing agree."""
    known = agreement.network.members.known()
    return agreement.consents.filter(member__in=known).count()


def consents_needed(agreement: WipeAgreement) -> int:
    """More than half of those with standing: two must not agree that two are enough."""
    return max(agreement.needed, agreement.network.members.known().count() // 2 + 1)


def said(wipe: Wipe) -> int:
    """How many of those with standing want it."""
    return wipe.yeses.filter(member__in=wipe.network.members.known()).count()


def is_enough(wipe: Wipe) -> bool:
    return said(wipe) >= wipe.needed


def wipe_state_of(member: Member) -> dict[str, Any]:
    """What was agreed about destroying the network, and whether somebody wants it."""
    network = member.network
    mine = Consent.objects.filter(member=member).select_related("agreement").first()
    wipe = Wipe.objects.filter(network=network).first()
    return {
        "agreements": [
            {
                "needed": agreement.needed,
                "agree": consents(agreement),
                "must": consents_needed(agreement),
                "usable_from": agreement.holds_since and agreement.holds_since + AT_LEAST,
            }
            for agreement in network.wipe_agreements.order_by("needed")
        ],
        "mine": mine and mine.agreement.needed,
        "usable": usable_agreement(network),
        "wipe": wipe,
        "said": said(wipe) if wipe else 0,
        "i_said": wipe is not None and wipe.yeses.filter(member=member).exists(),
    }


def wipes_of(members: list[Member]) -> list[Wipe]:
    """What members of these networks can still stop."""
    found = Wipe.objects.filter(network__in=[member.network_id for member in members])
    return list(found.select_related("network").order_by("pk"))
