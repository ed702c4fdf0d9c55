"""What loans add to the pages of others."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mutualaid import hooks
from mutualaid.accounts.models import User
from mutualaid.networks.agreements.rules import Rule, counted
from mutualaid.networks.models import Member
from mutualaid.networks.nights import InEach
from mutualaid.networks.queries import memberships_of
from mutualaid.sealed.services import reveal, unseal_bytes

from .models import Loan, LoanNote
from .queries import address, due_soon, seen_by
from .rules import LOAN_KEPT_DAYS
from .services.forgetting import forget_ended, forget_loans_under
from .services.parting import fall, leave_loans, part_loans
from .services.waiting import drop_waits
from .slots import A_DAY, days_of


@hooks.panels.register(position=12)
def loans_panel(request: HttpRequest, member: Member) -> dict | None:
    rows = due_soon(member)
    if not rows:
        return None
    return {
        "title": _("Borrowed and lent"),
        "template": "resources/panels/loans.html",
        "slug": member.network.slug,
        "rows": rows,
    }


@hooks.calendar.register()
def loans_in_calendar(user: User) -> list[hooks.CalendarEvent]:
    """What was promised or lent, without saying what, whose and where."""
    members = list(memberships_of(user).select_related("network__key"))
    promised = seen_by(*members).filter(state__in=[Loan.State.AGREED, Loan.State.HANDED])
    mine = {member.pk for member in members}
    return [_event(loan, borrows=loan.by_id in mine) for loan in promised]


def _event(loan: Loan, *, borrows: bool) -> hooks.CalendarEvent:
    words = _("You borrow something · %(network)s") if borrows else _("A loan · %(network)s")
    first, last = days_of(loan.slot, loan.zone)
    by_hour = loan.item.by_the_hour
    return hooks.CalendarEvent(
        uid=f"loan-{loan.pk}",
        start=loan.starts if by_hour else first,
        end=loan.ends if by_hour else last + A_DAY,
        time_zone=loan.zone.key if by_hour else "",
        summary=words % {"network": loan.item.network},
        path=address(loan),
        updated=datetime.combine(loan.changed_on, time(), UTC),
    )


@hooks.rules.register(position=44)
def rules() -> list[Rule]:
    return [
        Rule(
            key=LOAN_KEPT_DAYS,
            title=gettext_lazy("How long we keep who borrowed what"),
            choices=(7, 30, 90),
            default=30,
            words=counted(
                ngettext_lazy(
                    "%(count)s day after it is back; then nothing is left of it.",
                    "%(count)s days after it is back; then nothing is left of it.",
                    "count",
                )
            ),
            too_few=gettext_lazy("It is forgotten by itself; nobody has to think of it."),
        ),
    ]


@hooks.notice_kinds.register()
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    kinds = {
        "asked": gettext_lazy("%(network)s: somebody would like to borrow “%(item)s”"),
        "agreed": gettext_lazy("%(network)s: you can have “%(item)s”"),
        "declined": gettext_lazy("%(network)s: “%(item)s” cannot be had this time"),
        "taken_back": gettext_lazy("%(network)s: “%(item)s” is not needed any more"),
        "lapsed": gettext_lazy("%(network)s: nothing came of borrowing “%(item)s”; ask again"),
        "longer": gettext_lazy("%(network)s: may they keep “%(item)s” a little longer?"),
        "renewed": gettext_lazy("%(network)s: you can keep “%(item)s” longer"),
        "not_renewed": gettext_lazy("%(network)s: please bring “%(item)s” back as you said"),
        "returned": gettext_lazy("%(network)s: “%(item)s” is back; thank you both"),
        "free": gettext_lazy("%(network)s: “%(item)s” is free for you now, for a day"),
        "still_out": gettext_lazy("%(network)s: “%(item)s” may come a little late to you"),
        "missing": gettext_lazy("%(network)s: “%(item)s” is not back yet; talk with each other"),
        "left": gettext_lazy("%(network)s: who had “%(item)s” has left; look for it now"),
        "over": gettext_lazy("%(network)s: “%(item)s” is not shared any more; bring it back"),
        "due": gettext_lazy("%(network)s: “%(item)s” goes back soon"),
        "past": gettext_lazy("%(network)s: “%(item)s” was to be back; do you need it longer?"),
        "overdue": gettext_lazy(
            "%(network)s: “%(item)s” is missed by others; is something in the way? Tell them, and "
            "you find a way together"
        ),
    }
    return {f"resources.loan_{name}": hooks.NoticeKind(title) for name, title in kinds.items()}


@hooks.my_membership.register(position=56)
def my_loans(member: Member) -> Iterator[tuple[str, Any]]:
    seen = seen_by(member).select_related("key__under", "agreed_key__under").order_by("starts")
    for loan in seen:
        borrows = loan.by_id == member.pk
        asked = _("You borrowed, or asked for") if borrows else _("You lent, or were asked for")
        yield asked, f"{loan.item.name} · {loan.when}"
        if borrows and loan.key:
            for column in ("words", "contact"):
                if text := reveal(loan, column, to=member, reason="own-page"):
                    yield _("You told who lends it"), text
        if loan.agreed_by_id == member.pk and loan.agreed_key:
            for column in ("answer", "answer_contact"):
                key = loan.agreed_key
                if text := reveal(loan, column, to=member, reason="own-page", key=key):
                    yield _("You told who borrows it"), text
    for number, note in enumerate(member.loan_notes.select_related("key__under", "loan__item")):
        if note.key and (text := reveal(note, "words", to=member, reason="own-page")):
            yield _("You noted how it was"), f"{note.loan.item.name}: {text}"
        if note.picture_sealed and note.key:
            content = unseal_bytes(note, "picture", key=note.key)
            name = f"loan-{member.network.slug}-{number + 1}.jpg"
            yield _("You showed how it was"), hooks.HeldFile(name, content)
    for wait in member.waits.select_related("item"):
        yield _("You wait for"), wait.item.name


@hooks.my_keys.register()
def my_loan_keys(user: User) -> list[int]:
    loans = Loan.objects.filter(Q(by__user=user) | Q(agreed_by__user=user))
    mine = loans.values_list("by__user", "key", "agreed_by__user", "agreed_key")
    keys = {
        key
        for by, asked, agreed_by, answered in mine
        for whose, key in ((by, asked), (agreed_by, answered))
        if whose == user.pk and key
    }
    notes = LoanNote.objects.filter(by__user=user).exclude(key=None)
    return [*keys, *notes.values_list("key", flat=True)]


@hooks.sealed_parts.register()
def sealed_parts() -> dict[str, str]:
    return {
        "resources_loan.words": _("what you would like to borrow something for"),
        "resources_loan.contact": _("how you can be reached about something you borrow"),
        "resources_loan.answer": _("where something you lend can be fetched"),
        "resources_loan.answer_contact": _("how you can be reached about something you lend"),
        "resources_loannote.words": _("how a thing was as it changed hands"),
        "resources_loannote.picture": _("a picture of how a thing was"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, str]:
    return {
        "loan-asked": _("as the one who was asked to lend something"),
        "loan": _("as the other side of a loan"),
    }


@hooks.ending_with.register(position=22)
def ends(member: Member) -> list[str]:
    mine = member.loans.filter(circle=None).select_related("item").order_by("starts")
    words = {
        Loan.State.HANDED: _("You have “%(item)s”. Please bring it back first."),
        Loan.State.AGREED: _("“%(item)s” was promised to you: others can have it."),
        Loan.State.ASKED: _("You asked for “%(item)s”: others can have it."),
    }
    told = [words[Loan.State(each.state)] % {"item": each.item.name} for each in mine.live()]
    lent = Loan.objects.filter(item__by=member, item__circle=None, state=Loan.State.HANDED)
    out = _("“%(item)s” is lent. Ask for it back first.")
    return told + [out % {"item": each.item.name} for each in lent.select_related("item")]


@hooks.falling.register()
def fell(member: Member) -> None:
    fall(member=member)


@hooks.parting.register()
def part(member: Member, absent: set[int]) -> None:
    part_loans(member=member, absent=absent)


@hooks.leaving.register(position=40)
def leave(member: Member) -> None:
    leave_loans(member=member)


@hooks.forgetting.register()
def forget_again(keys: set[int]) -> None:
    forget_loans_under(keys=keys)


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    between = "only the two whom it is between read it"
    return {
        "resources.Loan": between,
        "resources.LoanNote": between,
    }


@hooks.in_clear.register(position=36)
def in_clear() -> list[tuple[str, set[str]]]:
    loan = ("unit", "starts", "ends", "wanted_until", "state", "changed_on", "open_until")
    return [
        (
            _("What you borrowed or lent, and when; not what for, nor how you can be reached"),
            {
                *(f"resources.Loan.{name}" for name in loan),
                *("resources.LoanNote.moment", "resources.LoanNote.made_on"),
            },
        ),
        (
            _("For what you wait, for which time, and your place in the queue"),
            {f"resources.Wait.{name}" for name in ("starts", "ends", "number", "told_until")},
        ),
    ]


@hooks.kept.register(position=36)
def kept() -> list[hooks.Kept]:
    lasts = _("7, 30 or 90 days after it is back, as your network agreed")
    return [
        hooks.Kept(_("What you borrowed and lent"), lasts, InEach(forget_ended)),
        hooks.Kept(
            _("For what you wait"),
            _("until it was your turn, or that time is over"),
            InEach(drop_waits),
        ),
    ]
