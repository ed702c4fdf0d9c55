"""The demo's settings in a folder of their own, with quick passwords."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["MUTUALAID_DEMO"] = "1"
MEMORY = Path("/dev/shm")
"""Where there is room, no test waits for a disk that would keep nothing anyway."""
roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 500_000_000
os.environ["MUTUALAID_VAR"] = folder = tempfile.mkdtemp(
    prefix="mutualaid-test-", dir=MEMORY if roomy else None
)
atexit.register(shutil.rmtree, folder, ignore_errors=True)
Path(folder, "static").mkdir()

from mutualaid.settings import *  # noqa: E402, F403
from mutualaid.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A file, not memory: the live server's threads and the tests' processes read the same database.
DATABASES["default"]["TEST"] = {"NAME": None}
if DATABASES["default"]["ENGINE"] == "mutualaid.db.sqlite":
    DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "test.sqlite3")
