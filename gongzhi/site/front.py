"""One address for everything: the live stream is answered in the event loop, all else by Django in threads.

Granian speaks RSGI to this. Measured on two cores with a view of 1 ms at 8 clients, this way of handing requests to
Django costs about a tenth beside granian's own WSGI; a WSGI server in threads could hold no stream at all.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from gongzhi.site import environment, metrics, problems
from gongzhi.site.listening import Listening, Opened
from gongzhi.site.numbering import HEADER
from gongzhi.site.processes import die_with_parent
from gongzhi.site.warm import warm
from gongzhi.site.worker import beside
from gongzhi.site.wsgi import application

BODILESS = ("GET", "HEAD", "OPTIONS", "TRACE")
DRAINED = 10
WAITING = 2000
"""Requests that may wait for a thread before further ones are told to come later."""


class TooLarge(Exception):  # noqa: N818
    """The body is larger than the setting allows; how it begins, where a page is to say so."""

    def __init__(self, begun: bytes = b"") -> None:
        super().__init__()
        self.begun = begun


class Cut(Exception):  # noqa: N818
    """Less came than was announced: the line was cut, and half of what somebody says is not what they say."""


class Front:
    """What granian calls: in each web process one, with its threads, its hub and, on SQLite, the background parts."""

    def __init__(self, django: WSGIHandler, *, web: bool, inline: bool) -> None:
        self.django, self.web, self.inline = django, web, inline
        self.threads = ThreadPoolExecutor(environment.whole("GONGZHI_THREADS", "8", least=1), "web")
        self.waiting = 0
        self.plain: list[tuple[str, str]] = []
        self.stop = threading.Event()
        self.beside: list[threading.Thread] = []
        self.listening = Listening()
        metrics.OF_THIS_PROCESS["stream_listeners"] = self.listening.count
        metrics.OF_THIS_PROCESS["requests_waiting"] = lambda: self.waiting

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The process begins: it ends when granian's main process does."""
        die_with_parent()
        warm()
        self.learn()
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
            await self._stream(scope, protocol)
        elif not self.web:
            await self._through_django(scope, protocol, ("not-found", 404))
        else:
            await self._through_django(scope, protocol)

    def learn(self) -> None:
        """Learn from one answer what all of them say in their headers, for refusals that Django is not asked for."""
        environ = environ_of(_Nothing(), b"") | {problems.TURNED_AWAY: ("not-ready", 200)}
        _, headers = self.threads.submit(self._asked, environ).result()
        self.plain = [
            (name, value) for name, value in headers if name.lower() not in ("content-length", HEADER.lower())
        ]

    def _refuse(self, scope: Any, protocol: Any) -> None:
        """Not now, without asking Django, which has too much to do already."""
        lang = "en" if (scope.headers.get("accept-language") or "").startswith("en") else "zh"
        body = problems.written("not-ready", 503, lang)  # type: ignore[arg-type]
        protocol.response_bytes(503, [*self.plain, (HEADER, uuid4().hex[:16])], body)

    async def _stream(self, scope: Any, protocol: Any) -> None:
        """Whoever may listen hears the stream; all others hear why not, as everywhere."""
        if self.waiting >= WAITING or self.listening.full():
            self._refuse(scope, protocol)
            return
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            response, headers = await loop.run_in_executor(self.threads, self._asked, environ_of(scope, b""))
        finally:
            self.waiting -= 1
        if isinstance(response, Opened):
            await self.listening.stream(protocol, response, headers, dict(scope.headers.items()))
        else:
            protocol.response_bytes(response.status_code, headers, response.content)

    def _asked(self, environ: Mapping[str, Any]) -> tuple[HttpResponse, list[tuple[str, str]]]:
        """What Django answers, whole, and its headers."""
        said: list[list[tuple[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            said.append(headers)

        response = self.django(environ, start)  # type: ignore[arg-type]
        response.close()
        return response, said[0]  # type: ignore[return-value]

    async def _through_django(self, scope: Any, protocol: Any, refused: tuple[str, int] | None = None) -> None:
        if self.waiting >= WAITING:
            self._refuse(scope, protocol)
            return
        self.waiting += 1
        try:
            body = b""
            try:
                body = b"" if refused else await body_of(scope, protocol, settings.BODY_LIMIT)
            except TooLarge as large:
                body, refused = large.begun, problems.TOO_LARGE
            except Cut:
                refused = ("request-malformed", 400)
            environ = environ_of(scope, body) | ({problems.TURNED_AWAY: refused} if refused else {})
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.threads, self._answer, environ, protocol, loop)
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
    """Send a long answer piece by piece, no faster than the caller takes it; whoever has left is sent nothing more."""

    async def send(piece: bytes) -> None:
        await transport.send_bytes(piece)

    for piece in pieces:
        try:
            asyncio.run_coroutine_threadsafe(send(piece), loop).result()
        except ProtocolClosed:
            return


class _Nothing:
    """A request of the house itself, by which it learns how it answers."""

    method, path, query_string, http_version, scheme = "GET", "/api/", "", "1.1", "http"
    server, client, authority = "localhost:80", "127.0.0.1:0", "localhost"
    headers: Mapping[str, str] = {}


async def body_of(scope: Any, protocol: Any, limit: int) -> bytes:
    """The request's body; TooLarge as soon as it is known to be longer than `limit` bytes, Cut where it ends too early.

    What somebody sends to a page is read on, up to `DRAINED` times the limit, and all but its beginning dropped: a
    browser whose sending is cut off shows neither the answer nor what was typed.
    """
    length = scope.headers.get("content-length")
    chunked = scope.headers.get("transfer-encoding")
    if length is None and chunked is None and scope.method in BODILESS:
        return b""
    most = limit if scope.path.startswith("/api/") else limit * DRAINED
    if length is not None and (not length.isdigit() or int(length) > most):
        raise TooLarge
    pieces, seen = bytearray(), 0
    async for piece in protocol:
        seen += len(piece)
        pieces += piece[: max(limit - len(pieces), 0)]
        if seen > most:
            break
    if seen > limit:
        raise TooLarge(bytes(pieces) if most > limit else b"")
    if length is not None and seen < int(length):
        raise Cut
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
