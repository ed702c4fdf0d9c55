"""What imports add to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.models import Member
from mutualaid.networks.nights import InEach
from mutualaid.sealed.services import reveal, unseal

from .models import ResourceImport, Said, Upload
from .queries import offers_in_words, said_by
from .rules import SAID_DAYS
from .services import forget_late, forget_old_uploads, forget_said, leave_imports


@hooks.panels.register(position=8)
def said_panel(request: HttpRequest, member: Member) -> dict | None:
    if not said_by(member).exists():
        return None
    return {
        "title": _("What you said before you came in"),
        "template": "resources/panels/said.html",
        "slug": member.network.slug,
    }


@hooks.rules.register(position=45)
def rules() -> list[Rule]:
    return [
        Rule(
            key=SAID_DAYS,
            title=gettext_lazy("How long offers from a form wait"),
            choices=(30, 90, 180),
            default=90,
            words=counted(
                ngettext_lazy(
                    "%(count)s day after they came in they are forgotten.",
                    "%(count)s days after they came in they are forgotten.",
                    "count",
                )
            ),
            too_few=gettext_lazy("Until then only who brought them in sees them, to ask."),
        )
    ]


@hooks.my_membership.register(position=56)
def my_imports(member: Member) -> Iterator[tuple[str, Any]]:
    for run in member.resource_imports.order_by("made_on", "pk"):
        what = ResourceImport.What(run.what).label
        yield _("You brought in a file"), f"{what} · {date_format(run.made_on)}"
    if count := member.said.count():
        yield _("How many people you can ask what they share"), str(count)
    for said in said_by(member).order_by("pk"):
        for column in ("who", "contact", "words"):
            if text := reveal(said, column, to=member, reason="own-page"):
                yield _("You said before you came in"), text
        for offer in offers_in_words(said):
            yield _("You said before you came in"), offer["name"]


@hooks.my_data.register(position=46)
def my_files(user: User) -> list[dict]:
    unlocked = Member.objects.filter(user=user).unlocked()
    waiting = Upload.objects.filter(by__in=unlocked).select_related("key__under")
    files = [
        hooks.HeldFile(
            f"shared-on-its-way-{number}.json", unseal(each, "content", key=each.key).encode()
        )
        for number, each in enumerate(waiting.order_by("kept_on", "pk"), start=1)
    ]
    if not files:
        return []
    return [
        {"title": _("What is shared"), "rows": [(_("Files on their way in"), each)]}
        for each in files
    ]


@hooks.my_keys.register()
def my_keys(user: User) -> list[int]:
    """Of what they said before they came in."""
    ways = [pk for pk in user.memberships.values_list("via", flat=True) if pk]
    said = Said.objects.filter(invitation__in=ways).values_list("key", flat=True)
    return [key for key in said if key]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "resources_said.who": _("your name, in a form"),
        "resources_said.contact": _("how to reach you, in a form"),
        "resources_said.words": _("what you wrote in a form"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {"asks-offers": _("to ask whether you still like to share something")}


@hooks.ending_with.register(position=16)
def ends(member: Member) -> list[str]:
    if not member.said.exists():
        return []
    return [_("Your list of people to ask what they share is forgotten.")]


@hooks.leaving.register()
def leave(member: Member) -> None:
    leave_imports(member=member)


@hooks.forgetting.register()
def forget_again(keys: set[int]) -> None:
    for said in Said.objects.filter(key__in=keys).select_related("key"):
        forget_said(said=said)
    Upload.objects.filter(key__in=keys).delete()


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    own_eyes = "only who brought it in reads it, and whose it is"
    return {
        "resources.ResourceImport": "it holds counts, and reasons that we wrote",
        "resources.Upload": own_eyes,
        "resources.Said": own_eyes,
        "resources.SaidOffer": own_eyes,
    }


@hooks.in_clear.register(position=33)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("On which day you brought in a file with what is shared, and how much was in it"),
            {
                *(f"resources.ResourceImport.{name}" for name in ("what", "made_on", "summary")),
                "resources.Upload.kept_on",
            },
        ),
        (
            _("Of which kind offers from a form are; not whose they are, and no words of them"),
            {"resources.Said.said_on", "resources.Said.kept_on"},
        ),
    ]


@hooks.kept.register(position=33)
def kept() -> list[hooks.Kept]:
    lasts = _("30, 90 or 180 days, as your network agreed, unless they share it themselves before")
    return [
        hooks.Kept(_("Offers from a form, and whom to ask"), lasts, InEach(forget_late)),
        hooks.Kept(
            _("Files with what is shared, on their way in"),
            _("at most two nights"),
            forget_old_uploads,
        ),
    ]
