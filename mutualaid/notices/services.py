"""Telling people, marking as read, and what they choose about it."""

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.accounts.models import Session, User
from mutualaid.db import lock_row
from mutualaid.jobs.services import do_all, enqueue, withdraw
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import blind_index, opened
from mutualaid.sealed.services import seal

from .models import Address, Choices, Notice, Subscription, random_number
from .queries import choices_of, kinds, readable, zone_of
from .times import due

MOST_BROWSERS = 10
"""Pushed to for one person: each of their notices is a connection to each."""
LONGEST = 500
"""Characters of all facts of a notice."""
KEPT_READ, KEPT = timedelta(days=30), timedelta(days=90)
"""How long a notice stays after it was read, and in any case."""

GIVEN_UP_AFTER = timedelta(days=2)
"""By then a job has failed for good."""


@transaction.atomic
def tell(*, user: User, kind: str, path: str, once: str, facts: dict[str, str]) -> None:
    """Put it into somebody's list, and have it mailed and pushed when they want that.

    Raises LookupError for an unknown kind, and ValueError where the facts are too long: that is
    no place for texts.
    """
    about = kinds()[kind]
    if len(json.dumps(facts, ensure_ascii=False)) > LONGEST:
        raise ValueError(kind)
    choices = choices_of(user)
    if kind in choices.off and not about.urgent:
        return
    now, zone = timezone.now(), zone_of(choices)
    last = user.notices.aggregate(last=Max("number"))["last"] or 0
    notice, is_new = Notice.objects.get_or_create(
        user=user,
        once_index=blind_index("notices.once", once, key=user.key),
        defaults={
            "kind": kind,
            "path": path,
            "facts": facts,
            "number": last + 1,
            "made_on": timezone.localdate(now, zone),
        },
    )
    due_at = now if about.urgent else due(choices, now, zone, soon=about.soon)
    if not is_new or due_at is None or not (user.email_sealed or user.subscriptions.exists()):
        return
    if due_at == now:
        notice.sending = Notice.Sending.ALONE
        enqueue(kind="notices.send_alone", subject=notice.pk, key=f"notices.alone.{notice.pk}")
    else:
        notice.sending = Notice.Sending.TOGETHER
        send_later(user=user, due_at=due_at)
    notice.save(update_fields=["sending"])


def send_later(*, user: User, due_at: datetime) -> None:
    """One mail to somebody at that time, for all that waits then."""
    enqueue(
        kind="notices.send_together",
        subject=user.pk,
        key=f"notices.together.{user.pk}.{due_at.timestamp():.6f}",
        due_at=due_at,
    )


@transaction.atomic
def push_now(*, user: User, which: str, urgent: bool) -> None:
    """To each of their browsers, and each tried again by itself; once for ``which``."""
    for subscription in user.subscriptions.all():
        enqueue(
            kind="notices.push_urgent" if urgent else "notices.push",
            subject=subscription.pk,
            key=f"notices.push.{subscription.pk}.{which}",
        )


@transaction.atomic
def plan(*, user: User) -> None:
    """Have what waits sent when its reader wants that, or never."""
    waiting = user.notices.filter(sending=Notice.Sending.TOGETHER)
    choices = choices_of(user)
    due_at = due(choices, timezone.now(), zone_of(choices))
    if due_at is None:
        waiting.update(sending=Notice.Sending.SETTLED)
    elif waiting.exists():
        send_later(user=user, due_at=due_at)


def plan_all() -> None:
    """For everybody for whom something waits: what a job left behind is not forgotten.

    Raises as `do_all` does.
    """
    left = Notice.objects.filter(sending=Notice.Sending.ALONE)
    left = left.filter(made_on__lt=timezone.localdate() - GIVEN_UP_AFTER)
    left.update(sending=Notice.Sending.TOGETHER)
    waiting = Notice.objects.filter(sending=Notice.Sending.TOGETHER).values("user")
    do_all(partial(plan, user=user) for user in User.objects.filter(pk__in=waiting))


@transaction.atomic
def put_off(*, notice: Notice) -> None:
    """Send it together with what waits, once the hours of rest are over."""
    Notice.objects.filter(pk=notice.pk).update(sending=Notice.Sending.TOGETHER)
    plan(user=notice.user)


@transaction.atomic
def settle(*, notices: list[Notice]) -> None:
    """They were sent, or need not be."""
    told = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    told.update(sending=Notice.Sending.SETTLED)


@transaction.atomic
def mark_read(*, notice: Notice) -> None:
    Notice.objects.unread().filter(pk=notice.pk).update(read_on=timezone.localdate())


@transaction.atomic
def mark_all_read(*, user: User) -> None:
    readable(user.notices.unread()).update(read_on=timezone.localdate())


@transaction.atomic
def choose(*, user: User, **wanted: Any) -> None:
    """How somebody wants to be told from now on, in columns of `Choices`; what waits is told so
    too."""
    Choices.objects.update_or_create(user=user, defaults=wanted)
    plan_anew(user=user)


@transaction.atomic
def stop(*, user: User) -> None:
    """No mail and no push any more, but for what is urgent."""
    Choices.objects.update_or_create(user=user, defaults={"often": Choices.Often.NEVER})
    plan_anew(user=user)


def plan_anew(*, user: User) -> None:
    withdraw(kind="notices.send_together", subject=user.pk)
    plan(user=user)


@transaction.atomic
def address_for(*, user: User, purpose: str) -> Address:
    """Their secret address for this, made when it is first asked for."""
    address = Address.objects.filter(user=user, purpose=purpose).first()
    if address is None:
        fresh = Address(user=user, purpose=purpose)
        fresh.index = index_of(purpose, secret_of(fresh))
        address, _new = Address.objects.get_or_create(
            user=user,
            purpose=purpose,
            defaults={"index": fresh.index, "number": fresh.number},
        )
    return address


@transaction.atomic
def new_address(*, user: User, purpose: str) -> None:
    """Another secret; the old one opens nothing any more."""
    address_for(user=user, purpose=purpose)
    address = lock_row(Address.objects.select_related("user__key"), user=user, purpose=purpose)
    address.number = random_number()
    address.index = index_of(purpose, secret_of(address))
    address.save(update_fields=["number", "index"])


@transaction.atomic
def end_address(*, user: User, purpose: str) -> None:
    """It opens nothing any more, and there is no other."""
    user.addresses.filter(purpose=purpose).delete()


def secret_of(address: Address) -> str:
    """128 bits that follow from its person's key, and go with it."""
    key = crypto.derive(opened(address.user.key), f"notices.{address.purpose}")
    return crypto.digest(key, str(address.number))[:32]


def index_of(purpose: str, secret: str) -> str:
    return blind_index(f"notices.{purpose}", secret)


def whose(*, purpose: str, secret: str) -> User | None:
    """Whose address this is."""
    found = Address.objects.filter(purpose=purpose, index=index_of(purpose, secret))
    address = found.select_related("user__key").first()
    return address.user if address else None


@transaction.atomic
def subscribe(*, session: Session, user: User, browser: dict[str, str]) -> None:
    """Push to this browser from now on, until it is signed out.

    Raises ValidationError if that is one too many.
    """
    lock_row(User.objects.all(), pk=user.pk)
    index = blind_index("notices.push", browser["endpoint"])
    Subscription.objects.filter(Q(index=index) | Q(session=session)).delete()
    if user.subscriptions.count() >= MOST_BROWSERS:
        raise ValidationError(_("You have ten browsers that show messages. End one of them first."))
    subscription = Subscription(user=user, session=session, index=index)
    seal(subscription, "browser", json.dumps(browser), key=user.key)
    subscription.save(force_insert=True)


@transaction.atomic
def end_subscription(*, subscription: Subscription) -> None:
    subscription.delete()


@transaction.atomic
def forget_old() -> None:
    today = timezone.localdate()
    read = Q(read_on__lt=today - KEPT_READ)
    Notice.objects.filter(read | Q(made_on__lt=today - KEPT)).delete()
