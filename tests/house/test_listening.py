"""Who leaves while a piece is on its way is gone; any other failure of a stream is told."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from gongzhi.site.listening import Listening, Opened


class Leaving:
    """A listener whose connection fails at the first piece."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Leaving":
        return self

    async def send_bytes(self, piece: bytes) -> None:
        raise self.failure

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()


class Left(Leaving):
    """A listener who has left, and whose piece fails only then."""

    async def send_bytes(self, piece: bytes) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise self.failure

    async def client_disconnect(self) -> None:
        await asyncio.sleep(0)


class OneHub:
    """Sends one piece and says whether it was ended."""

    ended = False

    async def follow(self, *_: Any) -> AsyncGenerator[bytes, None]:
        try:
            yield b"data: 1\n\n"
        finally:
            self.ended = True


def listen(failure: Exception, listener: type[Leaving] = Leaving) -> OneHub:
    listening, hub = Listening(), OneHub()
    listening._hub = hub  # type: ignore[assignment]
    asyncio.run(listening.stream(listener(failure), Opened(None, None), [], {}))  # type: ignore[arg-type]
    return hub


def test_a_listener_who_left_while_a_piece_was_sent_ends_the_stream_quietly() -> None:
    assert listen(ProtocolClosed()).ended
    assert listen(ProtocolClosed(), Left).ended


@pytest.mark.parametrize("listener", [Leaving, Left])
def test_any_other_failure_of_sending_is_told(listener: type[Leaving]) -> None:
    with pytest.raises(OSError, match="disk"):
        listen(OSError("disk"), listener)
