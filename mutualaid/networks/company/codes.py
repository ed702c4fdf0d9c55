"""What one shows to whoever wants to choose one to keep in touch with them. It is another code than
the one by which one becomes known, so that whoever types one of them does not do the other."""

from mutualaid.networks.models import Member, Network
from mutualaid.sealed.keys import opened
from mutualaid.todays_codes import secret_of, todays_code, who_shows


def touch_code(member: Member) -> str:
    return todays_code(member, secret=_secret(member.network))


def touched_by(network: Network, code: str) -> Member | None:
    """Who shows this code today."""
    return who_shows(code, network.members.present(), secret=_secret(network))


def _secret(network: Network) -> bytes:
    return secret_of(network.today(), "touch", key=opened(network.key))
