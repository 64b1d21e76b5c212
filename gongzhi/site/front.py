"""One address for everything: the live stream is answered in the event loop, all else by Django in threads.

Granian speaks RSGI to this. Measured on two cores with a view of 1 ms at 8 clients, this way of handing requests to
Django costs about a tenth beside granian's own WSGI; a WSGI server in threads could hold no stream at all.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from gongzhi.site import environment, metrics, problems
from gongzhi.site.listening import Listening
from gongzhi.site.processes import die_with_parent
from gongzhi.site.warm import warm
from gongzhi.site.worker import beside
from gongzhi.site.wsgi import application

BODILESS = ("GET", "HEAD", "OPTIONS", "TRACE")
WAITING = 2000
"""Requests that may wait for a thread before further ones are told to come later."""


class TooLarge(Exception):  # noqa: N818
    """The body is larger than the setting allows."""


class Front:
    """What granian calls: in each web process one, with its threads, its hub and, on SQLite, the background parts."""

    def __init__(self, django: WSGIHandler, *, web: bool, inline: bool) -> None:
        self.django, self.web, self.inline = django, web, inline
        self.threads = ThreadPoolExecutor(environment.whole("GONGZHI_THREADS", "8", least=1), "web")
        self.waiting = 0
        self.stop = threading.Event()
        self.beside: list[threading.Thread] = []
        self.listening = Listening(self.threads)
        metrics.OF_THIS_PROCESS["stream_listeners"] = self.listening.count
        metrics.OF_THIS_PROCESS["requests_waiting"] = lambda: self.waiting

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The process begins: it ends when granian's main process does."""
        die_with_parent()
        warm()
        if self.inline:
            self.beside = beside(self.stop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The process ends: background work finishes its round."""
        self.stop.set()
        for thread in self.beside:
            thread.join(timeout=5)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """One request."""
        if scope.proto != "http":
            protocol.close(1003)
        elif scope.path == "/api/stream":
            await self.listening.answer(scope, protocol)
        elif not self.web:
            refuse(scope, protocol, "not-found", 404)
        elif self.waiting >= WAITING:
            refuse(scope, protocol, "not-ready", 503)
        else:
            await self._through_django(scope, protocol)

    async def _through_django(self, scope: Any, protocol: Any) -> None:
        self.waiting += 1
        try:
            body = await body_of(scope, protocol, settings.BODY_LIMIT)
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.threads, self._answer, environ_of(scope, body), protocol, loop)
        except TooLarge:
            refuse(scope, protocol, "body-too-large", 413)
        finally:
            self.waiting -= 1

    def _answer(self, environ: dict[str, Any], protocol: Any, loop: asyncio.AbstractEventLoop) -> None:
        said: list[tuple[int, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            said.append((int(status[:3]), headers))

        response = self.django(environ, start)  # type: ignore[arg-type]
        status, headers = said[0]
        try:
            if getattr(response, "streaming", False):
                send_pieces(protocol.response_stream(status, headers), response, loop)
            else:
                protocol.response_bytes(status, headers, b"".join(response))
        finally:
            response.close()


def send_pieces(transport: Any, pieces: Iterable[bytes], loop: asyncio.AbstractEventLoop) -> None:
    """Send a long answer piece by piece, no faster than the caller takes it."""

    async def send(piece: bytes) -> None:
        await transport.send_bytes(piece)

    for piece in pieces:
        asyncio.run_coroutine_threadsafe(send(piece), loop).result()


def refuse(scope: Any, protocol: Any, code: str, status: int, **details: Any) -> None:
    """A problem document without asking Django."""
    lang = "en" if (scope.headers.get("accept-language") or "").startswith("en") else "zh"
    body = problems.written(code, status, lang, **details)  # type: ignore[arg-type]
    protocol.response_bytes(status, [("content-type", problems.MEDIA)], body)


async def body_of(scope: Any, protocol: Any, limit: int) -> bytes:
    """The request's body; TooLarge as soon as it is known to be longer than `limit` bytes."""
    length = scope.headers.get("content-length")
    chunked = scope.headers.get("transfer-encoding")
    if length is None and chunked is None and scope.method in BODILESS:
        return b""
    if length is not None and (not length.isdigit() or int(length) > limit):
        raise TooLarge
    pieces = bytearray()
    async for piece in protocol:
        pieces += piece
        if len(pieces) > limit:
            raise TooLarge
    return bytes(pieces)


def environ_of(scope: Any, body: bytes) -> dict[str, Any]:
    """The request as WSGI wants it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # A name with an underscore would pass for the same one with a hyphen, which a proxy has checked.
        if "_" not in name:
            key = f"HTTP_{name.upper().replace('-', '_')}"
            joint = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.setdefault("HTTP_HOST", scope.authority or "")
    return environ


front = Front(
    application,
    web=os.environ.get("GONGZHI_PART", "web") == "web",
    inline=os.environ.get("GONGZHI_INLINE") == "on",
)
