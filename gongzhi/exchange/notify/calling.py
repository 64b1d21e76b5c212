"""Only hosts that a setting names are called, nothing is followed from there, and no call takes longer than it may."""

import http.client
import json
import socket
import ssl
from collections.abc import Collection, Mapping
from http import HTTPStatus
from threading import Event, Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from gongzhi.exchange.notify.letter import Undelivered
from gongzhi.kernel.outward import LOOPBACK, NotCalled, pin

SILENCE = 10.0
"""Seconds without a byte after which a call is given up."""
LONGEST = 20.0
"""Seconds after which it is given up whatever comes."""
MOST = 65_536
LATER = frozenset({401, 403, 404, 408, 425, 429})
"""Answers after which it is worth trying again: what is wrong is on this side or passes."""
GONE = "gateway-gone"
"""The code of what was sent to an address that is none any more (410)."""


def allowed(url: str, hosts: Collection[str]) -> SplitResult:
    """The address in its parts, if it may be called: https (or http to this machine), a host of the list, no password.

    Raises `Undelivered("host-not-allowed")`, final.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Undelivered("host-not-allowed", final=True) from None
    known = host in hosts if port is None else f"{host}:{port}" in hosts
    plain = parts.scheme == "http" and host in LOOPBACK
    if not known or parts.username is not None or not (parts.scheme == "https" or plain):
        raise Undelivered("host-not-allowed", final=True)
    return parts


def post(url: str, body: Any, hosts: Collection[str], headers: Mapping[str, str] | None = None) -> Any:
    """Send `body` as JSON and give the JSON of the answer, None where it is none; else as `call`."""
    named = {"Content-Type": "application/json", "Accept": "application/json"}
    return _json(call(url, json.dumps(body, ensure_ascii=False).encode(), hosts, named | dict(headers or {})))


def call(url: str, said: bytes, hosts: Collection[str], headers: Mapping[str, str]) -> bytes:
    """Send the bytes and give those of the answer; `Undelivered` when it was not taken.

    No redirect is followed: one could lead to where the caller must not reach. The address is in no error.
    """
    parts = allowed(url, hosts)
    connection = _connection(parts)
    try:
        pin(connection, settings.GONGZHI_INWARD_HOSTS)
    except NotCalled as error:
        raise Undelivered("host-not-allowed" if error.inward else "gateway-unreachable", final=error.inward) from None
    try:
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        status, raw = _exchange(connection, path, said, {**headers, "Connection": "close"})
    except TimeoutError:
        raise Undelivered("gateway-slow") from None
    except (OSError, http.client.HTTPException):
        raise Undelivered("gateway-unreachable") from None
    finally:
        connection.close()
    _judge(status)
    return raw


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=SILENCE, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, parts.port, timeout=SILENCE)


def _exchange(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    connection.connect()
    over = Event()
    # A time-out counts from byte to byte; whoever drips would hold the caller for ever.
    timer = Timer(LONGEST, _cut, (connection, over))
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        said = answer.status, answer.read(MOST)
    except (OSError, http.client.HTTPException) as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    if over.is_set():  # a call that was cut looks like one that came to its end
        raise TimeoutError
    return said


def _cut(connection: http.client.HTTPConnection, over: Event) -> None:
    over.set()
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Undelivered("gateway-redirects")
    if status >= 500 or status in LATER:
        raise Undelivered("gateway-busy")
    raise Undelivered(GONE if status == HTTPStatus.GONE else "gateway-refused", final=True)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def authority(url: str) -> str:
    """The host of an address as the list of allowed hosts names it, with its port where it has one."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
