import json
import os

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mutualaid import hooks
from mutualaid.accounts.models import Session
from mutualaid.fields import random_id
from mutualaid.notices.push import packed
from mutualaid.notices.services import subscribe


def tell(member, kind="networks.came", *, once=None, path="/me/", network="Millbrook"):
    """Tell a member of something in the way that every app does."""
    once = once or str(random_id())
    hooks.tell(member.user, kind, path=path, once=once, network=network)


class Browser:
    """One that wants to be pushed to at an address."""

    def __init__(self, endpoint="https://push.example.org/7"):
        self.key, self.auth = generate_private_key(SECP256R1()), os.urandom(16)
        self.endpoint = endpoint

    @property
    def point(self):
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def told(self):
        """As its script tells it."""
        keys = {"p256dh": packed(self.point), "auth": packed(self.auth)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys})


def subscription_of(member, client, endpoint=None):
    """Of the session that a client has."""
    browser = json.loads(Browser(endpoint or f"https://push.example.org/{random_id()}").told)
    flat = {"endpoint": browser["endpoint"], **browser["keys"]}
    session = Session.objects.get(digest=client.session.digest)
    subscribe(session=session, user=member.user, browser=flat)
    return member.user.subscriptions.get(session=session)
