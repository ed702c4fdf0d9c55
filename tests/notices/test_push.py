"""Push to a real server, which knows us by our key, and to a browser, which opens what it gets."""

import base64
import json
import ssl
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.test import Client

from mutualaid.accounts.helpers.services import ask_for_card, second_card
from mutualaid.jobs.models import Job
from mutualaid.jobs.registry import handlers
from mutualaid.jobs.services import sweep
from mutualaid.notices import push
from mutualaid.notices.models import Subscription
from mutualaid.sealed.services import seal
from tests.accounts.factories import HelperFactory
from tests.accounts.test_canaries import everything
from tests.browser import assert_axe, sign_in
from tests.notices.conftest import DOOR, SOUP
from tests.notices.factories import Browser, tell
from tests.notices.test_mailing import want

pytestmark = pytest.mark.django_db


class PushServer(ThreadingHTTPServer):
    """Keeps what it got, and answers with ``status``."""

    status = 201
    drips = False
    """It sends byte after byte, and never comes to an end."""

    def __init__(self, certificate):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.got = []
        self.ended = threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.origin = f"https://localhost:{self.server_port}"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        while self.server.drips and not self.server.ended.wait(0.2):
            with suppress(OSError):
                self.wfile.write(b"H")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server(certificate, monkeypatch):
    """One beside us, which else we would not connect to."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(push, "is_public", lambda host: True)
    monkeypatch.setattr(push, "is_open", lambda endpoint: True)
    server = PushServer(certificate)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def device(server, amina, browse, clock):
    """Amina's browser, which is pushed to at once."""
    browser = Browser(f"{server.origin}/to/7?who=she")
    assert browse(amina).post("/me/notices/push/", {"browser": browser.told}).status_code == 302
    want(amina, often="at-once")
    return browser


def opened(browser, body):
    """What a browser reads in a push: RFC 8291."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    theirs, sealed = body[21 : 21 + length], body[21 + length :]
    shared = browser.key.exchange(
        ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs)
    )
    info = b"WebPush: info\0" + browser.point + theirs
    secret = HKDF(SHA256(), 32, browser.auth, info).derive(shared)
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
    assert len(sealed) <= size
    text, end = AESGCM(key).decrypt(nonce, sealed, None)[:-1], b"\2"
    assert AESGCM(key).decrypt(nonce, sealed, None).endswith(end)
    return text.decode()


def test_the_browser_reads_that_there_is_a_message_and_nothing_else(device, server, amina):
    tell(amina, SOUP)
    sweep()
    ((path, headers, body),) = server.got
    assert path == "/to/7?who=she"
    assert opened(device, body) == "You have a message"
    assert headers["TTL"] == "86400"
    assert b"soup" not in body
    sweep()
    assert len(server.got) == 1


def test_that_a_new_card_is_asked_for_is_pushed(device, server, amina, bo, chen):
    helpers = [HelperFactory(holder=amina.user, helper=each.user) for each in (bo, chen)]
    ask_for_card(helper=helpers[0])
    second_card(helper=helpers[1])
    sweep()
    ((_path, _headers, body),) = server.got
    assert opened(device, body) == "You have a message"


def test_the_push_server_knows_us_by_our_key(device, server, amina, browse):
    tell(amina)
    sweep()
    _path, headers, _body = server.got[0]
    scheme, _, parts = headers["Authorization"].partition(" ")
    token, key = (part.strip()[2:] for part in parts.split(","))
    assert scheme == "vapid"
    assert key == push.public_key()
    assert f'data-push-key="{key}"' not in browse(amina).get("/me/notices/choices/").text
    signed, _, signature = token.rpartition(".")
    pair = [int.from_bytes(half, "big") for half in (read(signature)[:32], read(signature)[32:])]
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), read(key))
    public.verify(encode_dss_signature(*pair), signed.encode(), ECDSA(SHA256()))
    claims = json.loads(read(signed.partition(".")[2]))
    assert claims["aud"] == server.origin
    assert claims["sub"].startswith("mailto:")


def read(text):
    return base64.urlsafe_b64decode(text + "==")


def test_it_waits_as_the_mail_does(device, server, amina, clock):
    clock("2026-11-24T23:00")
    tell(amina)
    sweep()
    assert not server.got
    tell(amina, DOOR)
    sweep()
    assert len(server.got) == 1
    clock("2026-11-25T07:00")
    assert len(server.got) == 2


def test_another_choice_holds_for_what_waits_to_be_pushed(device, server, amina, clock):
    want(amina, often="daily")
    tell(amina)
    want(amina, often="weekly")
    clock("2026-11-25T08:00")
    assert not server.got
    clock("2026-11-30T08:00")
    assert len(server.got) == 1
    clock("2026-12-07T08:00")
    assert len(server.got) == 1, "told once, even if it is not read"


def test_a_phone_waits_for_no_mail_server(device, server, amina, settings):
    seal(amina.user, "email", "amina@example.org", key=amina.user.key)
    amina.user.save()
    nowhere = {"host": "127.0.0.1", "port": 1}
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": nowhere}
    settings.MAILERS = {"default": smtp}
    tell(amina)
    sweep()
    assert len(server.got) == 1
    assert Job.objects.get(kind="notices.send_alone").error == "MailFailed"


def test_what_was_read_is_not_pushed(device, server, amina, clock, browse):
    clock("2026-11-24T23:00")
    tell(amina)
    browse(amina).post("/me/notices/read/")
    clock("2026-11-25T07:00")
    assert not server.got


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(device, server, amina, status):
    server.status = status
    tell(amina)
    sweep()
    assert not Subscription.objects.exists()


def test_a_push_server_that_fails_is_asked_again(device, server, amina, clock):
    server.status = 503
    tell(amina)
    sweep()
    job = Job.objects.get(kind="notices.push")
    assert (job.state, job.error) == (Job.State.DUE, "PushFailed")
    server.status = 201
    clock("2026-11-24T12:05")
    assert len(server.got) == 2
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE


def test_a_push_server_that_never_ends_holds_nobody(device, server, amina, clock, monkeypatch):
    server.drips = True
    monkeypatch.setattr(push, "WITHIN", 1)
    tell(amina)
    began = time.perf_counter()
    sweep()
    assert time.perf_counter() - began < 5
    job = Job.objects.get(kind="notices.push")
    assert job.error == "PushFailed"
    server.drips, server.status = False, 503
    for minutes in range(1, 12):
        clock(f"2026-11-24T12:{minutes:02}")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DEAD, 5), "given up after few tries"


@pytest.mark.parametrize("kind", ["notices.push", "notices.push_urgent"])
def test_nobody_else_takes_over_what_may_still_end(kind):
    assert handlers[kind].lease > timedelta(seconds=2 * push.WITHIN)


def test_ten_browsers_and_no_more(server, amina):
    for number in range(10):
        client = Client()
        client.force_login(amina.user)
        client.post("/me/notices/push/", {"browser": Browser(f"{server.origin}/{number}").told})
    assert amina.user.subscriptions.count() == 10
    client.post("/me/notices/push/", {"browser": Browser(f"{server.origin}/anew").told})
    assert amina.user.subscriptions.count() == 10, "it takes the place of its own"
    other = Client()
    other.force_login(amina.user)
    sent = {"browser": Browser(f"{server.origin}/more").told}
    page = other.post("/me/notices/push/", sent, follow=True)
    assert "You have ten browsers that show messages." in page.text
    assert amina.user.subscriptions.count() == 10


def test_signing_out_ends_it(device, server, amina, client):
    client.post("/sign-out/")
    assert not Subscription.objects.exists()
    tell(amina)
    sweep()
    assert not server.got


def test_it_can_be_ended_and_not_by_another(device, client, bo):
    end = f"/me/notices/push/{Subscription.objects.get().pk}/end/"
    other = Client()
    other.force_login(bo.user)
    assert other.post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert not Subscription.objects.exists()


def test_a_browser_that_asks_twice_is_told_once(server, amina, browse):
    client, browser = browse(amina), Browser()
    for _ in range(2):
        client.post("/me/notices/push/", {"browser": browser.told})
    assert Subscription.objects.count() == 1
    assert "This browser" in client.get("/me/notices/choices/").text


def test_where_it_is_pushed_to_is_sealed(server, amina, browse):
    browser = Browser("https://push.example.org/canary-3b7d")
    browse(amina).post("/me/notices/push/", {"browser": browser.told})
    assert Subscription.objects.exists()
    for word in ("canary-3b7d", "push.example.org", push.packed(browser.auth)):
        assert word not in everything()


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "http://push.example.org/7"},
        {"endpoint": "https:///7"},
        {"endpoint": "https://push.example.org:port/7"},
        {"endpoint": "https://push.example.org:8443/7"},
        {"endpoint": "https://push.example.org:22/7"},
        {"endpoint": 7},
        {"endpoint": "https://push.example.org/" + "7" * 2000},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"keys": {"p256dh": "A" * 87}},
        {"keys": "none"},
    ],
)
def test_what_is_no_subscription_is_refused(amina, browse, change):
    told = json.dumps(json.loads(Browser().told) | change)
    for sent in (told, "", "[]", "null", "{"):
        browse(amina).post("/me/notices/push/", {"browser": sent})
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "10.0.0.7", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("[::1]", "[fd00::7]", "[::ffff:127.0.0.1]", "[fe80::1]", "224.0.0.1"),
        *("[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.7]", "[64:ff9b:1::7f00:1]", "[::127.0.0.1]"),
        *("[2002:7f00:1::1]", "[2001::7f00:1]"),
    ],
)
def test_nobody_makes_us_ask_a_server_beside_us(amina, browse, clock, host):
    browser = Browser(f"https://{host}/7")
    browse(amina).post("/me/notices/push/", {"browser": browser.told})
    want(amina, often="at-once")
    tell(amina)
    sweep()
    assert not Subscription.objects.exists()
    assert Job.objects.get(kind="notices.push").state == Job.State.DONE


def test_without_the_extra_nothing_is_offered(amina, browse, monkeypatch):
    monkeypatch.setattr(push, "find_spec", lambda name: None)
    client = browse(amina)
    page = client.get("/me/notices/choices/").text
    assert "push" not in page
    client.post("/me/notices/push/", {"browser": Browser().told})
    assert not Subscription.objects.exists()


@pytest.mark.browser
def test_a_browser_shows_it_and_leads_to_the_list(page, amina, live_server):
    """The push itself comes from the developer tools: no push server is at hand for chromium."""
    sign_in(page, amina)
    page.context.grant_permissions(["notifications"])
    tools = page.context.new_cdp_session(page)
    workers = {}
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: workers.update({r["scopeURL"]: r for r in event["registrations"]}),
    )
    tools.send("ServiceWorker.enable")
    page.goto("/me/notices/choices/")
    page.get_by_role("button", name="Show messages in this browser").wait_for()
    page.evaluate(
        """() => navigator.serviceWorker.register("/me/notices/worker.js")
            .then(() => navigator.serviceWorker.ready)"""
    )
    scope = f"{live_server.url}/me/notices/"
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": live_server.url,
            "registrationId": workers[scope]["registrationId"],
            "data": "You have a message",
        },
    )
    page.wait_for_function(
        """() => navigator.serviceWorker.ready.then(r => r.getNotifications())
            .then(all => all.length === 1 && all[0].title === "You have a message")"""
    )
    assert_axe(page)


@pytest.mark.browser
def test_a_browser_that_refuses_says_so(page, amina):
    sign_in(page, amina)
    page.goto("/me/notices/choices/")
    page.get_by_role("button", name="Show messages in this browser").click()
    page.get_by_text("That did not work, or was not allowed.").wait_for()
