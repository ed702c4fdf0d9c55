"""How often something may be tried: counted in the database, so across all processes."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from mutualaid.sealed import crypto
from mutualaid.sealed.keys import instance_key

from .models import Count


class TooMany(Exception):
    """It was tried too often in this hour. The middleware answers 429 and keeps what was typed."""


def limit(name: str, who: str, *, per_hour: int) -> None:
    """Count one more try of ``name`` by ``who``; raises `TooMany` past ``per_hour``.

    Called before the transaction that does the work, whose rollback would forget the try.
    """
    if not allowed(name, who, per_hour=per_hour):
        raise TooMany


def heed(name: str, who: str, *, per_hour: int) -> None:
    """Raises `TooMany` once `limit` has counted as many tries, and counts none itself: for pages
    of which only those that fail are tries."""
    if Count.objects.filter(id=row_of(name, who), count__gte=per_hour).exists():
        raise TooMany


def allowed(name: str, who: str, *, per_hour: int) -> bool:
    """Count one more try, and say whether it is within the limit."""
    return counted(row_of(name, who), per_hour)


def allowed_today(name: str, who: str, *, per_day: int) -> bool:
    """As `allowed`, for what is to happen rarely."""
    return counted(row_of(name, who, "the whole day"), per_day)


def row_of(name: str, who: str, when: str = "") -> int:
    """Where the tries of this hour are counted; tomorrow nobody can tell whose they were."""
    now = timezone.now()
    daily = crypto.derive(instance_key("limits"), f"{now:%Y-%m-%d}")
    return int(crypto.digest(daily, f"{name} {when or f'{now:%H}'} {who}")[:16], 16) >> 1


def counted(row: int, most: int) -> bool:
    if raised(row, most):
        return True
    Count.objects.bulk_create([Count(id=row, day=timezone.now().date())], ignore_conflicts=True)
    return raised(row, most)


def raised(row: int, most: int) -> bool:
    return bool(Count.objects.filter(id=row, count__lt=most).update(count=F("count") + 1))


def client(request: HttpRequest) -> str:
    """Where a request comes from: to count under, never to keep."""
    if settings.BEHIND_PROXY and (chain := request.headers.get("X-Forwarded-For")):
        # The proxy in front of us wrote the last one; all before it can be invented.
        return place_of(chain.rpartition(",")[2].strip())
    return place_of(request.META.get("REMOTE_ADDR", ""))


def place_of(address: str) -> str:
    """The address, or of one of IPv6 the network that one household gets whole: 2^64 of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))


def next_hour() -> timedelta:
    """How long until it may be tried again."""
    now = timezone.now()
    return timedelta(hours=1) - (now - now.replace(minute=0, second=0, microsecond=0))
