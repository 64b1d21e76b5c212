"""Small files of each kind, made as devices make them."""

import io
import struct
import wave
import zlib

from PIL import Image

MAKER, TAKEN, GPS, ORIENTATION = 0x010F, 0x0132, 0x8825, 0x0112
SECRETS = (b"SECRETPHONE", b"2025:10:15", b"Exif", b"SECRETNOTE")


def picture(form: str = "JPEG", *, size: tuple[int, int] = (640, 400), turned: int = 1, mode: str = "RGB") -> bytes:
    """A picture, left half red, with the notes a phone writes: maker, time, place, comment."""
    image = Image.new(mode, size)
    image.paste(Image.new("RGB", (size[0] // 2, size[1]), "red").convert(mode), (0, 0))
    notes = Image.Exif()
    notes[MAKER], notes[TAKEN], notes[ORIENTATION] = "SECRETPHONE", "2025:10:15 12:00:00", turned
    notes.get_ifd(GPS).update({1: "N", 2: (43.0, 10.0, 1.5), 3: "E", 4: (124.0, 21.0, 2.5)})
    out = io.BytesIO()
    more = {"comment": b"SECRETNOTE"} if form == "JPEG" else {}
    image.save(out, form, exif=notes, **more)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is `width` × `height` and unpacks to nothing but zeros."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(min(width * height // 8, 10_000_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def box(kind: bytes, body: bytes) -> bytes:
    """One box of an MP4 file."""
    return struct.pack(">I", len(body) + 8) + kind + body


def film(brand: bytes = b"isom") -> bytes:
    """An MP4 with a place in its notes, at the top, in the film and in the track."""
    place = box(b"udta", box(b"\xa9xyz", b"+43.1700+124.3500/SECRETNOTE"))
    track = box(b"trak", box(b"tkhd", bytes(84)) + place + box(b"meta", b"SECRETNOTE"))
    head = box(b"ftyp", brand + b"\0\0\2\0" + brand + b"iso2mp41")
    tail = box(b"uuid", b"SECRETNOTE" * 3)
    return head + box(b"moov", box(b"mvhd", bytes(100)) + place + track) + box(b"mdat", b"picture and sound") + tail


def song() -> bytes:
    """An MP3 frame between an ID3v2 and an ID3v1 tag."""
    note = b"TIT2\0\0\0\x0b\0\0\0SECRETNOTE"
    return (
        b"ID3\x03\0\0\0\0\0"
        + bytes([len(note)])
        + note
        + b"\xff\xfb\x90\x64"
        + bytes(413)
        + b"TAG"
        + b"SECRETNOTE" * 12
        + bytes(5)
    )


def recording() -> bytes:
    """A WAV with a chunk of notes behind the sound."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x01\x02" * 100)
    data = out.getvalue() + b"LIST" + struct.pack("<I", 14) + b"INFOSECRETNOTE"
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def document() -> bytes:
    """The smallest thing a reader takes for a PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
