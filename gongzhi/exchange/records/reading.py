"""A file of records is read as it is: CSV with a header, plain or gzip, in UTF-8 or GB18030."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from gongzhi.exchange.records.guide import NEEDED, WELCOME, Guide
from gongzhi.kernel import Refused

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one line; beyond it the file is taken for something else, before it fills the memory."""
_BOM = b"\xef\xbb\xbf"
_OTHERS = (b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What was seen of the file before anything is written: its encoding, its lines, its header."""

    file: Path
    encoding: str
    lines: int
    header: tuple[str, ...]

    def columns(self, guide: Guide) -> dict[str, int]:
        """Where each of our columns is in a row, and the mapping's own two (`channel`, `area`) where they are there.

        Refuses 422 `reports-columns-missing`, naming every column that is needed and not there.
        """
        place = {name: number for number, name in enumerate(self.header)}
        theirs = {name: guide.columns.get(name, name) for name in (*NEEDED, *WELCOME)}
        asked = {name for name in theirs if name in NEEDED or name in guide.columns} - {"channel", "area"}
        missing = [theirs[name] for name in theirs if name in asked and theirs[name] and theirs[name] not in place]
        if guide.channels.column and guide.channels.column not in place:
            missing.append(guide.channels.column)
        if missing:
            raise Refused(
                "reports-columns-missing",
                status=422,
                file=self.file.name,
                columns=", ".join(missing),
                have=", ".join(self.header)[:400],
            )
        theirs |= {"channel": guide.channels.column, "area": guide.area}
        return {name: place[column] for name, column in theirs.items() if column in place}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of the file, which began at `line`; `refused` when it could not even be cut into cells."""

    line: int
    until: int
    cells: list[str]
    refused: Refused | None = None


def survey(file: Path) -> Survey:
    """Look through the whole file once. Nothing is kept in memory but a line at a time.

    Refuses 404 `file-absent`; 422 `reports-file-unreadable`, `reports-file-empty`, `reports-file-not-csv`,
    `reports-line-too-long`, `reports-encoding-unknown`, `reports-column-double`.
    """
    if not file.is_file():
        raise Refused("file-absent", status=404, file=str(file))
    with _raw(file) as raw:
        _csv_at_all(file, raw.readline(LONGEST_LINE))
    encoding, lines = _encoding(file)
    header = next(_rows(file, encoding), None)
    if header is None or header.refused:
        raise Refused("reports-file-not-csv", status=422, file=file.name)
    names = tuple(name.strip() for name in header.cells)
    double = sorted({name for name in names if name and names.count(name) > 1})
    if double:
        raise Refused("reports-column-double", status=422, file=file.name, columns=", ".join(double))
    return Survey(file=file, encoding=encoding, lines=lines, header=names)


def rows(seen: Survey) -> Iterator[Row]:
    """The rows below the header, in order. Empty lines are none. Bytes that are no text become lone surrogates."""
    found = _rows(seen.file, seen.encoding)
    next(found)
    width = len(seen.header)
    for row in found:
        if row.refused is None and len(row.cells) != width:
            why = Refused("record-cells", status=422, cells=len(row.cells), columns=width, until=row.until)
            yield Row(line=row.line, until=row.until, cells=[], refused=why)
        else:
            yield row


def _csv_at_all(file: Path, first: bytes) -> None:
    if not first.strip():
        raise Refused("reports-file-empty", status=422, file=file.name)
    if first.startswith(_OTHERS) or b"\0" in first:
        raise Refused("reports-file-not-csv", status=422, file=file.name)


def _rows(file: Path, encoding: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_LINE)
    with _raw(file) as raw:
        reader = csv.reader(_texts(raw, file, encoding), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as why:
                refused = Refused("record-unreadable", status=422, reason=str(why), until=reader.line_num)
                yield Row(line=line, until=reader.line_num, cells=[], refused=refused)
                continue
            if cells:
                yield Row(line=line, until=reader.line_num, cells=cells)


def _texts(raw: BinaryIO, file: Path, encoding: str) -> Iterator[str]:
    for line in _lines(raw, file):
        yield line.decode(encoding, "surrogateescape")


def _encoding(file: Path) -> tuple[str, int]:
    """The encoding in which the fewest lines are no text, and how many lines there are."""
    bad, lines = _bad_lines(file, "utf-8")
    encoding = "utf-8"
    if bad:
        bad, encoding = min((bad, encoding), (_bad_lines(file, "gb18030")[0], "gb18030"), key=lambda each: each[0])
    if bad > lines // 2:
        raise Refused("reports-encoding-unknown", status=422, file=file.name, known="UTF-8, GB18030")
    return encoding, lines


def _bad_lines(file: Path, encoding: str) -> tuple[int, int]:
    """How many lines are no text in this encoding, and how many lines there are."""
    bad = lines = 0
    with _raw(file) as raw:
        for line in _lines(raw, file):
            lines += 1
            if not line.isascii():
                try:
                    line.decode(encoding)
                except UnicodeDecodeError:
                    bad += 1
    return bad, lines


def _lines(raw: BinaryIO, file: Path) -> Iterator[bytes]:
    first = True
    while line := raw.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Refused("reports-line-too-long", status=422, file=file.name, megabytes=LONGEST_LINE >> 20)
        yield line.removeprefix(_BOM) if first else line
        first = False


@contextmanager
def _raw(file: Path) -> Iterator[BinaryIO]:
    """The bytes of the file, unpacked where it is a gzip file whatever it is called."""
    try:
        with file.open("rb") as opened:
            packed = opened.peek(2)[:2] == b"\x1f\x8b"
            yield cast(BinaryIO, gzip.GzipFile(fileobj=opened)) if packed else opened
    except (OSError, EOFError, zlib.error) as why:
        raise Refused("reports-file-unreadable", status=422, file=str(file), reason=str(why)) from why
