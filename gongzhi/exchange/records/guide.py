"""A mapping says in one file how a source's words become ours: its columns, statuses, channels and categories.

Whatever it does not name stays as the source has it: the kind is `unsorted`, the foreign category and status are kept.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gongzhi.catalogue import Kind
from gongzhi.kernel import Refused

NEEDED = ("source_id", "opened_at", "closed_at", "text", "status", "lat", "lon")
"""Columns without which a row would be taken for something else; a mapping may say that the source has none."""
WELCOME = ("due_at", "category", "subcategory", "resolution", "address")
UNSORTED = "unsorted"
WHOLE = "*"
_CODE = re.compile(r"[\w./:-]{1,64}")
_TABLES = ("columns", "status", "channel", "kinds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Channels:
    """Through which channel a record came: read from `column` where one of `values` is written there."""

    column: str = ""
    default: str = "import"
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A mapping, read. `columns` is ours → theirs, "" for a column that the source does not have."""

    name: str = ""
    source: str = ""
    zone: ZoneInfo | None = None
    area: str = "zipcode"
    columns: Mapping[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset({"open"})
    closed: frozenset[str] = frozenset({"closed"})
    channels: Channels = Channels()
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def kind(self, category: str, subcategory: str) -> str:
        """Our kind for their category: of the subcategory, else of the whole category, else `unsorted`."""
        under = self.kinds.get(category)
        if under is None:
            return UNSORTED
        return under.get(subcategory) or under.get(WHOLE) or UNSORTED

    def channel(self, said: str) -> str:
        """Our channel for what their column says."""
        return self.channels.values.get(said, self.channels.default)

    @cached_property
    def named(self) -> frozenset[str]:
        """Every kind that the mapping names."""
        return frozenset(kind for under in self.kinds.values() for kind in under.values())

    def check(self, known: Mapping[str, Kind]) -> None:
        """Refuse with 422 `mapping-kind-unknown` if a kind is named that the catalogue in force cannot take."""
        wrong = sorted(kind for kind in self.named if kind not in known or not known[kind].reportable)
        if wrong:
            raise Refused("mapping-kind-unknown", status=422, mapping=self.name, kinds=", ".join(wrong[:20]))


def guide(name: str, folder: Path) -> Guide:
    """The mapping called `name` in the catalogue's folder of mappings, or in the file of that path.

    Refuses 404 `mapping-unknown` and 422 `mapping-unreadable`, saying where.
    """
    path = folder / f"{name}.toml" if _CODE.fullmatch(name) and (folder / f"{name}.toml").is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.toml")))
        raise Refused("mapping-unknown", status=404, mapping=name, known=known)
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise _unreadable(path.name, "", str(why)) from why
    return _Reader(path.name).guide(table)


def fit_source(name: str) -> str:
    """The name of the source system, if it can be one; 422 `source-name-unfit`."""
    if not _CODE.fullmatch(name):
        raise Refused("source-name-unfit", status=422, source=name[:80])
    return name


def _unreadable(name: str, where: str, why: str) -> Refused:
    return Refused("mapping-unreadable", status=422, mapping=name, where=where or "—", reason=why)


class _Reader:
    """Reads the tables of one mapping file; whatever has another shape is refused with its place."""

    def __init__(self, name: str) -> None:
        self._name = name

    def guide(self, table: Mapping[str, Any]) -> Guide:
        self._only(table, ("source", "zone", "area", *_TABLES), "")
        columns = self._texts(table, "columns")
        self._only(columns, (*NEEDED, *WELCOME), "columns")
        status = self._table(table, "status")
        self._only(status, ("open", "closed"), "status")
        source = self._text(table, "source", "")
        return Guide(
            name=self._name,
            source=fit_source(source) if source else "",
            zone=self._zone(self._text(table, "zone", "")),
            area=self._text(table, "area", ""),
            columns=columns,
            open=self._list(status, "open", "open"),
            closed=self._list(status, "closed", "closed"),
            channels=self._channels(self._table(table, "channel")),
            kinds={name: self._texts(table["kinds"], name, "kinds.") for name in self._table(table, "kinds")},
        )

    def _channels(self, table: Mapping[str, Any]) -> Channels:
        self._only(table, ("column", "default", "values"), "channel")
        values = self._texts(table, "values", "channel.")
        found = Channels(
            column=self._text(table, "column", ""), default=self._text(table, "default", "import"), values=values
        )
        for value in (found.default, *values.values()):
            if not _CODE.fullmatch(value) or len(value) > 32:
                raise _unreadable(self._name, "channel", f"{value!r} is no code of up to 32 characters")
        return found

    def _only(self, table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        strange = [name for name in table if name not in known]
        if strange:
            raise _unreadable(self._name, where, f"{strange[0]!r} is not one of {', '.join(known)}")

    def _table(self, table: Mapping[str, Any], name: str, prefix: str = "") -> Mapping[str, Any]:
        value = table.get(name, {})
        if not isinstance(value, dict):
            raise _unreadable(self._name, prefix + name, "this must be a table")
        return value

    def _texts(self, table: Mapping[str, Any], name: str, prefix: str = "") -> dict[str, str]:
        values = self._table(table, name, prefix)
        return {key: self._text(values, key, "", f"{prefix}{name}.") for key in values}

    def _text(self, table: Mapping[str, Any], name: str, default: str, prefix: str = "") -> str:
        value = table.get(name, default)
        if not isinstance(value, str):
            raise _unreadable(self._name, prefix + name, "this must be text in quotes")
        return value

    def _list(self, table: Mapping[str, Any], name: str, default: str) -> frozenset[str]:
        value = table.get(name, [default])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _unreadable(self._name, f"status.{name}", "this must be a list of texts")
        return frozenset(each.casefold() for each in value)

    def _zone(self, name: str) -> ZoneInfo | None:
        try:
            return ZoneInfo(name) if name else None
        except (ZoneInfoNotFoundError, ValueError, OSError) as why:
            raise _unreadable(self._name, "zone", f"{name!r} is no time zone") from why
