"""Mail and push that say that there is a message, and nothing of it.

Nothing here runs in a transaction. A crash after a mail went out and before that is kept sends it
again, under the same Message-ID: that follows from the notices of which it tells.
"""

import json

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mutualaid.accounts.models import User
from mutualaid.mail import send_mail
from mutualaid.sealed.keys import blind_index
from mutualaid.sealed.services import unseal

from . import push, services
from .models import Address, Notice, Subscription
from .queries import choices_of, kinds, zone_of
from .times import is_quiet


def send_alone(notice_id: int) -> None:
    waiting = Notice.objects.filter(pk=notice_id, sending=Notice.Sending.ALONE)
    notice = waiting.select_related("user__key").first()
    if notice is None:
        return
    about = kinds().get(notice.kind)
    urgent = about is not None and about.urgent
    if not urgent and rests(notice.user):  # the mail server was away till night
        services.put_off(notice=notice)
        return
    send(notice.user, [notice], urgent=urgent)


def send_together(user_id: int) -> None:
    user = User.objects.select_related("key").filter(pk=user_id).first()
    if user is None:
        return
    if rests(user):
        services.plan(user=user)
        return
    send(user, list(user.notices.filter(sending=Notice.Sending.TOGETHER)), urgent=False)


def send(user: User, notices: list[Notice], *, urgent: bool) -> None:
    """Tell of those that were not read meanwhile: on phones, which wait for no mail server, and
    by mail."""
    unread = sorted(notice.pk for notice in notices if notice.read_on is None)
    if unread:
        which = blind_index("notices.sent", " ".join(map(str, unread)))[:32]
        services.push_now(user=user, which=which, urgent=urgent)
        mail(user, len(unread), which)
    services.settle(notices=notices)


def mail(user: User, count: int, which: str) -> None:
    if not user.email_sealed or not settings.MAILERS:
        return
    address = services.address_for(user=user, purpose=Address.Purpose.UNSUBSCRIBE)
    address.user = user
    unsubscribe = reverse("notices:unsubscribe", args=[services.secret_of(address)])
    with override(user.language):
        subject = ngettext("You have a message", "You have %(count)s messages", count)
    send_mail(
        to=unseal(user, "email", key=user.key),
        subject=subject % {"count": count},
        template="notices/mail/message.txt",
        context={"subject": subject % {"count": count}, "unsubscribe": unsubscribe},
        language=user.language,
        key=f"notices.{which}",
        headers={
            "List-Unsubscribe": f"<{settings.ORIGIN}{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def push_to(subscription_id: int, *, urgent: bool) -> None:
    """Show on somebody's phone that there is a message, unless they have read it."""
    found = Subscription.objects.select_related("user__key").filter(pk=subscription_id)
    subscription = found.first()
    if subscription is None or not push.is_here():
        return
    user = subscription.user
    if not user.notices.unread().exists() or (not urgent and rests(user)):
        return
    browser = json.loads(unseal(subscription, "browser", key=user.key))
    with override(user.language):
        text = _("You have a message")
    try:
        push.send(browser, text)
    except push.Gone:
        services.end_subscription(subscription=subscription)


def rests(user: User) -> bool:
    """Whether these are hours of rest for somebody."""
    choices = choices_of(user)
    return is_quiet(choices, timezone.now(), zone_of(choices))
