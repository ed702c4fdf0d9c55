"""Whom one may welcome, and whom one knows by now."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.networks.hiding.queries import hidden_from, names_for
from mutualaid.networks.models import Member
from mutualaid.sealed.keys import blind_index

from .models import Touch, TouchAct, Welcome

TOGETHER = 3
"""After so many turns done together one is asked whether one knows the other."""


def welcomer_index(member: Member) -> str:
    """By which a newcomer's row knows again whom they would rather not meet."""
    return blind_index("welcome", str(member.pk), key=member.network.key)


def asking(member: Member) -> QuerySet[Welcome]:
    """Those who ask to be welcomed, and whom nobody welcomes yet; without those who would rather
    meet somebody else."""
    there = Welcome.objects.filter(newcomer__network=member.network, newcomer__left_on=None)
    free = there.filter(by=None, newcomer__vouches_needed=None)
    mine = welcomer_index(member)
    refused = [pk for pk, marks in free.values_list("pk", "refused") if mine in marks]
    return (
        free.exclude(pk__in=refused)
        .exclude(newcomer__in={member.pk, *hidden_from(member)})
        .select_related("newcomer__key__under", "newcomer__user")
        .order_by("asked_on", "pk")
    )


def alone(member: Member) -> QuerySet[Touch]:
    """Those with whom nobody keeps in touch any more, since who did has left or hides."""
    return (
        Touch.objects.filter(of__network=member.network, by=None)
        .filter(until__gte=member.network.today())
        .exclude(of__in={member.pk, *hidden_from(member)})
        .select_related("of")
        .order_by("until", "pk")
    )


def done_for(member: Member) -> list[tuple[date, str, Promise]]:
    """What was done for a member who has no phone: when, by whom, and what, the newest first."""
    name_of, acts = names_for(member), hooks.touch_acts.merged()
    done = TouchAct.objects.filter(touch__of=member, what__in=acts).select_related("touch__by")
    return [
        (act.on, name_of(act.touch.by) if act.touch.by else _("someone"), acts[act.what].done)
        for act in done.order_by("-on", "-pk")
    ]


def known_by_now(member: Member) -> list[Member]:
    """The newcomers with whom a member has done enough together, and of whom they have not said
    yet that they know them."""
    together: Counter[int] = Counter()
    for counts in hooks.done_together.ask(member):
        together.update(counts)
    often = {pk for pk, count in together.items() if count >= TOGETHER} - hidden_from(member)
    newcomers = member.network.members.present().filter(pk__in=often, vouches_needed=None)
    return list(newcomers.exclude(vouches__by=member).order_by("name", "pk"))
