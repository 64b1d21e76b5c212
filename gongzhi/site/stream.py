"""Whoever may see a matter hears at once when it changes, and after a break goes on where they stopped.

One hub in a web process asks the feed for all its listeners together, and only while it has any. What is sent is the
whole changed row with its version: the client keeps the higher one; of what left the listener's sight only that it is
gone. Who listens is asked again every few seconds what they may see.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from gongzhi.kernel import Refused

log = logging.getLogger(__name__)
T = TypeVar("T")
END = b""
"""Put into a listener's queue, it ends the stream."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A matter's row after a change: its position in the feed, what is shown of it, whom it concerns.

    `was`: whom it concerned before, without a row; None for a new matter.
    """

    position: int
    row: Mapping[str, Any]
    areas: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()
    kind: str = "unsorted"
    privacy: str = "P0"
    was: "Change | None" = None


Sees = Callable[[Change], bool]


class Source(Protocol):
    """Where changes come from; both are asked in a thread and leave no connection open."""

    def head(self) -> int:
        """The last position given."""

    def after(self, position: int, limit: int) -> tuple[list[Change], int]:
        """The changes after `position` in order, and the position up to which that is everything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Seconds and numbers that hold for every listener.

    Every `again` seconds a listener's sight is asked for anew, of at most `asked_again` listeners between two polls.
    """

    poll: float = 0.2
    heartbeat: float = 15.0
    lifetime: float = 900.0
    retry_ms: int = 2000
    waiting: int = 256
    batch: int = 500
    replay: int = 10_000
    listeners: int = 10_000
    again: float = 4.0
    asked_again: int = 20


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream: what it may see now, how to ask for that anew and when that was done, what waits for it, where
    in the feed it joined.
    """

    sees: Sees
    ask: Callable[[], Sees]
    asked_at: float
    queue: "asyncio.Queue[bytes]"
    position: int
    cut: bool = field(default=False)


def frame(change: Change) -> bytes:
    """A change as one server-sent event."""
    data = json.dumps(change.row, ensure_ascii=False, separators=(",", ":"), default=str)
    return f"id: {change.position}\nevent: matter\ndata: {data}\n\n".encode()


def gone(change: Change) -> bytes:
    """That a matter left the sight, and nothing else of it."""
    data = json.dumps({"id": change.row["id"]}, separators=(",", ":"), default=str)
    return f"id: {change.position}\nevent: gone\ndata: {data}\n\n".encode()


def reset(position: int) -> bytes:
    """Everything is to be read again."""
    return f"id: {position}\nevent: reset\ndata: {{}}\n\n".encode()


def told(change: Change, sees: Sees) -> bytes | None:
    """What whoever `sees` is told of a change, if anything."""
    if sees(change):
        return frame(change)
    return gone(change) if change.was is not None and sees(change.was) else None


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

    async def follow(self, sees: Sees, ask: Callable[[], Sees], after: int | None) -> AsyncGenerator[bytes, None]:
        """What one listener is sent: what it missed since `after`, then what happens, a sign of life now and then.

        `ask` says later what it may see then, or refuses. The stream ends when it refuses, when the listener is too
        slow, after the lifetime (it comes again), or at the close.
        """
        listener = await self._join(sees, ask)
        try:
            yield f"retry: {self.pace.retry_ms}\n\n".encode()
            if after is not None:
                async for piece in self._missed(listener, after):
                    yield piece
            async for piece in self._news(listener):
                yield piece
        finally:
            self.listeners.discard(listener)

    async def _join(self, sees: Sees, ask: Callable[[], Sees]) -> Listener:
        now = asyncio.get_running_loop().time()
        async with self._joining:
            if self._polling is None or self._polling.done():
                self.position = await self._ask(self.source.head)
                self._polling = asyncio.create_task(self._poll())
            listener = Listener(sees, ask, now, asyncio.Queue(self.pace.waiting), self.position)
            self.listeners.add(listener)
        return listener

    async def _missed(self, listener: Listener, after: int) -> AsyncGenerator[bytes, None]:
        """From `after` up to where the listener joined; who missed too much is told to read everything again."""
        upto = listener.position
        if upto - after > self.pace.replay or after > upto:
            yield reset(upto)
            return
        while after < upto and not listener.cut:
            changes, reached = await self._ask(partial(self.source.after, after, self.pace.batch))
            for change in changes:
                piece = told(change, listener.sees)
                if change.position <= upto and piece is not None:
                    yield piece
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
                await self._ask_again()
                changes, reached = await self._ask(partial(self.source.after, self.position, self.pace.batch))
            except Exception:
                log.exception("The live stream cannot read the feed at %d; it tries again", self.position)
                await asyncio.sleep(min(self.pace.poll * 10, 5.0))
                continue
            self._hand_out(changes, reached)

    def _hand_out(self, changes: list[Change], reached: int) -> None:
        self.position = max(self.position, reached)
        for change in changes:
            piece, left = frame(change), gone(change)
            for listener in self.listeners:
                if listener.cut:
                    continue
                if listener.sees(change):
                    self._give(listener, piece)
                elif change.was is not None and listener.sees(change.was):
                    self._give(listener, left)

    async def _ask_again(self) -> None:
        """Those whose sight was longest not asked for, at most so many: who may see more or less reads all again."""
        now = asyncio.get_running_loop().time()
        due = [each for each in self.listeners if not each.cut and now - each.asked_at >= self.pace.again]
        for listener in sorted(due, key=lambda each: each.asked_at)[: self.pace.asked_again]:
            listener.asked_at = now
            try:
                sees = await self._ask(listener.ask)
            except Refused:
                _empty(listener.queue)
                listener.cut = True
                listener.queue.put_nowait(END)
                continue
            if sees != listener.sees:
                listener.sees = sees
                _empty(listener.queue)
                listener.queue.put_nowait(reset(self.position))

    def _give(self, listener: Listener, piece: bytes) -> None:
        try:
            listener.queue.put_nowait(piece)
        except asyncio.QueueFull:
            listener.cut = True

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._asking, question)


def _empty(queue: "asyncio.Queue[bytes]") -> None:
    """What waits was seen with a sight that is over."""
    while not queue.empty():
        queue.get_nowait()
