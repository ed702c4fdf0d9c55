"""Where an installation keeps its data, and the environment that leads there."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from . import VAR


@dataclass(frozen=True)
class Place:
    """The folder of a demo or of a real installation, both inside ``var/``."""

    folder: Path
    real: bool

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
