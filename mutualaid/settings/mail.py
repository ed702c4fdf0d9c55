"""Where mail goes: ``EMAIL_URL`` such as ``smtp+tls://user:password@mail.example.org:587``."""

from pathlib import Path

from environ import Env


def mailers(env: Env, folder: Path | None) -> dict:
    """``MAILERS``: by SMTP if ``EMAIL_URL`` is given, else into ``folder``; empty without both."""
    if not env("EMAIL_URL", default=""):
        files = "django.core.mail.backends.filebased.EmailBackend"
        return {"default": {"BACKEND": files, "OPTIONS": {"file_path": folder}}} if folder else {}
    config = env.email("EMAIL_URL")
    return {
        "default": {
            "BACKEND": config["EMAIL_BACKEND"],
            "OPTIONS": {
                "host": config["EMAIL_HOST"],
                "port": config["EMAIL_PORT"],
                "username": config["EMAIL_HOST_USER"],
                "password": config["EMAIL_HOST_PASSWORD"],
                "use_tls": config.get("EMAIL_USE_TLS", False),
                "use_ssl": config.get("EMAIL_USE_SSL", False),
                "timeout": 20,
            },
        }
    }
