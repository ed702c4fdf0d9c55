import secrets

import factory
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestedCredentialData

from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.identifiers import email_index
from mutualaid.accounts.models import Helper, Passkey, User
from mutualaid.accounts.passkeys.webauthn import digest
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import seal


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    display_name = factory.Sequence("Neighbor {}".format)
    key = factory.LazyFunction(new_key)

    @classmethod
    def _create(cls, model, *args, email=None, password=None, **values):
        user = model(**values)
        user.set_password(password)
        if email:
            user.email_index = email_index(email)
            seal(user, "email", email, key=user.key)
        user.save(force_insert=True)
        return user


class PasskeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Passkey

    user = factory.SubFactory(UserFactory)
    name = "My phone"

    @classmethod
    def _create(cls, model, *args, **values):
        credential = new_credential()
        passkey = model(digest=digest(credential.credential_id), **values)
        seal(passkey, "credential", bytes(credential).hex(), key=passkey.user.key)
        passkey.save(force_insert=True)
        return passkey


class HelperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Helper

    holder = factory.SubFactory(UserFactory)
    helper = factory.SubFactory(UserFactory)


def come_in_by_unconfirmed_card(client, user):
    """By a card that a helper printed for them just now."""
    batch = secrets.token_urlsafe(32)
    codes = make_card(user=user, batch=batch, printed_by=UserFactory())
    assert client.post("/sign-in/card/", {"code": codes[0]}).status_code == 302


def new_credential():
    public_key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    return AttestedCredentialData.create(Aaguid.NONE, secrets.token_bytes(32), public_key)
