from django.test import Client

from mutualaid.accounts.services import sign_in_link
from tests.accounts.factories import PasskeyFactory
from tests.matrix import sample


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
