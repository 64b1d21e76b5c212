"""A tile says in few bytes what lies in a square of the map: Mapbox Vector Tile 2.1, which every map program reads.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1. Coordinates are whole steps from the tile's upper left
corner, `EXTENT` to a side, y downwards; what reaches over the edge may lie outside of 0 … EXTENT.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

EXTENT = 4096
POINT, POLYGON = 1, 3
Value = str | int
Step = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """Something on a tile. `parts`: of a point one list of points, of a polygon its rings without the closing corner,
    outer rings clockwise as one sees them on the map, holes the other way round.
    """

    kind: int
    parts: Sequence[Sequence[Step]]
    tags: Mapping[str, Value]


def tile(layers: Mapping[str, Iterable[Feature]]) -> bytes:
    """The layers as one tile; those without features are left out, so that an empty tile has no bytes."""
    told = ((name, list(features)) for name, features in layers.items())
    return b"".join(_field(3, _layer(name, features)) for name, features in told if features)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    body = [_field(1, name.encode())]
    for feature in features:
        tags = bytearray()
        for key, value in feature.tags.items():
            tags += _varint(keys.setdefault(key, len(keys)))
            tags += _varint(values.setdefault((type(value), value), len(values)))
        commands = _points(feature.parts) if feature.kind == POINT else _rings(feature.parts)
        shape = b"".join(_varint(each) for each in commands)
        body.append(_field(2, _field(2, bytes(tags)) + b"\x18" + _varint(feature.kind) + _field(4, shape)))
    body += [_field(3, key.encode()) for key in keys]
    body += [_field(4, _value(value)) for _, value in values]
    return b"".join((*body, b"\x28", _varint(EXTENT), b"\x78\x02"))


def _points(parts: Sequence[Sequence[Step]]) -> Iterator[int]:
    points = [point for part in parts for point in part]
    yield 1 | len(points) << 3
    yield from _moves(points, (0, 0))


def _rings(parts: Sequence[Sequence[Step]]) -> Iterator[int]:
    at = (0, 0)
    for ring in parts:
        yield 1 | 1 << 3
        yield from _moves(ring[:1], at)
        yield 2 | (len(ring) - 1) << 3
        yield from _moves(ring[1:], ring[0])
        yield 7 | 1 << 3
        at = ring[-1]


def _moves(points: Iterable[Step], at: Step) -> Iterator[int]:
    x, y = at
    for to_x, to_y in points:
        yield _zigzag(to_x - x)
        yield _zigzag(to_y - y)
        x, y = to_x, to_y


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return _field(1, value.encode())
    if isinstance(value, int):
        return b"\x30" + _varint(_zigzag(value))
    raise TypeError(f"a tile takes texts and whole numbers, not {type(value).__name__}")


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    said = bytearray()
    while number > 0x7F:
        said.append(number & 0x7F | 0x80)
        number >>= 7
    said.append(number)
    return bytes(said)
