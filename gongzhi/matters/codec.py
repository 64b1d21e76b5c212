"""A journal line holds its event as JSON that reads back to the very same value."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from gongzhi.matters.loop import EVENTS
from gongzhi.matters.loop.state import Personal, Plain
from gongzhi.vault.provider import provider

FIRST = "0" * 64
_encoder = msgspec.json.Encoder(enc_hook=lambda value: _refuse(value), order="deterministic")
_decoders: dict[str, msgspec.json.Decoder[Any]] = {name: msgspec.json.Decoder(event) for name, event in EVENTS.items()}


def _refuse(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} cannot be written to the journal")


def encode(event: object) -> str:
    """The event as JSON text; TypeError if words or personal values were not put away first."""
    for name in getattr(event, "__dataclass_fields__", {}):
        if isinstance(getattr(event, name), Plain | Personal):
            raise TypeError(f"{type(event).__name__}.{name} holds words that must not reach the journal")
    return _encoder.encode(event).decode()


def decode(name: str, data: str) -> Any:
    """The event called `name` from its JSON text."""
    return _decoders[name].decode(data)


def moment(at: datetime | None) -> str:
    """A time as the hash sees it: UTC, microseconds, the same on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at is not None else ""


def line_hash(line: Sequence[Any]) -> str:
    """The hash of a journal line over all that it holds, the hash of the line before included.

    `line` is in the order of `rows.JOURNAL`: matter_id, version, key, command, digest, event, data, actor, unit,
    recorded_at, device_at, previous.
    """
    return next(line_hashes((line,)))


def line_hashes(lines: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The hash of each of these lines."""
    hashed = provider().hashed
    for line in lines:
        said = "\x1f".join([value if type(value) is str else _plain(value) for value in line])
        yield hashed(said.encode()).hex()


def _plain(value: Any) -> str:
    if value is None or isinstance(value, datetime):
        return moment(value)
    return value.hex if isinstance(value, UUID) else str(value)
