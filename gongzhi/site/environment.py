"""Settings come from the environment; a missing or wrong one stops the start with a sentence that says which and how."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

T = TypeVar("T")


class Misconfigured(SystemExit):
    """Stops the process; the message names the setting, what is wrong with it and how to mend it."""


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or what the file named by `name_FILE` holds; Misconfigured when both or neither are there."""
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and path is not None:
        raise Misconfigured(f"Settings {name} and {name}_FILE are both set: keep one of them.")
    if path is not None:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(f"Setting {name}_FILE: cannot read {path} ({error.strerror}).") from error
    if value is not None:
        return value
    if default is None:
        raise Misconfigured(f"Setting {name} is missing: set {name}, or {name}_FILE to a file that holds it.")
    return default


def parsed(name: str, default: str, read: Callable[[str], T], wanted: str) -> T:
    """The value of `name` through `read`; Misconfigured says what was `wanted` when it does not fit."""
    value = text(name, default)
    try:
        return read(value)
    except ValueError as error:
        raise Misconfigured(f"Setting {name} is {value!r}, which is not {wanted}.") from error


def home() -> Path:
    """Where this installation keeps its things: `GONGZHI_HOME`, or `var/` under the folder it runs in."""
    return Path(text("GONGZHI_HOME", "var")).resolve()


def database(url: str) -> dict[str, object]:
    """Django's database setting for `url`: sqlite:///path, or postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        raise Misconfigured(f"Setting DATABASE_URL begins with {parts.scheme!r}: it takes sqlite:// or postgresql://.")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "gongzhi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.get("host", parts.hostname or ""),
        "PORT": str(parts.port or asked.get("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 24, "timeout": 10}},
    }


def sqlite(path: Path) -> dict[str, object]:
    """SQLite as one durable file: write-ahead log, every commit on disk, writers take turns from the first statement."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824",
        },
    }
