"""Logs: one JSON object a line, to the standard error."""

from typing import Any

import environ
import structlog

from mutualaid.logs import scrub, tell_error

env = environ.Env()

TELL: list[Any] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    scrub,
    tell_error,
    structlog.processors.TimeStamper(fmt="iso", key="time"),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *TELL,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": TELL,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers would mail errors, with all that someone typed.
        "django": {"handlers": [], "level": "INFO"},
        # What our own line of each request tells already.
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        # Which passkey was used when.
        "fido2": {"level": "WARNING"},
    },
}
