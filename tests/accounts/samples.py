import secrets

from django.test import Client

from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.signing_in.services import sign_in_link
from tests.accounts.factories import HelperFactory, PasskeyFactory
from tests.matrix import sample


@sample("accounts:helper_end:helper_id")
def helper(amina):
    return HelperFactory(holder=amina.user).pk


@sample("accounts:helper_id")
def helped(amina):
    return HelperFactory(helper=amina.user).pk


@sample("accounts:session_id")
def session(amina):
    Client().force_login(amina.user)
    return amina.user.sessions.first().pk


@sample("accounts:token")
def token(amina):
    return sign_in_link(user=amina.user).split("/")[-2]


@sample("accounts:passkey_id")
def passkey(amina):
    return PasskeyFactory(user=amina.user).pk


@sample("accounts:card_id")
def card(amina):
    make_card(user=amina.user, batch=secrets.token_urlsafe(32))
    return amina.user.cards.get(ended_on=None).pk


@sample("accounts:code")
def card_code(amina):
    return make_card(user=amina.user, batch="a secret of a page that prints")[0]
