"""Passkeys, with a virtual authenticator in chromium (look.md 9)."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData

from mutualaid.accounts.models import Passkey, Session, User
from mutualaid.accounts.passkeys.services import add_passkey, remove_passkey
from mutualaid.accounts.passkeys.webauthn import digest, is_ours
from mutualaid.sealed.services import seal
from tests.accounts.factories import PasskeyFactory, UserFactory, new_credential
from tests.browser import assert_axe, assert_fits, set_language, sign_in


@pytest.fixture
def device(page):
    """A browser whose device checks its person, and remembers passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.authenticator = made["authenticatorId"]
    page.devtools = session
    return page


def sign_in_lately(page, member):
    client = Client()
    client.force_login(member.user)
    session = client.session
    session["signed_in_at"] = 2**40
    session.save()
    sign_in(page, member, client=client)


def add(page, name="My phone"):
    page.goto("/me/passkeys/")
    page.fill("#id_name", name)
    page.get_by_role("button", name="Add a passkey").click()


@pytest.mark.browser
def test_9_a_passkey_is_added_and_signs_in(device, amina):
    sign_in_lately(device, amina)
    add(device)
    device.get_by_text("From now on you can sign in with this device.").wait_for()
    passkey = Passkey.objects.get()
    assert (passkey.user, passkey.name) == (amina.user, "My phone")
    device.get_by_role("heading", name="My phone").wait_for()
    assert_axe(device)
    device.context.clear_cookies()
    device.goto("/sign-in/?next=/n/millbrook/home/")
    device.get_by_role("button", name="Sign in with a passkey").click()
    device.get_by_role("heading", name="Hello, Amina").wait_for()
    assert Session.objects.filter(user=amina.user).count() == 2


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_kept_once(amina):
    credential = bytes(new_credential())

    def add_it(_):
        try:
            add_passkey(user=amina.user, name="My phone", credential=credential)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_it, range(8)))
    assert amina.user.passkeys.count() == 1


@pytest.mark.browser
def test_a_passkey_that_was_removed_opens_nothing(device, amina):
    sign_in_lately(device, amina)
    amina.user.set_password("four words that stand alone")
    amina.user.save()
    sign_in_lately(device, amina)
    add(device)
    device.get_by_role("button", name="Remove").click()
    device.get_by_text("That device signs in no more.").wait_for()
    device.context.clear_cookies()
    device.goto("/sign-in/")
    device.get_by_role("button", name="Sign in with a passkey").click()
    device.get_by_text("We do not know this passkey.").wait_for()
    assert device.url.endswith("/sign-in/")


@pytest.mark.browser
def test_whoever_does_not_prove_to_be_its_person_does_not_come_in(device, amina):
    sign_in_lately(device, amina)
    add(device)
    device.get_by_text("From now on").wait_for()
    state = {"authenticatorId": device.authenticator, "isUserVerified": False}
    device.devtools.send("WebAuthn.setUserVerified", state)
    device.context.clear_cookies()
    device.goto("/sign-in/")
    device.get_by_role("button", name="Sign in with a passkey").click()
    device.get_by_text("That did not work, or was stopped.").wait_for()
    assert device.url.endswith("/sign-in/")


@pytest.mark.browser
def test_in_arabic_at_320_px(phone, amina):
    PasskeyFactory(user=amina.user)
    sign_in_lately(phone, amina)
    set_language(phone, "ar")
    phone.goto("/me/passkeys/")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert_fits(phone)
    assert_axe(phone)


@pytest.mark.parametrize(
    "answer",
    [
        *("", "{}", "[]", "no json", "\x00", '{"id": 1}', "x" * 20_000, "[" * 9_000),
        json.dumps({"rawId": "AAAA"}),
        json.dumps({"rawId": "AAAA", "id": "AAAA", "type": "public-key", "response": {}}),
        json.dumps({"rawId": "AAAA", "id": "AAAA", "type": "public-key", "response": 7}),
    ],
)
def test_what_is_no_passkey_is_refused(client, db, answer):
    client.post("/sign-in/passkey/begin/")
    told = client.post("/sign-in/passkey/", {"answer": answer}, follow=True)
    assert "We do not know this passkey" in told.text
    assert not Session.objects.exclude(user=None).exists()


@pytest.mark.parametrize("origin", ["https://evil.localhost", "http://localhost.evil", "x", ""])
def test_another_origin_is_not_ours(origin):
    assert is_ours("http://localhost:8000")
    assert not is_ours(origin)


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "no json", "x" * 20_000, "[" * 9_000, '{"response": {"attestationObject": "AA"}}'],
)
def test_what_was_not_made_here_is_not_added(client, amina, answer):
    client.force_login(amina.user)
    session = client.session
    session["signed_in_at"] = 2**40
    session.save()
    client.post("/me/passkeys/begin/")
    told = client.post("/me/passkeys/add/", {"name": "Phone", "answer": answer})
    assert told.status_code == 422
    assert "Phone" in told.text
    assert not Passkey.objects.exists()


def test_nobody_locks_themselves_out(db):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    first, second = PasskeyFactory.create_batch(2, user=user)
    remove_passkey(passkey=first)
    with pytest.raises(ValidationError, match="only way in"):
        remove_passkey(passkey=second)


def test_of_another_it_is_not_found(client, amina, bo):
    other = PasskeyFactory(user=bo.user)
    client.force_login(amina.user)
    session = client.session
    session["signed_in_at"] = 2**40
    session.save()
    assert client.post(f"/me/passkeys/{other.pk}/remove/").status_code == 404
    assert User.objects.get(pk=bo.user_id).passkeys.exists()


@pytest.fixture
def pocket_key(db):
    """A key of a device that we play ourselves, and its person's passkey here."""
    key = ec.generate_private_key(ec.SECP256R1())
    credential = AttestedCredentialData.create(
        Aaguid.NONE, b"pocket" * 4, ES256.from_cryptography_key(key.public_key())
    )
    user = UserFactory()
    passkey = Passkey(user=user, name="Pocket", digest=digest(credential.credential_id))
    seal(passkey, "credential", bytes(credential).hex(), key=user.key)
    passkey.save(force_insert=True)
    return key


def answered(challenge, key, *, origin="http://localhost", verified=True):
    """What a device with this key says to a challenge."""
    told = {"type": "webauthn.get", "challenge": challenge, "origin": origin}
    asked = json.dumps(told).encode()
    flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if verified else 0)
    head = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0)
    signature = key.sign(head + sha256(asked).digest(), ec.ECDSA(SHA256()))
    said = {"clientDataJSON": asked, "authenticatorData": head, "signature": signature}
    return json.dumps(
        {
            "id": websafe_encode(b"pocket" * 4),
            "rawId": websafe_encode(b"pocket" * 4),
            "type": "public-key",
            "response": {name: websafe_encode(value) for name, value in said.items()},
        }
    )


def comes_in(client, key, *, other="", **otherwise):
    challenge = client.post("/sign-in/passkey/begin/").json()["publicKey"]["challenge"]
    client.post("/sign-in/passkey/", {"answer": answered(other or challenge, key, **otherwise)})
    return client.get("/me/").status_code == 200


def test_only_its_own_key_signs_in_and_only_for_this_try(client, pocket_key):
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert not comes_in(client, stranger)
    assert not comes_in(client, pocket_key, other=websafe_encode(b"an earlier challenge"))
    assert not comes_in(client, pocket_key, origin="https://evil.example")
    assert not comes_in(client, pocket_key, verified=False)
    assert comes_in(client, pocket_key)
