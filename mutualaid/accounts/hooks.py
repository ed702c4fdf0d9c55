"""What accounts add to a person's own pages, and to the page of what is kept."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Model, Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.codes import spaced
from mutualaid.fields import language_name
from mutualaid.jobs.services import DEAD_KEPT, forget_ended
from mutualaid.sealed import ledger
from mutualaid.sealed.backups import KEPT as COPIES_KEPT
from mutualaid.sealed.ledger import FOLDED_AFTER
from mutualaid.sealed.services import reveal, unseal

from .cards.services import FORGOTTEN_AFTER as CARDS_KEPT
from .cards.services import forget_cards
from .helpers.access import hidden_from
from .helpers.services import PRINT_WITHIN, SECOND_WITHIN, WAIT, forget_what_is_over
from .identifiers import email_index, sign_in_name_index
from .models import Card, NewCard, User
from .services import erase_user, forget_copies, forget_what_ended
from .signing_in.services import CODE_LASTS


@hooks.my_data.register(position=10)
def my_account(user: User) -> list[dict]:
    rows = [
        (_("Name"), user.display_name),
        (_("Language"), language_name(user.language)),
    ]
    if user.email_sealed:
        rows.append((_("E-mail address"), reveal(user, "email", to=user, reason="own-page")))
    if user.sign_in_name_sealed:
        name = reveal(user, "sign_in_name", to=user, reason="own-page")
        rows.append((_("Sign-in name"), spaced(name)))
    if user.has_usable_password():
        rows.append((_("Password"), _("a fingerprint of it, which cannot be turned back")))
    rows += [
        (
            _("A passkey"),
            _("%(name)s, since %(day)s") % {"name": each, "day": date_format(each.made_on)},
        )
        for each in user.passkeys.order_by("made_on", "pk")
    ]
    rows += [*_about_cards(user), *_about_helping(user)]
    devices = [
        (
            _("A browser"),
            _("signed in on %(since)s, last used on %(used)s")
            % {"since": date_format(each.created_on), "used": date_format(each.used_on)},
        )
        for each in user.sessions.order_by("created_on", "pk")
    ]
    return [
        {"title": _("Your account"), "rows": rows},
        {"title": _("Where you are signed in"), "rows": devices},
    ]


def _about_cards(user: User) -> Iterator[tuple[str, str]]:
    for card in user.cards.order_by("made_on", "pk"):
        yield _("A printed card"), _("made on %(day)s") % {"day": date_format(card.made_on)}
        used = card.codes.exclude(used_on=None).order_by("used_on", "pk")
        for day in filter(None, used.values_list("used_on", flat=True)):
            yield _("A code of it was used on"), date_format(day)
        if card.ended_on:
            yield _("It ended on"), date_format(card.ended_on)


def _about_helping(user: User) -> Iterator[tuple[str, str]]:
    """Without those from whom somebody hides, or who hide from them."""
    hidden = hidden_from(user)
    helpers = user.helpers.exclude(helper__in=hidden).select_related("helper")
    for each in helpers.order_by("since", "pk"):
        yield _("Can help you back in"), each.helper.display_name
    helps = user.helps.exclude(holder__in=hidden).select_related("holder")
    for each in helps.order_by("since", "pk"):
        yield _("You can help back in"), each.holder.display_name
    for asked in NewCard.objects.filter(holder=user):
        yield _("A new card is asked for you"), _("until %s") % date_format(asked.ends_on)
    mine = NewCard.objects.filter(Q(first=user) | Q(second=user)).exclude(holder__in=hidden)
    for asked in mine.select_related("holder").order_by("ends_on", "pk"):
        yield _("You asked for a new card for"), asked.holder.display_name
    cards = Card.objects.exclude(user__in=hidden).select_related("user").order_by("pk")
    for card in cards.filter(printed_by=user):
        yield _("You printed a card, not confirmed yet, with"), card.user.display_name
    for card in cards.filter(asked_with=user):
        yield _("You asked for a card, not confirmed yet, for"), card.user.display_name


@hooks.own_words.register()
def my_names(user: User) -> list[str]:
    return [user.display_name, unseal(user, "email", key=user.key) if user.email_sealed else ""]


@hooks.my_keys.register()
def my_account_key(user: User) -> list[int]:
    return [user.key_id]


@hooks.sealed_parts.register()
def parts() -> dict[str, Promise]:
    return {
        "accounts_user.email": gettext_lazy("your e-mail address"),
        "accounts_user.sign_in_name": gettext_lazy("your sign-in name"),
    }


@hooks.reasons.register()
def reasons() -> dict[str, Promise]:
    return {"own-page": gettext_lazy("on a page of your own")}


@hooks.in_clear.register(position=10)
def in_clear() -> list[tuple[str, set[str]]]:
    return [
        (_("Your name"), {"accounts.User.display_name"}),
        (_("Your language"), {"accounts.User.language"}),
        (
            _(
                "Fingerprints of your password and your codes. Of your address not even that, "
                "unless one has the keys too"
            ),
            {
                *("accounts.User.password", "accounts.User.email_index"),
                *("accounts.User.sign_in_name_index", "accounts.Session.digest"),
                *("accounts.SignInLink.digest", "accounts.Passkey.digest"),
                *("accounts.Card.batch_index", "accounts.CardCode.index"),
            },
        ),
        (_("What you call your devices"), {"accounts.Passkey.name"}),
        (
            _("For three months, when what is sealed about you was shown to whom, and for what"),
            {
                *("sealed.Access.link", "sealed.Access.at", "sealed.Access.place"),
                *("sealed.Access.key", "sealed.Access.reader", "sealed.Access.reason"),
            },
        ),
        (
            _(
                "What was done for you by itself, such as sending a mail: for a day, and for a "
                "month if it failed for good"
            ),
            {
                *("jobs.Job.kind", "jobs.Job.subject", "jobs.Job.key", "jobs.Job.state"),
                *("jobs.Job.due_at", "jobs.Job.lease_until", "jobs.Job.attempts"),
                *("jobs.Job.tries_left", "jobs.Job.error", "jobs.Job.ended_at"),
            },
        ),
        (
            _("On which days you signed in somewhere and last came by"),
            {
                *("accounts.Session.created_on", "accounts.Session.used_on"),
                *("accounts.Session.ends_on", "accounts.Passkey.made_on"),
                *("accounts.Card.made_on", "accounts.Card.ended_on", "accounts.CardCode.used_on"),
            },
        ),
        (
            _("Who can help you back in and since when, and whether a new card is asked for you"),
            {
                *("accounts.Helper.since", "accounts.NewCard.ready_at", "accounts.NewCard.ends_on"),
                "accounts.Card.confirmed",
            },
        ),
        (
            _("That somebody asked for a code, in which language, for ten minutes"),
            {
                *("accounts.Code.language", "accounts.Code.tries_left", "accounts.Code.ends_at"),
                "accounts.SignInLink.ends_at",
            },
        ),
    ]


@hooks.notice_kinds.register(position=10)
def notice_kinds() -> dict[str, hooks.NoticeKind]:
    return {
        "accounts.new_card_asked": hooks.NoticeKind(
            gettext_lazy("Somebody says that you lost your card. Is it wrong? Stop it"),
            urgent=True,
        ),
        "accounts.new_card_printed": hooks.NoticeKind(
            gettext_lazy("A new card was printed for you. Is it wrong? End it"), urgent=True
        ),
        "accounts.new_card_ended": hooks.NoticeKind(
            gettext_lazy("The new card that was asked for is not made"), urgent=True
        ),
        "accounts.new_card_ready": hooks.NoticeKind(
            gettext_lazy("You can print a new card together now"), urgent=True
        ),
        "accounts.card_confirmed": hooks.NoticeKind(
            gettext_lazy("Your new card is confirmed"), urgent=True
        ),
    }


@hooks.left_out_of_moving.register()
def left_out_of_moving() -> dict[str, str]:
    return {
        "accounts.Session": "the cookies are another server's: everybody signs in anew",
        "accounts.Code": "lasts ten minutes, and its mail names another server",
        "accounts.SignInLink": "of the demo, and leads to another server",
        "accounts.Count": "is of tries on another server",
        "accounts.Helper": "one of the two may stay: who helps whom is named anew",
        "accounts.NewCard": "lasts some days, and is asked for anew",
    }


@hooks.coming_with_people.register()
def ways_in() -> dict[str, str]:
    return {
        "accounts.Passkey": "user",
        "accounts.Card": "user",
        "accounts.CardCode": "card__user",
    }


@hooks.arriving.register()
def find_again(row: Model) -> None:
    """What somebody is found by hangs on the key of the server."""
    if isinstance(row, User):
        email, name = (unseal(row, each, key=row.key) for each in ("email", "sign_in_name"))
        row.email_index = email_index(email) if email else None
        row.sign_in_name_index = sign_in_name_index(name) if name else None


@hooks.forgetting.register(position=20)
def forget_again(keys: set[int]) -> None:
    for user in User.objects.filter(key__in=keys):
        erase_user(user=user)


@hooks.left_out_of_hiding.register()
def left_out_of_hiding() -> dict[str, str]:
    of_the_account = "it is of an account, and no network's"
    return {
        "accounts.User": of_the_account,
        "accounts.Passkey": of_the_account,
        "accounts.Session": of_the_account,
        "accounts.Code": of_the_account,
    }


@hooks.kept.register(position=10)
def kept() -> list[hooks.Kept]:
    days, ended = _("%(count)s days"), _("%(count)s days after its end")
    rows = [
        hooks.Kept(_("Your account"), _("until you erase it")),
        hooks.Kept(
            _("That a browser is signed in"),
            _("%(count)s days after you last came by")
            % {"count": settings.SESSION_COOKIE_AGE // 86400},
            forget_what_ended,
        ),
        hooks.Kept(
            _("A code to sign in"),
            _("%(count)s minutes") % {"count": CODE_LASTS // timedelta(minutes=1)},
            forget_what_ended,
        ),
        hooks.Kept(
            _("On which day a code of your card was used"),
            days % {"count": CARDS_KEPT.days},
            forget_cards,
        ),
        hooks.Kept(
            _("A card that has ended"),
            ended % {"count": CARDS_KEPT.days},
            forget_cards,
        ),
        hooks.Kept(_("Who can help you back in"), _("until one of you ends it")),
        hooks.Kept(
            _("That a new card is asked for you"),
            _("until it is stopped or printed, at most %(count)s days")
            % {"count": (SECOND_WITHIN + WAIT + PRINT_WITHIN).days},
            forget_what_is_over,
        ),
        hooks.Kept(
            _("How often something was tried, without who"),
            _("until the next night"),
            forget_what_ended,
        ),
        hooks.Kept(
            _("Who was shown what is sealed about you"),
            _("%(count)s days, for you to read; then only how many they were")
            % {"count": FOLDED_AFTER.days},
            ledger.fold,
        ),
        hooks.Kept(
            _("What was done for you by itself, such as sending a mail"),
            _("a day; what failed for good, %(count)s days") % {"count": DEAD_KEPT.days},
            forget_ended,
        ),
    ]
    if settings.BACKUP_DIR:
        copies = _("Copies of all this, sealed, also of what was taken out since")
        rows.append(hooks.Kept(copies, days % {"count": COPIES_KEPT.days}, forget_copies))
    return rows
