import secrets
from functools import cache
from io import StringIO

import pytest
from django.core.management import call_command

from mutualaid.networks.moving import file as network_file


@pytest.fixture(autouse=True)
def key_of(monkeypatch):
    """Of one passphrase and salt the same key comes, slowly by intent: it is made once."""
    monkeypatch.setattr(network_file, "key_of", cache(network_file.key_of))


@pytest.fixture
def server(transactional_db, settings, tmp_path):
    """This database, which can become another server's."""
    return Server(settings, tmp_path)


class Server:
    def __init__(self, settings, folder):
        self.settings, self.folder = settings, folder
        settings.ERASURES_FILE = str(folder / "erased")
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text("six words that nobody would guess\n")
        self.file = folder / "network"

    def leave(self, network, file=None):
        """Export; what the command said."""
        self.file = file or self.file
        return self.run("export", network.slug, str(self.file))

    def arrive(self, *options, file=None):
        return self.run("import", str(file or self.file), *options)

    def run(self, *arguments):
        told = StringIO()
        call_command(
            *("network", *arguments, "--passphrase-file", str(self.passphrase)), stdout=told
        )
        return told.getvalue()

    def other(self):
        """An empty database and another key, as on a new server."""
        self.settings.INSTANCE_KEY = secrets.token_hex(32)
        call_command("flush", verbosity=0, interactive=False)
