"""The demo's settings, with a quick password hasher."""

import os

os.environ.setdefault("MUTUALAID_DEMO", "1")

from mutualaid.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
