"""Settings come from the environment; a missing or wrong one stops the start and the sentence says how to mend it."""

import os
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from socket import gethostname
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

T = TypeVar("T")


class Misconfigured(SystemExit):
    """Stops the process; the message names the setting, what is wrong with it and how to mend it."""


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or what the file `name_FILE` holds; Misconfigured when both or neither are there."""
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


def folder(name: str) -> Path | None:
    """The folder that `name` gives; None where it is not set; Misconfigured where there is no such folder."""
    said = text(name, "")
    if said and not Path(said).is_dir():
        raise Misconfigured(f"Setting {name} is {said!r}, which is no folder.")
    return Path(said).resolve() if said else None


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
        # Compiling a query just in time costs 10 to 20 ms, more than any list needs.
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 24, "timeout": 10}, "options": "-c jit=off"},
    }


def sqlite(path: Path) -> dict[str, object]:
    """SQLite as one durable file: write-ahead log, every commit on disk, writers take turns from the start."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824",
        },
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def zone(name: str, default: str) -> str:
    """A time zone's name as IANA writes it."""

    def read(value: str) -> str:
        try:
            return str(ZoneInfo(value))
        except ZoneInfoNotFoundError as error:
            raise ValueError(value) from error

    return parsed(name, default, read, "a time zone such as Asia/Shanghai")


def whole(name: str, default: str, *, least: int) -> int:
    """A whole number not below `least`."""

    def read(value: str) -> int:
        if (number := int(value)) < least:
            raise ValueError(value)
        return number

    return parsed(name, default, read, f"a whole number of at least {least}")


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of the words in `known`."""

    def read(value: str) -> str:
        if value not in known:
            raise ValueError(value)
        return value

    return parsed(name, default, read, " or ".join(known))


def switch(name: str, *, default: str) -> bool:
    """on or off."""
    return choice(name, default, ("on", "off")) == "on"


def words(name: str) -> list[str]:
    """Names separated by commas; none when the setting is missing."""
    return [word.strip() for word in text(name, "").split(",") if word.strip()]


def outward(name: str) -> str:
    """An address outside that is called, https://…, or http:// to this very machine; empty when it is missing."""
    url = text(name, "")
    parts = urlsplit(url)
    if url and (not parts.hostname or parts.scheme not in plain_schemes(parts.hostname) or parts.username):
        raise Misconfigured(
            f"Setting {name} is not an address https://host/path (http:// only to this machine, no password in it)."
        )
    return url


def plain_schemes(host: str) -> tuple[str, ...]:
    """How a host may be called: openly only where nothing leaves this machine."""
    return ("https", "http") if host in ("127.0.0.1", "::1", "localhost") else ("https",)


def origin_of(name: str) -> str:
    """Scheme, host and port of the address that the setting holds; "" where it is not set."""
    parts = urlsplit(text(name, ""))
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""


POST_OFFICE = "gongzhi.exchange.notify.post_office.Backend"


def mail(name: str) -> dict[str, object]:
    """Django's settings for electronic mail out of `smtp://user:password@host:port` (smtps://: TLS from the start)."""
    url = text(name, "")
    if not url:
        return {"EMAIL_BACKEND": POST_OFFICE}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Misconfigured(f"Setting {name} is not smtp://user:password@host:port (or smtps://).")
    return {
        "EMAIL_BACKEND": POST_OFFICE,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in ("127.0.0.1", "::1", "localhost"),
        "EMAIL_TIMEOUT": 15,
    }


def address() -> tuple[str, int]:
    """Where the web answers: host and port of `GONGZHI_ADDRESS`, by default 127.0.0.1:8000."""

    def read(value: str) -> tuple[str, int]:
        host, _, port = value.rpartition(":")
        if not host or not 0 < int(port) < 65536:
            raise ValueError(value)
        return host.strip("[]"), int(port)

    return parsed("GONGZHI_ADDRESS", "127.0.0.1:8000", read, "host:port, such as 127.0.0.1:8000")


def front() -> str:
    """Where people come in from outside: https and the first of `GONGZHI_HOSTS` behind a proxy, else the address."""
    names = [name for name in words("GONGZHI_HOSTS") if name[0] not in ".*"]
    if names and switch("GONGZHI_HTTPS", default="off"):
        return f"https://{names[0]}"
    host, port = address()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def hosts() -> list[str]:
    """The names under which the web may be called: `GONGZHI_HOSTS`, else this machine's own and the address's host."""
    own = ["localhost", "127.0.0.1", "[::1]", gethostname()]
    host = address()[0]
    return words("GONGZHI_HOSTS") or [*own, f"[{host}]" if ":" in host else host]


def secret_key(keys: Path) -> str:
    """What signs sessions: `GONGZHI_SECRET_KEY`, else the file `init` made; empty where neither is (see `sworn`)."""
    if (value := text("GONGZHI_SECRET_KEY", "")) or not (keys / "secret").is_file():
        return value
    return (keys / "secret").read_text(encoding="utf-8").strip()


def sworn(keys: Path) -> None:
    """Stops the start where nothing can sign a session yet."""
    if not secret_key(keys):
        raise Misconfigured(
            f"Setting GONGZHI_SECRET_KEY is missing and {keys / 'secret'} is not there: "
            "run 'gongzhi init' first, or set GONGZHI_HOME to the folder of an installation."
        )


def database_in(home: Path) -> dict[str, object]:
    """The database of `DATABASE_URL`, or the SQLite file in `home`."""
    url = text("DATABASE_URL", "")
    return database(url) if url else sqlite(home / "gongzhi.sqlite3")


def storage(folder: Path) -> dict[str, object]:
    """Where attachments lie: the bucket `GONGZHI_S3_BUCKET`, or `folder` on this machine's disk."""
    bucket = text("GONGZHI_S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    if find_spec("boto3") is None or find_spec("storages") is None:
        raise Misconfigured("Setting GONGZHI_S3_BUCKET needs the packages boto3 and django-storages: gongzhi[s3].")
    options = {
        "bucket_name": bucket,
        "endpoint_url": text("GONGZHI_S3_ENDPOINT", "") or None,
        "region_name": text("GONGZHI_S3_REGION", "") or None,
        "access_key": text("GONGZHI_S3_ACCESS_KEY"),
        "secret_key": text("GONGZHI_S3_SECRET_KEY"),
        "querystring_auth": True,
        "file_overwrite": False,
        "default_acl": None,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def base_map(home: Path) -> dict[str, Any]:
    """What lies under the areas: Tianditu with the key `GONGZHI_TIANDITU_KEY`, the file public/map/base.pmtiles of the
    home, or nothing. Misconfigured when both are there, or the key is none.
    """
    key, file = text("GONGZHI_TIANDITU_KEY", ""), home / "public" / "map" / "base.pmtiles"
    if key and file.is_file():
        raise Misconfigured(f"GONGZHI_TIANDITU_KEY is set and {file} is there: keep one base map.")
    if key and not re.fullmatch(r"[0-9a-f]{32}", key):
        raise Misconfigured("Setting GONGZHI_TIANDITU_KEY is no key of Tianditu: 32 digits 0-9 a-f.")
    if key:
        told = "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        hosts = (f"https://t{host}.tianditu.gov.cn/vec_w/wmts" for host in range(8))
        tiles = [f"{host}?{told}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}" for host in hosts]
        return {"kind": "raster", "tiles": tiles, "attribution": "天地图"}
    kind = "pmtiles" if file.is_file() else "none"
    return {"kind": kind, "tiles": ["/map/base.pmtiles"] if kind == "pmtiles" else [], "attribution": ""}
