"""Web push: a few encrypted words to a browser, through the server that its maker runs.

Source: RFC 8030 (push), RFC 8291 (its encryption, which the extra ``push`` brings), RFC 8292
(VAPID: the key pair by which that server knows us again; ours follows from the server's own key).
Whoever asks for a push names the address that we send to. So it must be https, and we connect only
to addresses that are open to everybody, never to one beside us, and to the port of https alone. It
has some seconds in all: a server that sends byte after byte would hold us for ever.
"""

import base64
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from http.client import HTTPException, HTTPSConnection
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ValidationError

from mutualaid.sealed import crypto
from mutualaid.sealed.keys import server_key

CURVE = ec.SECP256R1()
ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
"""Of that curve."""
DAY = 24 * 3600
HALF_A_DAY = DAY // 2
WITHIN = 20
"""Seconds that a push may take in all."""
PORT = 443
LONGEST = 2000
"""Characters of what a browser tells of itself."""
KEYS = ("p256dh", "auth")
"""Of a browser: its public key, and a secret that it shares with us alone."""
LEADING_ON = [ipaddress.ip_network(each) for each in ("64:ff9b::/96", "::/96")]
"""Addresses in which one of IPv4 stands: NAT64, and those that are called compatible. No others of
this kind count as global."""
SECRET = 16
"""Bytes of that secret."""


class PushFailed(Exception):
    """The push server did not take it; the job tries again."""


class Gone(Exception):
    """The browser wants no push any more, or there is none behind that address."""


def is_here() -> bool:
    """Whether the extra ``push`` is installed."""
    return find_spec("http_ece") is not None


def read_browser(told: str) -> dict[str, str]:
    """Endpoint and keys, as a browser's ``PushSubscription`` tells them. Raises ValidationError."""
    try:
        browser = json.loads(told)
        read = {"endpoint": browser["endpoint"]} | {key: browser["keys"][key] for key in KEYS}
        endpoint = urlsplit(read["endpoint"])
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpacked(read["p256dh"]))
        if endpoint.scheme != "https" or not endpoint.hostname or not is_open(endpoint):
            raise ValueError(endpoint.scheme)
        if len(unpacked(read["auth"])) != SECRET:
            raise ValueError("auth")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValidationError("no subscription") from None
    return read


def public_key() -> str:
    """By which browsers know our pushes, as their script takes it."""
    return packed(_point(_vapid_key()))


def send(browser: dict[str, str], text: str) -> None:
    """Raises `PushFailed` or `Gone`."""
    endpoint = urlsplit(browser["endpoint"])
    path = f"{endpoint.path}?{endpoint.query}" if endpoint.query else endpoint.path
    headers = {
        "Content-Encoding": "aes128gcm",
        "TTL": str(DAY),
        "Topic": "notices",
        "Authorization": _vapid(f"{endpoint.scheme}://{endpoint.netloc}"),
    }
    if not is_open(endpoint):
        raise Gone
    connection = PublicConnection(str(endpoint.hostname), endpoint.port or PORT)
    try:
        with connection.within(WITHIN):
            connection.request("POST", path, encrypted(browser, text), headers)
            status = connection.getresponse().status
    except (OSError, HTTPException) as problem:
        raise PushFailed(type(problem).__name__) from None
    finally:
        connection.close()
    if status in {404, 410}:
        raise Gone
    if not 200 <= status < 300:
        raise PushFailed(status)


class PublicConnection(HTTPSConnection):
    """Connects to the address that it looked at, so that no second answer can lead elsewhere."""

    ends_at = 0.0
    raw: socket.socket | None = None
    """What it is connected by, also while the keys of TLS are still being agreed."""

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Hung up after that, whatever it does then: a socket's timeout is for each read anew."""
        self.ends_at = time.monotonic() + seconds
        alarm = threading.Timer(seconds, self.hang_up)
        alarm.daemon = True
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()

    def hang_up(self) -> None:
        if self.raw:
            with suppress(OSError):
                # Not by the socket of TLS, which would forget its state while another thread reads.
                socket.socket.shutdown(self.raw, socket.SHUT_RDWR)

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [address for *_, address in found]
        if not all(is_public(str(host)) for host, *_ in addresses):
            raise Gone
        plain = self._first(addresses)
        context = ssl.create_default_context()
        self.raw = self.sock = context.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.settimeout(self.left())
        self.sock.do_handshake()

    def left(self) -> float:
        """Raises `TimeoutError`."""
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def _first(self, addresses: list[Any]) -> socket.socket:
        """The first that answers: not every server can reach both kinds."""
        *others, last = addresses
        for address in others:
            with suppress(OSError):
                return socket.create_connection(address[:2], self.left() / 2)
        return socket.create_connection(last[:2], self.left())


def is_open(endpoint: SplitResult) -> bool:
    """Whether it is at the one port that push servers use. Raises ValueError."""
    return endpoint.port in {None, PORT}


def is_public(host: str) -> bool:
    address = ipaddress.ip_address(host.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    leads_on = any(address in network for network in LEADING_ON)
    return address.is_global and not address.is_multicast and not leads_on


def encrypted(browser: dict[str, str], text: str) -> bytes:
    import http_ece

    content: bytes = http_ece.encrypt(
        text.encode(),
        private_key=ec.generate_private_key(CURVE),
        dh=unpacked(browser["p256dh"]),
        auth_secret=unpacked(browser["auth"]),
        version="aes128gcm",
    )
    return content


def _vapid(audience: str) -> str:
    """Who we are, signed for that server and half a day."""
    claims = {
        "aud": audience,
        "exp": int(time.time()) + HALF_A_DAY,
        "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
    }
    parts = [{"typ": "JWT", "alg": "ES256"}, claims]
    unsigned = ".".join(packed(json.dumps(part).encode()) for part in parts)
    key = _vapid_key()
    pair = decode_dss_signature(key.sign(unsigned.encode(), ec.ECDSA(SHA256())))
    signature = packed(b"".join(number.to_bytes(32, "big") for number in pair))
    return f"vapid t={unsigned}.{signature}, k={packed(_point(key))}"


def _vapid_key() -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(crypto.derive(server_key(), "vapid"), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
