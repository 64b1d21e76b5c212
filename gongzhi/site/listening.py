"""A listener is known before anything is sent, hears only what their rights show, and holds no connection meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import sight as matters
from gongzhi.matters.sight import Sight
from gongzhi.site import problems, refusals
from gongzhi.site.access import ByToken, in_session
from gongzhi.site.feed import Feed
from gongzhi.site.stream import Change, Hub


class Opened(HttpResponse):
    """The answer to whoever may listen: what they hear of, and from where; its body is sent by the hub."""

    def __init__(self, sees: "Hearing", after: int | None) -> None:
        super().__init__(content_type="text/event-stream; charset=utf-8")
        self.sees, self.after = sees, after
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"


@require_GET
def opening(request: HttpRequest) -> HttpResponse:
    """Let in whoever may listen; the others are refused like everywhere else."""
    try:
        request.auth = caller(request)  # type: ignore[attr-defined]
        after = position_of(request.META.get("QUERY_STRING", ""), request.headers.get("Last-Event-ID"))
        return Opened(sight_of(request.auth), after)  # type: ignore[attr-defined]
    except Refused as refusal:
        refusals.told(request, refusal.code, refusal.status)
        return problems.answer(request, refusal.code, refusal.status, **refusal.details)


class Listening:
    """The live stream of one web process."""

    def __init__(self) -> None:
        self._hub: Hub | None = None

    def hub(self) -> Hub:
        """The hub, made in the running loop with the first listener."""
        if self._hub is None:
            self._hub = Hub(Feed())
        return self._hub

    def full(self) -> bool:
        """Whether no further listener is taken."""
        return self.hub().full()

    def count(self) -> int:
        """How many listen."""
        return len(self._hub.listeners) if self._hub is not None else 0

    async def stream(
        self, protocol: Any, opened: Opened, headers: list[tuple[str, str]], known_by: Mapping[str, str]
    ) -> None:
        """Send one listener what it may see until it goes."""
        told = [(name, value) for name, value in headers if name.lower() != "content-length"]
        transport = protocol.response_stream(200, told)
        pieces = self.hub().follow(opened.sees, partial(sight_for, known_by), opened.after)
        sending = asyncio.ensure_future(_send(transport, pieces))
        gone = asyncio.ensure_future(protocol.client_disconnect())
        _, rest = await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        if rest:  # not gathered: the server's own future is not one that asyncio can gather
            await asyncio.wait(rest)
        error = None if sending.cancelled() else sending.exception()
        if error is not None and not isinstance(error, ProtocolClosed):  # who left while a piece was on its way is gone
            raise error


async def _send(transport: Any, pieces: AsyncGenerator[bytes, None]) -> None:
    async with aclosing(pieces):
        async for piece in pieces:
            await transport.send_bytes(piece)


def position_of(query: str, last: str | None) -> int | None:
    """Where to go on: `Last-Event-ID`, else `?after=`; None begins now. Refuses what is no position (422)."""
    said = last or parse_qs(query).get("after", [""])[0]
    if said and not (said.isascii() and said.isdigit() and len(said) < 19):
        raise Refused("position-unreadable", status=422, value=said[:40])
    return int(said) if said else None


def caller(request: HttpRequest) -> Actor | None:
    """Who is behind a bearer token or the session, or nobody."""
    by_token = ByToken()(request)
    if by_token is not None:
        return by_token if isinstance(by_token, Actor) else None
    return in_session(request)


def known(headers: Mapping[str, str]) -> Actor | None:
    """Who is behind these headers now, while the stream is open: no request, and so no sign that somebody is there."""
    said = {"HTTP_COOKIE": headers.get("cookie", ""), "HTTP_AUTHORIZATION": headers.get("authorization", "")}
    request = WSGIRequest({"REQUEST_METHOD": "GET", "PATH_INFO": "/api/stream", "wsgi.input": BytesIO(), **said})
    SessionMiddleware(_nothing).process_request(request)
    AuthenticationMiddleware(_nothing).process_request(request)
    return caller(request)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Hears of the changes of those matters that lists show to the same sight; two of the same sight are equal."""

    sight: Sight

    def __call__(self, change: Change) -> bool:
        """Whether the change is for this listener."""
        return self.sight.sees(kind=change.kind, privacy=change.privacy, areas=change.areas, units=change.units)


def sight_for(headers: Mapping[str, str]) -> Hearing:
    """What whoever sent these headers hears of; runs in a thread and gives its connection back."""
    try:
        return sight_of(known(headers))
    finally:
        close_old_connections()


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def sight_of(actor: Actor | None) -> Hearing:
    """What the actor hears of; 401, 403 where that is nothing."""
    if actor is None:
        raise Refused("not-signed-in", status=401)
    sight = matters.sight_of(actor)
    if sight.blind:
        raise Refused("no-right", status=403, duty="matters.see")
    return Hearing(sight)
