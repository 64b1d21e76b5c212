"""Whoever may see a matter hears at once when it changes, and after a break goes on where they stopped.

One hub in a web process asks the feed for all its listeners together, and only while it has any. What is sent is the
whole changed row with its version: the client keeps the higher one.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")
END = b""
"""Put into a listener's queue, it ends the stream."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A matter's row after a change: its position in the feed, what is shown of it, whom it concerns."""

    position: int
    row: Mapping[str, Any]
    areas: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()
    kind: str = "unsorted"
    privacy: str = "P0"


class Source(Protocol):
    """Where changes come from; both are asked in a thread and leave no connection open."""

    def head(self) -> int:
        """The last position given."""

    def after(self, position: int, limit: int) -> tuple[list[Change], int]:
        """The changes after `position` in order, and the position up to which that is everything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Seconds and numbers that hold for every listener."""

    poll: float = 0.2
    heartbeat: float = 15.0
    lifetime: float = 900.0
    retry_ms: int = 2000
    waiting: int = 256
    batch: int = 500
    replay: int = 10_000
    listeners: int = 10_000


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream: what it may see, what waits for it, where in the feed it joined."""

    sees: Callable[[Change], bool]
    queue: "asyncio.Queue[bytes]"
    position: int
    cut: bool = field(default=False)


def frame(change: Change) -> bytes:
    """A change as one server-sent event."""
    data = json.dumps(change.row, ensure_ascii=False, separators=(",", ":"), default=str)
    return f"id: {change.position}\nevent: matter\ndata: {data}\n\n".encode()


class Hub:
    """All listeners of one process; every method runs in its event loop."""

    def __init__(self, source: Source, pace: Pace | None = None) -> None:
        self.source, self.pace = source, pace or Pace()
        self.listeners: set[Listener] = set()
        self.position = 0
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="feed")
        self._joining = asyncio.Lock()
        self._polling: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    def full(self) -> bool:
        """Whether no further listener is taken."""
        return self._closed.is_set() or len(self.listeners) >= self.pace.listeners

    async def close(self) -> None:
        """End every stream; the listeners go on elsewhere from where they are."""
        self._closed.set()
        if self._polling:
            self._polling.cancel()
        for listener in self.listeners:
            listener.cut = True
            if not listener.queue.full():
                listener.queue.put_nowait(END)

    async def follow(self, sees: Callable[[Change], bool], after: int | None) -> AsyncGenerator[bytes, None]:
        """What one listener is sent: what it missed since `after`, then what happens, a sign of life now and then.

        Ends when the listener is too slow, after the lifetime (it comes again and is checked again), or at the close.
        """
        listener = await self._join(sees)
        try:
            yield f"retry: {self.pace.retry_ms}\n\n".encode()
            if after is not None:
                async for piece in self._missed(listener, after):
                    yield piece
            async for piece in self._news(listener):
                yield piece
        finally:
            self.listeners.discard(listener)

    async def _join(self, sees: Callable[[Change], bool]) -> Listener:
        async with self._joining:
            if self._polling is None or self._polling.done():
                self.position = await self._ask(self.source.head)
                self._polling = asyncio.create_task(self._poll())
            listener = Listener(sees, asyncio.Queue(self.pace.waiting), self.position)
            self.listeners.add(listener)
        return listener

    async def _missed(self, listener: Listener, after: int) -> AsyncGenerator[bytes, None]:
        """From `after` up to where the listener joined; who missed too much is told to read everything again."""
        upto = listener.position
        if upto - after > self.pace.replay or after > upto:
            yield f"id: {upto}\nevent: reset\ndata: {{}}\n\n".encode()
            return
        while after < upto and not listener.cut:
            changes, reached = await self._ask(partial(self.source.after, after, self.pace.batch))
            for change in changes:
                if change.position <= upto and listener.sees(change):
                    yield frame(change)
            if reached <= after:
                return
            after = reached

    async def _news(self, listener: Listener) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        end = loop.time() + self.pace.lifetime
        while not (self._closed.is_set() or loop.time() > end):
            if listener.cut and listener.queue.empty():
                return
            try:
                piece = await asyncio.wait_for(listener.queue.get(), self.pace.heartbeat)
            except TimeoutError:
                # Nothing waits, so all up to here was given or may not be seen: an id alone moves the client's mark.
                piece = f": {self.pace.heartbeat:g} s\nid: {self.position}\n\n".encode()
            if piece == END:
                return
            yield piece

    async def _poll(self) -> None:
        while self.listeners:
            await asyncio.sleep(self.pace.poll)
            try:
                changes, reached = await self._ask(partial(self.source.after, self.position, self.pace.batch))
            except Exception:
                log.exception("The live stream cannot read the feed at %d; it tries again", self.position)
                await asyncio.sleep(min(self.pace.poll * 10, 5.0))
                continue
            self._hand_out(changes, reached)

    def _hand_out(self, changes: list[Change], reached: int) -> None:
        self.position = max(self.position, reached)
        for change in changes:
            piece = frame(change)
            for listener in self.listeners:
                if not listener.cut and listener.sees(change):
                    self._give(listener, piece)

    def _give(self, listener: Listener, piece: bytes) -> None:
        try:
            listener.queue.put_nowait(piece)
        except asyncio.QueueFull:
            listener.cut = True

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._asking, question)
