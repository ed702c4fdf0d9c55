"""What notices add to a person's own pages, and where others tell people something."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.accounts.http import SignedInRequest
from mutualaid.accounts.models import NewCard, User
from mutualaid.networks.models import Member, Network

from . import services
from .models import Address, Choices, Notice
from .queries import (
    Told,
    beneath_networks,
    choices_of,
    choosable,
    clock_of,
    readable,
    told,
    unread_count,
    unread_of,
)


@hooks.telling.register()
def tell(user: User, kind: str, path: str, once: str, facts: dict[str, Any]) -> None:
    services.tell(user=user, kind=kind, path=path, once=once, facts=facts)


@hooks.heeding.register()
def heed(user: User, kind: str, path: str) -> None:
    for notice in user.notices.unread().filter(kind=kind, path=path):
        services.mark_read(notice=notice)


@hooks.ending_all.register()
def another_calendar_address(user: User) -> None:
    if user.addresses.filter(purpose=Address.Purpose.CALENDAR).exists():
        services.new_address(user=user, purpose=Address.Purpose.CALENDAR)


@hooks.touch_acts.register(position=10)
def messages_of_who_has_no_phone() -> dict[str, hooks.TouchKind]:
    return {
        "messages": hooks.TouchKind(
            gettext_lazy("Read their messages out"),
            gettext_lazy("Your messages were read out"),
            rows_to_read,
        ),
        "heard": hooks.TouchKind(
            gettext_lazy("Mark their messages as heard"),
            gettext_lazy("Your messages were marked as heard"),
            all_heard,
        ),
    }


def rows_to_read(member: Member, by: Member, _seen: list[str]) -> list[hooks.TouchRow]:
    return [hooks.TouchRow(each.title, each.day) for each in _read_out(member, by)]


def _read_out(member: Member, by: Member) -> list[Told]:
    """What is about this network, or about no other one: such as a new card for whom a card is the
    only way in. Whoever asked for that card could keep it from them, so it is another who does."""
    user = member.user
    if user is None:
        return []
    here, beneath = reverse("networks:page", args=[member.network.slug]), beneath_networks()
    asked = by.user_id in _who_asked_for_a_card(user)

    def for_them(notice: Notice) -> bool:
        if notice.path.startswith(beneath):
            return notice.path.startswith(here)
        return not (asked and notice.kind.startswith("accounts."))

    return [each for each in unread_of(user) if for_them(each.notice)]


def _who_asked_for_a_card(user: User) -> set[int]:
    """The ids of those who ask for a new one, or did so and nobody has confirmed it."""
    asked = [each.voices for each in NewCard.objects.filter(holder=user)]
    asked += [each.voices for each in user.cards.filter(confirmed=False)]
    return set[int]().union(*asked)


def all_heard(member: Member, by: Member, _seen: list[str]) -> list[hooks.TouchRow]:
    heard = _read_out(member, by)
    for each in heard:
        services.mark_read(notice=each.notice)
    return [hooks.TouchRow(each.title, each.day) for each in heard]


@hooks.me_panels.register(position=5)
def my_notices(request: SignedInRequest) -> dict:
    return {
        "title": _("What is new"),
        "template": "notices/panel.html",
        "count": unread_count(request.user),
    }


@hooks.my_data.register(position=30)
def my_notices_data(user: User) -> list[dict]:
    notices = told(readable(user.notices.newest_first()))
    choices = choices_of(user)
    hours = [time_format(hour) for hour in (choices.quiet_from, choices.quiet_until)]
    quiet = _("%(begin)s to %(end)s") % dict(zip(["begin", "end"], hours, strict=True))
    rows = [
        (_("How often we may write to you"), Choices.Often(choices.often).label),
        (_("Your quiet hours"), _("no hour is quiet") if hours[0] == hours[1] else quiet),
        (
            _("Which city has the same time as you"),
            clock_of(choices),
        ),
    ]
    rows += [
        (_("What you want to hear nothing of"), title)
        for kind, title in choosable()
        if kind in choices.off
    ]
    rows += [
        (_("A secret address"), address.get_purpose_display())
        for address in user.addresses.order_by("purpose")
    ]
    rows += [
        (
            _("A browser that shows messages"),
            _("since %(day)s") % {"day": date_format(each.made_on)},
        )
        for each in user.subscriptions.order_by("made_on", "pk")
    ]
    return [
        {
            "title": _("What you were told"),
            "rows": [(row.title, date_format(row.day)) for row in notices],
        },
        {"title": _("How you are told"), "rows": rows},
    ]


@hooks.in_clear.register(position=30)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("Of what you were told, on which page it stands, and on which days"),
            {
                *("notices.Notice.kind", "notices.Notice.path", "notices.Notice.facts"),
                *("notices.Notice.once_index", "notices.Notice.made_on", "notices.Notice.read_on"),
                "notices.Notice.sending",
                "notices.Notice.number",
            },
        ),
        (
            _("How often we may write to you, your quiet hours and your time zone"),
            {
                *("notices.Choices.often", "notices.Choices.quiet_from"),
                *("notices.Choices.quiet_until", "notices.Choices.time_zone"),
                "notices.Choices.off",
            },
        ),
        (
            _("Whether you have a calendar address, and which of your browsers show messages"),
            {
                *("notices.Address.purpose", "notices.Address.number", "notices.Address.index"),
                *("notices.Subscription.index", "notices.Subscription.made_on"),
            },
        ),
    ]


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    names = "it holds names, and leads to a page that leaves out what is hidden"
    own = "what somebody chose for themselves"
    return {"notices.Notice": names, "notices.Choices": own, "notices.Subscription": own}


@hooks.kept.register(position=30)
def kept() -> list[hooks.Kept]:
    return [
        hooks.Kept(
            _("What you were told"),
            _("%(read)s days after you read it, %(count)s days in any case")
            % {"read": services.KEPT_READ.days, "count": services.KEPT.days},
            services.forget_old,
        ),
        hooks.Kept(_("That a browser shows messages"), _("until you sign it out")),
    ]


@hooks.demo.register(position=90)
def read_before(network: Network, members: dict[str, Member]) -> None:
    """Something that its founder was told some days ago, so that there is more than what is new."""
    founder = User.objects.get(memberships__network=network, memberships__via=None)
    path = reverse("networks:home", args=[network.slug])
    hooks.tell(founder, "networks.came", path=path, once="demo", network=network.name)
    notice = founder.notices.latest("number")
    services.mark_read(notice=notice)
    before = {"number": 0, "made_on": notice.made_on - timedelta(days=4)}
    Notice.objects.filter(pk=notice.pk).update(**before)


@hooks.left_out_of_moving.register()
def left_out_of_moving() -> dict[str, str]:
    return {
        "notices.Notice": "leads to pages of another server",
        "notices.Address": "is another server's: a calendar is joined anew",
        "notices.Subscription": "a browser believes only the server that asked it",
    }


@hooks.coming_with_people.register()
def how_they_are_told() -> dict[str, str]:
    return {"notices.Choices": "user"}


@hooks.destroying.register()
def forget_its_notices(network: Network) -> None:
    """They name it."""
    Notice.objects.filter(path__startswith=reverse("networks:page", args=[network.slug])).delete()
