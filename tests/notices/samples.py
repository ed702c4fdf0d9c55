from django.test import Client

from mutualaid.notices.models import Address
from mutualaid.notices.services import address_for, secret_of
from tests.matrix import sample
from tests.notices.factories import subscription_of, tell


@sample("notices:notice_id")
def notice(amina):
    tell(amina)
    return amina.user.notices.latest("number").pk


@sample("notices:subscription_id")
def subscription(amina):
    client = Client()
    client.force_login(amina.user)
    return subscription_of(amina, client).pk


@sample("notices:token")
def token(amina):
    return secret_of(address_for(user=amina.user, purpose=Address.Purpose.UNSUBSCRIBE))


@sample("notices:secret")
def secret(amina):
    return secret_of(address_for(user=amina.user, purpose=Address.Purpose.CALENDAR))
