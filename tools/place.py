"""Where an installation keeps its data, and the environment that leads there."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from mutualaid.sealed import locked

from . import VAR


@dataclass(frozen=True)
class Place:
    """The folder of a demo or of a real installation, both inside ``var/``."""

    folder: Path
    real: bool
    opened: dict[str, str] = field(default_factory=dict)
    """What the environment says of keys that a passphrase opened."""

    @property
    def origin_file(self) -> Path:
        return self.folder / "origin"

    def environment(self) -> dict[str, str]:
        """What the settings read. The folder holds an origin already."""
        told = {
            "DJANGO_SETTINGS_MODULE": "mutualaid.settings",
            "MUTUALAID_VAR": str(self.folder / "data"),
            "MUTUALAID_ORIGIN": self.origin_file.read_text(),
            "MUTUALAID_DEMO": str(int(not self.real)),
        }
        if self.real:
            told |= {f"{name}_FILE": str(self.folder / "keys" / name.lower()) for name in KEYS}
            told |= self.opened
            told["MUTUALAID_ERASED"] = str(self.folder / "keys" / "erased")
            told["MUTUALAID_BACKUPS"] = os.environ.get(
                "MUTUALAID_BACKUPS", str(self.folder / "backups")
            )
        return os.environ | told

    def prepare(self, origin: str) -> None:
        """Make the folder and, for a real one, secrets that nobody else can read."""
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        if self.real:
            self.folder.chmod(0o700)
            for name, new in KEYS.items():
                keep(self.folder / "keys" / name.lower(), new())
        self.origin_file.write_text(origin)

    def open_keys(self, *, serving: bool) -> None:
        """Ask for the passphrase if the keys are locked. Raises `locked.Wrong`.

        While a server runs, commands beside it share what it opened, so that they can exchange it.
        """
        file = self.folder / "keys" / "instance_key"
        if not self.real or not locked.is_locked(file.read_text()):
            return
        shared = self.folder / "keys" / "opened"
        path = "" if serving or not shared.exists() else shared.read_text()
        if not (path and lies_in_memory(path)):
            path = locked.in_memory(locked.ask(file)[0])
        if serving:
            shared.write_text(path)
        self.opened.update(INSTANCE_KEY_FILE=path, LOCKED_KEYS_FILE=str(file))


def lies_in_memory(path: str) -> bool:
    """Whether the process that opened the keys is still there."""
    try:
        return os.readlink(path).startswith(f"/memfd:{locked.NAME}")
    except OSError:
        return False


KEYS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "INSTANCE_KEY": lambda: secrets.token_hex(),
}
DEMO = Place(VAR / "demo", real=False)
REAL = Place(VAR / "real", real=True)


def keep(file: Path, secret: str) -> None:
    """Write a new secret for our eyes only; one that is there stays as it is."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as written:
        written.write(secret)
