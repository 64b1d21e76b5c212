"""An area file is GeoJSON, CSV or a spreadsheet; what cannot be read is named with its row and field, never skipped."""

import csv
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gongzhi.kernel import Refused

LIMIT_BYTES = 512 * 1024 * 1024  # unpacked; a city of 7,200 grids takes 12 MB
NEEDED = ("code", "name", "level")
COLUMNS = {
    "编码": "code",
    "代码": "code",
    "名称": "name",
    "级别": "level",
    "层级": "level",
    "上级": "parent",
    "上级编码": "parent",
    "专属类型": "special",
    "代管": "jurisdiction",
    "代管方编码": "jurisdiction",
    "启用时间": "valid_from",
    "边界": "wkt",
    "geometry": "wkt",
    "geom": "wkt",
    "wkt_geom": "wkt",
}

Line = tuple[int, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file: where, its fields as text, its outline as GeoJSON or WKT or not at all."""

    row: int
    fields: Mapping[str, str]
    outline: Any


def unreadable(code: str, **details: object) -> Refused:
    """The refusal of a file as a whole."""
    return Refused(code, status=422, **details)


def read_file(path: Path) -> tuple[list[Record], str]:
    """The records of an area file and the SHA-256 of the file; refuses with 422 what it cannot read."""
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise unreadable("area-file-unreadable", value=path.name, reason=error.strerror or "") from error
    name = path.name.lower()
    content = unpacked(packed, path.name) if name.endswith(".gz") else packed
    if len(content) > LIMIT_BYTES:
        raise unreadable("area-file-too-large", value=path.name, limit_mb=LIMIT_BYTES >> 20)
    suffix = Path(name.removesuffix(".gz")).suffix
    if suffix not in READERS:
        raise unreadable("area-file-kind-unknown", value=path.name, known=" ".join(READERS))
    records = list(READERS[suffix](content))
    if not records:
        raise unreadable("area-file-empty", value=path.name)
    return records, hashlib.sha256(packed).hexdigest()


def unpacked(packed: bytes, name: str) -> bytes:
    """What a .gz file holds, and no more than one byte beyond the limit of it."""
    try:
        with gzip.open(io.BytesIO(packed)) as stream:
            return stream.read(LIMIT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable("area-file-unreadable", value=name, reason=str(error)) from error


def text_of(content: bytes) -> str:
    """The text of a table in UTF-8 (with or without mark) or GB18030."""
    encoding = "utf-8-sig" if mostly_utf8(content) else "gb18030"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable("area-file-encoding-unknown", value=f"byte {error.start}", encoding=encoding) from error


def mostly_utf8(content: bytes) -> bool:
    """Whether it is meant as UTF-8: a damaged letter or two must not turn the rest into nonsense read as GB18030."""
    text = content.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    return broken * 10 <= sum(1 for letter in text if letter > "\x7f") if broken else True


def plain(value: object) -> str:
    """A cell or property as text; a number without its useless .0, nothing as ""."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def geojson(content: bytes) -> Iterator[Record]:
    """The features of a GeoJSON FeatureCollection, counted from 1."""
    try:
        root = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise unreadable("area-file-encoding-unknown", value=f"byte {error.start}", encoding="utf-8") from error
    except (ValueError, RecursionError) as error:
        raise unreadable("area-file-not-geojson", reason=str(error)) from error
    features = root.get("features") if isinstance(root, dict) else None
    if not isinstance(features, list) or root.get("type") != "FeatureCollection":
        raise unreadable("area-file-not-geojson", reason="no FeatureCollection")
    _degrees_or_unreadable(root.get("crs"))
    for number, feature in enumerate(features, 1):
        fields = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(fields, dict):
            raise unreadable("area-file-not-geojson", reason=f"feature {number} has no properties")
        yield Record(number, {str(key).lower(): plain(value) for key, value in fields.items()}, feature.get("geometry"))


def _degrees_or_unreadable(member: object) -> None:
    """Old GeoJSON may name its system: degrees pass (the caller says which of the four), anything else is refused."""
    said = json.dumps(member).upper() if member else ""
    if said and not any(known in said for known in ("CRS84", "4326", "4490", "CGCS2000", "WGS84")):
        raise unreadable("area-crs-not-degrees", field="crs", value=said[:80])


def table(rows: Sequence[Line]) -> Iterator[Record]:
    """Rows under a line of column names, Chinese or English; (line number, cells) in."""
    if not rows:
        return
    head = [plain(cell).lower() for cell in rows[0][1]]
    columns = [COLUMNS.get(name, name) for name in head]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise unreadable("area-file-columns-missing", field=", ".join(missing), value=", ".join(head)[:200])
    for line, cells in rows[1:]:
        fields = dict(zip(columns, map(plain, cells), strict=False))
        if any(fields.values()):
            yield Record(line, fields, fields.pop("wkt", "") or None)


def comma_separated(content: bytes) -> Iterator[Record]:
    """The lines of a CSV file, counted from 1 with the column names."""
    return table(lines_of_text(content))


def spreadsheet(content: bytes) -> Iterator[Record]:
    """The rows of the first sheet of an Excel or OpenDocument file."""
    return table(lines_of_sheet(content))


def lines_of_text(content: bytes) -> list[Line]:
    """The lines of a CSV file with their numbers, the column names among them; refuses (422) what is none."""
    csv.field_size_limit(LIMIT_BYTES)
    reader = csv.reader(io.StringIO(text_of(content), newline=""))
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise unreadable("area-file-unreadable", value=f"line {reader.line_num}", reason=str(error)) from error


def lines_of_sheet(content: bytes, limit: int | None = None) -> list[Line]:
    """The rows of the first sheet of a workbook of at most `limit` bytes unpacked; refuses (422) what is none."""
    limit = LIMIT_BYTES if limit is None else limit
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                if sum(part.file_size for part in parts.infolist()) > limit:
                    raise unreadable("area-file-too-large", limit_mb=limit >> 20)
        cells = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (CalamineError, OSError, IndexError, zipfile.BadZipFile) as error:
        raise unreadable("area-file-unreadable", reason=str(error)) from error
    return list(enumerate(cells, 1))


READERS: dict[str, Callable[[bytes], Iterator[Record]]] = {
    ".geojson": geojson,
    ".json": geojson,
    ".csv": comma_separated,
    ".xlsx": spreadsheet,
    ".xls": spreadsheet,
    ".ods": spreadsheet,
}
