"""Secrets, sign-in, cookies, headers and the content security policy."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from mutualaid.sealed.locked import is_locked

env = environ.Env()

DEMO = env.bool("MUTUALAID_DEMO", default=False)
ORIGIN = env("MUTUALAID_ORIGIN", default="http://localhost:8000").rstrip("/")
HOST = urlsplit(ORIGIN).hostname or ""
LOOPBACK = HOST in {"localhost", "127.0.0.1", "::1"}
if DEMO and not LOOPBACK:
    raise ImproperlyConfigured("The demo answers on this computer only: its keys are public.")
if not LOOPBACK and not ORIGIN.startswith("https://"):
    raise ImproperlyConfigured("MUTUALAID_ORIGIN must begin with https:// on a real server.")


def secret(name: str, *, shape: str, hint: str, demo: str) -> str:
    """A secret from the variable ``name`` or the file named by ``<name>_FILE``.

    Outside the demo ImproperlyConfigured is raised where it is missing, weak, the demo's own, or
    in a file that others on the machine may read.
    """
    file = env(f"{name}_FILE", default="")
    if file and not DEMO and Path(file).stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"Others can read {file}: run chmod 600 {file}")
    value = Path(file).read_text().strip() if file else env(name, default=demo if DEMO else "")
    if is_locked(value):
        raise ImproperlyConfigured(
            f"{file} is locked by a passphrase. Start with bin/serve or bin/manage, or put "
            "python -m tools.unlock before the command."
        )
    weak = not re.fullmatch(shape, value) or len(set(value)) < 8 or value == demo
    if weak and not DEMO:
        raise ImproperlyConfigured(f"{name} is missing or weak: give {hint}.")
    return value


SECRET_KEY = secret(
    "SECRET_KEY",
    shape=".{50,}",
    hint="50 random characters or more",
    demo="the demo's secret, which everyone knows, and therefore no secret",
)
INSTANCE_KEY = secret(
    "INSTANCE_KEY",
    shape=r"[0-9a-f]{64}(\s+[0-9a-f]{64})*",
    hint="64 random hex digits",
    demo="de30" * 16,
)
"""64 hex digits that open all sealed data, and behind them older ones while `manage.py keys rotate`
is not done. They never lie in the database or its backups."""
INSTANCE_KEY_FILE = env("INSTANCE_KEY_FILE", default="")
LOCKED_KEYS_FILE = env("LOCKED_KEYS_FILE", default="")
"""Where the keys lie under a passphrase; INSTANCE_KEY_FILE then lies in memory alone."""

ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if LOOPBACK
    else [HOST, *env.list("ALLOWED_HOSTS", default=[])]
)

# Only a proxy that sets these headers itself may be believed: otherwise anyone can forge them.
BEHIND_PROXY = env.bool("MUTUALAID_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

SESSION_ENGINE = "mutualaid.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 86400
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
AUTHENTICATION_BACKENDS = ["mutualaid.accounts.backends.AccountBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:me"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "mutualaid.accounts.passwords.BreachedValidator"},
    {"NAME": "mutualaid.accounts.passwords.GuessableValidator"},
]

# Browsers refuse __Host- and Secure cookies on plain http, which loopback speaks.
PREFIX = "" if LOOPBACK else "__Host-"
SESSION_COOKIE_NAME = f"{PREFIX}session"
CSRF_COOKIE_NAME = f"{PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOOPBACK
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mutualaid.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = not LOOPBACK
# What programs ask for is led nowhere: see also `calendar_feed`.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^me/calendar/[\w-]+\.ics$"]
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOOPBACK
SECURE_CONTENT_TYPE_NOSNIFF = True
# Under no-referrer a form posts "Origin: null", which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "object-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
