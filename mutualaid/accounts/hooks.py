"""What accounts add to a person's own pages, and to the page of what is kept."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutualaid import hooks
from mutualaid.codes import spaced
from mutualaid.fields import language_name
from mutualaid.sealed.ledger import FOLDED_AFTER
from mutualaid.sealed.services import reveal, unseal

from .models import User
from .services import CODE_LASTS, erase_user


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
    rows += [
        (_("A printed card"), _("made on %(day)s") % {"day": date_format(each.made_on)})
        for each in user.cards.order_by("made_on", "pk")
    ]
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
            _("On which days you signed in somewhere and last came by"),
            {
                *("accounts.Session.created_on", "accounts.Session.used_on"),
                *("accounts.Session.ends_on", "accounts.Passkey.made_on"),
                *("accounts.Card.made_on", "accounts.Card.ended_on", "accounts.CardCode.used_on"),
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


@hooks.forgetting.register(position=20)
def forget_again(keys: set[int]) -> None:
    for user in User.objects.filter(key__in=keys):
        erase_user(user=user)


@hooks.kept.register(position=10)
def kept() -> list[tuple[str, str]]:
    return [
        (_("Your account"), _("until you erase it")),
        (_("That a browser is signed in"), _("30 days after you last came by")),
        (_("A code to sign in"), _("%(count)s minutes") % {"count": CODE_LASTS // MINUTE}),
        (_("How often something was tried, without who"), _("until the next night")),
        (
            _("Who was shown what is sealed about you"),
            _("%(count)s days, for you to read; then only how many they were")
            % {"count": FOLDED_AFTER.days},
        ),
    ]


MINUTE = timedelta(minutes=1)
