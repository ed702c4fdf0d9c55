"""Reception that can be lost: a forwarder between the browser and the live server.

Chromium's own "offline" does not reach what a service worker lets through.
"""

import socket
from contextlib import suppress
from threading import Thread
from urllib.parse import urlsplit

import pytest


class Mast:
    """Forwards to a server while it ``stands``."""

    def __init__(self, server: str) -> None:
        self.server = (urlsplit(server).hostname, urlsplit(server).port)
        self.stands = True
        self.ends: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listener.getsockname()[1]}"
        Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        with suppress(OSError):  # it was taken down
            while True:
                near, _address = self.listener.accept()
                if not self.stands:
                    near.close()
                    continue
                far = socket.create_connection(self.server)
                self.ends += [near, far]
                for one, other in [(near, far), (far, near)]:
                    Thread(target=self.forward, args=[one, other], daemon=True).start()

    def forward(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while self.stands and (some := one.recv(65536)):
                other.sendall(some)
        hang_up(one)
        hang_up(other)

    def lose(self, context) -> None:
        """Out of reach, and the phone notices."""
        self.stands = False
        for end in self.ends:
            hang_up(end)
        self.ends.clear()
        context.set_offline(True)

    def find(self, context) -> None:
        self.stands = True
        context.set_offline(False)

    def take_down(self) -> None:
        self.stands = False
        hang_up(self.listener)
        for end in self.ends:
            hang_up(end)


def hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@pytest.fixture
def mast(live_server):
    mast = Mast(live_server.url)
    yield mast
    mast.take_down()
