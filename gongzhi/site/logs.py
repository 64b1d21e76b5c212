"""Whoever keeps the house running reads one line for each thing that happened, and in it no secret and no person.

What looks like a phone number, a mail address, an identity number or a secret is struck out of every line, and nobody
can write a line of their own: control characters are written out.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from gongzhi.audit.origin import origin
from gongzhi.audit.scrubbing import on_one_line, scrubbed


class PlainLine(logging.Formatter):
    """One log record as one line, the traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record: time, level, logger, number of the request, message and, when there is one, traceback."""
        said = f"{self.formatTime(record)} {record.levelname} {record.name}"
        number = f" [{origin().request}]" if origin().request else ""
        line = f"{said}{number}: {on_one_line(scrubbed(record.getMessage()))}"
        return line + (f"\n{below(self.formatException(record.exc_info))}" if record.exc_info else "")


def below(traceback: str) -> str:
    """The traceback scrubbed, each line behind a bar: what an error quotes cannot pass for a line of its own."""
    return "\n".join(f"  | {on_one_line(line)}" for line in scrubbed(traceback).split("\n"))


class JsonLine(logging.Formatter):
    """One log record as one JSON object on one line, the traceback inside it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: at (UTC), level, logger, process, request, message and, when there is one, traceback."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "request": origin().request,
            "message": on_one_line(scrubbed(record.getMessage())),
        }
        if record.exc_info:
            line["traceback"] = below(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def logging_of(style: str) -> dict[str, Any]:
    """Python's logging settings: everything to standard error, `style` plain or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "gongzhi.site.logs.PlainLine"},
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
