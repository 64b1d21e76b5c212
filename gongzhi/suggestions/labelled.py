"""A file of texts with their labels is read whole or refused; which rows are learnt from stands in the file itself."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongzhi.kernel import Refused

NEEDED = ("text", "label", "split")
LONGEST = 1 << 24
"""Characters of one cell; the text itself is read only as far as `cutting.LONGEST`."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and their labels, in the order of the file."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all texts and labels: what was learnt from, in one word."""
        told = hashlib.sha256()
        for text, label in zip(self.texts, self.labels, strict=True):
            told.update(f"{label}\x1f{text}\x1e".encode("utf-8", "surrogatepass"))
        return told.hexdigest()

    def __len__(self) -> int:
        return len(self.texts)


def split(file: Path) -> Mapping[str, Labelled]:
    """The rows of a CSV file (plain or gzip, UTF-8) by what its column `split` says.

    Refuses 404 `file-absent`; 422 `labelled-unreadable`, `labelled-columns-missing`, `labelled-cell-empty`.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for line, row in rows(file, NEEDED):
        text, label, part = (row[name].strip() for name in NEEDED)
        if not (text and label and part):
            raise Refused("labelled-cell-empty", status=422, file=file.name, line=line)
        found.setdefault(part, []).append((text, label))
    return {part: gathered(pairs) for part, pairs in found.items()}


def gathered(pairs: Sequence[tuple[str, str]]) -> Labelled:
    """Pairs of text and label as they are learnt from."""
    return Labelled(tuple(text for text, _ in pairs), tuple(label for _, label in pairs))


def part(parts: Mapping[str, Labelled], name: str, file: Path) -> Labelled:
    """The rows of that split; 422 `labelled-split-missing` where there are none."""
    if name not in parts:
        known = ", ".join(sorted(parts))[:200]
        raise Refused("labelled-split-missing", status=422, file=file.name, split=name, known=known)
    return parts[name]


def rows(file: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells of each row; `needed` columns must be there."""
    csv.field_size_limit(LONGEST)
    reader = csv.DictReader(io.StringIO(_text(file), newline=""), strict=True)
    header = list(reader.fieldnames or ())
    missing = [name for name in needed if name not in header]
    if missing:
        have = ", ".join(header)[:200]
        raise Refused("labelled-columns-missing", status=422, file=file.name, columns=", ".join(missing), have=have)
    try:
        for row in reader:
            yield reader.line_num, {name: row[name] or "" for name in header}
    except csv.Error as why:
        raise Refused("labelled-unreadable", status=422, file=file.name, why=str(why)) from why


def _text(file: Path) -> str:
    if not file.is_file():
        raise Refused("file-absent", status=404, file=str(file))
    try:
        raw = file.read_bytes()
        return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as why:
        raise Refused("labelled-unreadable", status=422, file=file.name, why=type(why).__name__) from why
