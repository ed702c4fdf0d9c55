"""Settings, read from the environment; what is not given is safe.

``MUTUALAID_DEMO=1`` is the only way to relax them, and a demo answers on loopback alone.
"""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from .database import database
from .jobs import *  # noqa: F403
from .logging import LOGGING  # noqa: F401
from .mail import mailers
from .security import *  # noqa: F403
from .security import DEMO, HOST

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env("MUTUALAID_VAR", default=str(BASE_DIR / "var" / "data")))
ERASURES_FILE = env("MUTUALAID_ERASED", default=str(VAR_DIR / "erased"))
"""Which keys were erased; outside the demo kept apart from the data, as the keys are."""
BACKUP_DIR = env("MUTUALAID_BACKUPS", default="")
"""Where a copy of the database goes every night, best on another disk; empty for nowhere."""

DEBUG = DEMO and env.bool("DEBUG", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "mutualaid.db",
    "mutualaid.sealed",
    "mutualaid.jobs",
    "mutualaid.accounts",
    "mutualaid.networks",
    "mutualaid.notices",
    "needs",
    "resources",
    "assemblies",
    "projects",
    "federation",
]
for left_out in env.list("MUTUALAID_WITHOUT", default=[]):
    INSTALLED_APPS.remove(left_out)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "mutualaid.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mutualaid.logs.RequestLogMiddleware",
    "mutualaid.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mutualaid.accounts.middleware.LimitMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mutualaid.middleware.HtmxResponseMiddleware",
    "mutualaid.middleware.PlainWordsMiddleware",
    "mutualaid.networks.lockdown.middleware.LockdownMiddleware",
    "mutualaid.networks.concerns.middleware.BreakMiddleware",
]

ROOT_URLCONF = "mutualaid.urls"
WSGI_APPLICATION = "mutualaid.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mutualaid.look.here",
                "mutualaid.paper.shred",
                "mutualaid.notices.http.unread",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": database(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "mutualaid.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

MAIL_FOLDER = VAR_DIR / "mail" if DEMO and not env("EMAIL_URL", default="") else None
MAILERS = mailers(env, MAIL_FOLDER)
SILENCED_SYSTEM_CHECKS = ["mail.W001"]  # without mail people sign in by other ways
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default=f"mutualaid@{HOST}")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

FILE_UPLOAD_HANDLERS = ["mutualaid.uploads.InMemory"]
