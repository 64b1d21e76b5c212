"""Whoever keeps the house running reads one line for each thing that happened, plain or as JSON."""

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JsonLine(logging.Formatter):
    """One log record as one JSON object on one line, the traceback inside it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: at (UTC), level, logger, process, message and, when there is one, traceback."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def logging_of(style: str) -> dict[str, Any]:
    """Python's logging settings: everything to standard error, `style` plain or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "json": {"()": "gongzhi.site.logs.JsonLine"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "gongzhi": {"level": "INFO"},
            "_granian": {"level": "WARNING"},
            # A refusal is an answer, not an event for whoever is on duty: only errors are logged.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
