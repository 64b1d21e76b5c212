"""Sound and film are kept as sound and film: the notes that devices add (place, owner, titles) are taken out.

MP4 and M4A: ISO/IEC 14496-12 boxes; MP3: ID3v1, ID3v2 and APE tags; WAV: RIFF chunks. The sound and the picture
themselves stay byte for byte.
"""

from collections.abc import Iterator

from gongzhi.kernel import Refused

HOLDERS = frozenset({b"moov", b"trak", b"moof", b"traf"})
NOTES = frozenset({b"udta", b"meta", b"uuid"})
SOUND_CHUNKS = frozenset({b"fmt ", b"fact", b"data"})
WIDE_SIZE, TO_THE_END = 1, 0
DEEPEST = 16
"""Boxes within boxes: a track's notes lie at the fourth; what goes deeper was made to exhaust the reader."""


def clean_media(data: bytes, media_type: str) -> bytes:
    """`data` without the notes of the device; refuses 422 `attachment-broken` what is not built as its type says."""
    match media_type:
        case "audio/mp4" | "video/mp4":
            return _without_boxes(data)
        case "audio/mpeg":
            return _without_tags(data)
        case "audio/wav":
            return _without_chunks(data)
        case _:
            return _whole_pdf(data)


def _whole_pdf(data: bytes) -> bytes:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise _broken("application/pdf")
    return data


def _without_boxes(data: bytes) -> bytes:
    """Boxes of notes become free space of the same length, because other boxes count bytes from the beginning."""
    work = bytearray(data)
    kinds = list(_blanked(work, 0, len(data)))
    if kinds[:1] != [b"ftyp"] or not {b"moov", b"moof"} & set(kinds):
        raise _broken("video/mp4")
    return bytes(work)


def _blanked(work: bytearray, start: int, end: int, depth: int = 0) -> Iterator[bytes]:
    """The kinds of the boxes between `start` and `end`, in order; boxes of notes are blanked on the way."""
    while start < end:
        size, kind, head = int.from_bytes(work[start : start + 4]), bytes(work[start + 4 : start + 8]), 8
        if size == WIDE_SIZE:
            size, head = int.from_bytes(work[start + 8 : start + 16]), 16
        elif size == TO_THE_END:
            size = end - start
        if size < head or start + size > end or depth > DEEPEST:
            raise _broken("video/mp4")
        if kind in NOTES:
            work[start + 4 : start + 8] = b"free"
            work[start + head : start + size] = bytes(size - head)
        yield kind
        if kind in HOLDERS:
            yield from _blanked(work, start + head, start + size, depth + 1)
        start += size


def _without_tags(data: bytes) -> bytes:
    start, end = 0, len(data)
    while data[start : start + 3] == b"ID3" and end - start > 10:
        size = 0
        for part in data[start + 6 : start + 10]:
            size = size << 7 | (part & 0x7F)
        start += 10 + size + (10 if data[start + 5] & 0x10 else 0)
    while (behind := _tag_before(data, end)) and start < end - behind:
        end -= behind
    while start < end and not data[start]:
        start += 1
    if end - start < 4 or data[start] != 0xFF or data[start + 1] & 0xE0 != 0xE0:
        raise _broken("audio/mpeg")
    return data[start:end]


def _tag_before(data: bytes, end: int) -> int:
    """How many bytes before `end` are a tag: ID3v1, or APE (its size without a header, and whether it has one)."""
    if data[end - 128 : end - 125] == b"TAG":
        return 128
    foot = data[end - 32 : end]
    if not foot.startswith(b"APETAGEX"):
        return 0
    return max(32, int.from_bytes(foot[12:16], "little")) + (32 if foot[23] & 0x80 else 0)


def _without_chunks(data: bytes) -> bytes:
    kept, start = [], 12
    while start + 8 <= len(data):
        kind, size = data[start : start + 4], int.from_bytes(data[start + 4 : start + 8], "little")
        if start + 8 + size > len(data):
            raise _broken("audio/wav")
        if kind in SOUND_CHUNKS:
            kept.append(data[start : start + 8 + size] + bytes(size % 2))
        start += 8 + size + size % 2
    if {part[:4] for part in kept} < {b"fmt ", b"data"}:
        raise _broken("audio/wav")
    body = b"WAVE" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _broken(media_type: str) -> Refused:
    return Refused("attachment-broken", status=422, found=media_type)
