"""A row becomes a record as the source has it, or is refused with the field, the value and the reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gongzhi.exchange.records.guide import UNSORTED, Guide
from gongzhi.kernel import Crs, GeoPoint, Refused
from gongzhi.matters.loop.importing import ImportRecord
from gongzhi.matters.loop.state import Plain

LONGEST: Mapping[str, int] = {
    "source_id": 128,
    "text": 20_000,
    "resolution": 20_000,
    "address": 500,
    "category": 98,
    "subcategory": 98,
    "status": 64,
    "channel": 200,
    "area": 64,
}
"""Characters of each field. A message to a government may be long; longer ones belong into an attachment."""
TIMES = ("opened_at", "closed_at", "due_at")
YEARS = range(1900, 2200)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One row, read: the command for the door, where the source itself says it lies, and what is odd about it."""

    command: ImportRecord
    area: str
    findings: tuple[str, ...]


class Reader:
    """Reads the rows of one file. Every refusal is a Refused (422) with `field` and `value`."""

    def __init__(self, columns: Mapping[str, int], guide: Guide, source: str, crs: Crs) -> None:
        self._columns, self._guide, self._source, self._crs = columns, guide, source, crs
        self._asked = sorted(columns.items(), key=lambda each: each[1])

    def record(self, cells: list[str]) -> Record:
        """The record in these cells."""
        said = {name: cells[place].strip() for name, place in self._asked}
        self._storable(said)
        if not said["source_id"]:
            raise Refused("record-id-missing", status=422, field=self._theirs("source_id"), value="")
        get = said.get
        category, subcategory = get("category", ""), get("subcategory", "")
        opened, due = self._time(said, "opened_at"), self._time(said, "due_at")
        if opened is None:
            raise Refused("record-time-missing", status=422, field=self._theirs("opened_at"), value="")
        closed, findings = self._closing(get("status", ""), self._time(said, "closed_at"))
        if due is not None and due <= opened:
            findings = (*findings, "due-not-after-opening")
        point = self._point(said)
        text, address = get("text", ""), get("address", "")
        if not (text or address or category or point):
            raise Refused("record-says-nothing", status=422, field=self._theirs("text"), value="")
        resolution = get("resolution", "")
        if resolution and closed is None:
            findings = (*findings, "answer-while-open")
        command = ImportRecord(
            kind=self._guide.kind(category, subcategory),
            source=(self._source, said["source_id"]),
            foreign=(
                f"{category} / {subcategory}" if subcategory not in ("", category) else category,
                get("status", ""),
            ),
            channel=self._guide.channel(get("channel", "")),
            opened_at=opened,
            text=Plain(text) if text else None,
            point=point,
            address=Plain(address) if address else None,
            due_at=due,
            closed_at=closed,
            resolution=Plain(resolution) if resolution and closed else None,
        )
        return Record(command=command, area=get("area", ""), findings=findings)

    def source_id(self, cells: list[str]) -> str:
        """The source's number in these cells, as far as there are any: to name a row that cannot be taken."""
        return cells[self._columns["source_id"]] if cells else ""

    def _theirs(self, name: str) -> str:
        return self._guide.columns.get(name, name)

    def _storable(self, said: Mapping[str, str]) -> None:
        for name, value in said.items():
            if len(value) > LONGEST.get(name, 64):
                most = LONGEST.get(name, 64)
                raise Refused(
                    "record-too-long",
                    status=422,
                    field=self._theirs(name),
                    value=value[:40],
                    most=most,
                    length=len(value),
                )
        if found := _UNSTORABLE.search("\n".join(said.values())):
            name = next(name for name, value in said.items() if found[0] in value)
            code = "record-text-broken" if found[0] >= "\ud800" else "record-control-character"
            raise Refused(code, status=422, field=self._theirs(name), value=said[name][:40])

    def _time(self, said: Mapping[str, str], name: str) -> datetime | None:
        """The time in that column, None where it is blank. A time without offset needs the mapping's `zone`."""
        value = said.get(name, "")
        if not value:
            return None
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            raise Refused("record-time-unreadable", status=422, field=self._theirs(name), value=value) from None
        if read.year not in YEARS:
            raise Refused("record-time-impossible", status=422, field=self._theirs(name), value=value)
        if read.utcoffset() is None:
            if self._guide.zone is None:
                raise Refused("record-time-without-offset", status=422, field=self._theirs(name), value=value)
            read = read.replace(tzinfo=self._guide.zone)
        return read

    def _closing(self, status: str, closed_at: datetime | None) -> tuple[datetime | None, tuple[str, ...]]:
        """When it was closed, or None when it counts as open; and what is odd about it.

        Open is what the source calls open, what it calls by a name that we do not know (kept as it is), and what it
        calls closed without saying when.
        """
        called = status.casefold()
        if called in self._guide.closed or (not called and closed_at is not None):
            return closed_at, () if closed_at else ("closed-without-time",)
        odd = () if closed_at is None else ("closing-time-while-open",)
        return None, odd if called in self._guide.open or not called else (*odd, "status-unknown")

    def _point(self, said: Mapping[str, str]) -> GeoPoint | None:
        lat, lon = said.get("lat", ""), said.get("lon", "")
        if not lat and not lon:
            return None
        degrees = {name: self._degrees(name, value) for name, value in (("lat", lat), ("lon", lon))}
        return GeoPoint(**degrees, crs=self._crs)

    def _degrees(self, name: str, value: str) -> float:
        if not value:
            raise Refused("record-point-half", status=422, field=self._theirs(name), value="")
        try:
            if "_" in value:
                raise ValueError
            return float(value)
        except ValueError:
            raise Refused("record-degrees-unreadable", status=422, field=self._theirs(name), value=value) from None


def sorted_into(record: Record) -> bool:
    """Whether the mapping found a kind for it."""
    return record.command.kind != UNSORTED
