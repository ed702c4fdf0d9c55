"""What the board adds to the pages of others."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.networks.models import Member

from .queries import in_words


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "needs.fits": hooks.NoticeKind(
            gettext_lazy("%(network)s: something new stands on the board, of what you chose")
        ),
    }


@hooks.my_membership.register(position=53)
def my_filters(member: Member) -> Iterator[tuple[str, Any]]:
    for saved in member.saved_filters.order_by("pk"):
        yield _("You are told of needs"), in_words(member.network, saved.filter)


@hooks.ending_with.register(position=28)
def ends(member: Member) -> list[str]:
    words = _("You are told of needs no more: %(chosen)s")
    saved = member.saved_filters.order_by("pk")
    return [words % {"chosen": in_words(member.network, each.filter)} for each in saved]


@hooks.leaving.register()
def leave(member: Member) -> None:
    member.saved_filters.all().delete()


@hooks.in_clear.register(position=34)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (
            _("Of which kinds of need, where and in which language, you want to be told"),
            {"needs.SavedFilter.filter", "needs.SavedFilter.looked_on"},
        ),
    ]


@hooks.kept.register(position=34)
def kept() -> list[hooks.Kept]:
    return [hooks.Kept(_("Of what you want to be told"), _("until you stop it, or leave"))]
