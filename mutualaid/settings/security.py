"""Secrets, cookies, headers and the content security policy."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

DEMO = env.bool("MUTUALAID_DEMO", default=False)
ORIGIN = env("MUTUALAID_ORIGIN", default="http://localhost:8000").rstrip("/")
LOOPBACK = urlsplit(ORIGIN).hostname in {"localhost", "127.0.0.1", "::1"}

SECRET_KEY = env("SECRET_KEY", default="the demo's secret, known to everyone" if DEMO else "")
if not DEMO and (len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured("SECRET_KEY is missing or weak: give 32 random characters or more.")
if DEMO and not LOOPBACK:
    raise ImproperlyConfigured("The demo answers on this computer only: its keys are public.")

ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if LOOPBACK
    else [urlsplit(ORIGIN).hostname, *env.list("ALLOWED_HOSTS", default=[])]
)

# Browsers refuse __Host- and Secure cookies on plain http, which loopback speaks.
PREFIX = "" if LOOPBACK else "__Host-"
SESSION_ENGINE = "mutualaid.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 86400
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:me"
AUTHENTICATION_BACKENDS = ["mutualaid.accounts.backends.AccountBackend"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = f"{PREFIX}session"
CSRF_COOKIE_NAME = f"{PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOOPBACK
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not LOOPBACK
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOOPBACK
SECURE_CONTENT_TYPE_NOSNIFF = True
# Under no-referrer a form posts "Origin: null", which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
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

INSTANCE_KEY = env("INSTANCE_KEY", default="de30" * 16 if DEMO else "")
"""64 hex digits that open all sealed data. Outside the demo it is given, and kept apart."""
if not DEMO and (len(INSTANCE_KEY) != 64 or len(set(INSTANCE_KEY)) < 8):
    raise ImproperlyConfigured("INSTANCE_KEY is missing or weak: give 64 random hex digits.")
