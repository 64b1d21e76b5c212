"""A data file is read key by key: what is missing, unknown or of the wrong type is noted, and reading goes on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.limit import STANDARD, TIME_UNITS, Limit
from gongzhi.catalogue.text import Text
from gongzhi.kernel import Refused

T = TypeVar("T", bound=str)
Found = dict[Fault, None]  # faults in the order in which they were found, each once
_NAMES_ZH = {str: "文字", int: "整数", bool: "true 或 false", dict: "表", list: "列表", date: "日期", Decimal: "数"}
_NAMES = {str: "a string", int: "a whole number", bool: "true or false", dict: "a table", list: "a list"} | {
    date: "a date",
    Decimal: "a number",
}


class Table:
    """One TOML table. A key not in `data` is looked for in `inherited`, the defaults it belongs to."""

    def __init__(
        self, data: Mapping[str, Any], file: str, key: str, found: Found, inherited: "Table | None" = None
    ) -> None:
        self.data, self.file, self.key, self.found, self.inherited = data, file, key, found, inherited
        self.asked: set[str] = set()

    def fault(self, code: str, key: str = "", **details: object) -> None:
        """Note a fault at `key` of this table."""
        self.found[fault(code, self.file, self.path(key), **details)] = None

    def path(self, key: str) -> str:
        """The dotted name of a key of this table."""
        return ".".join(part for part in (self.key, key) if part) or "—"

    def has(self, key: str) -> bool:
        """Whether the key is written here or inherited."""
        self.asked.add(key)
        further = self.inherited is not None and self.inherited.has(key)
        return key in self.data or further

    def source(self, key: str) -> "Table":
        """The table in which the key is written; where nobody wrote it, the outermost defaults."""
        if self.inherited is None or key in self.data:
            return self
        return self.inherited.source(key)

    def value(self, key: str, kind: type, otherwise: Any = None) -> Any:
        """The value of `key`; noted and `otherwise` where it is missing or of the wrong type."""
        self.has(key)
        at = self.source(key)
        if key not in at.data:
            at.fault("key-missing", key, expected=_NAMES[kind])
            return otherwise
        return at.typed(at.data[key], kind, key, otherwise)

    def typed(self, value: Any, kind: type, key: str, otherwise: Any) -> Any:
        """`value` if it is of the kind."""
        if kind is Decimal and isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        wrong = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
        if isinstance(value, kind) and not wrong:
            return value
        self.fault("type-wrong", key, value=_shown(value), expected=_NAMES[kind], expected_zh=_NAMES_ZH[kind])
        return otherwise

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not empty; `default` where the key may be left out."""
        if default is not None and not self.has(key):
            return default
        found: str = self.value(key, str, "-")
        if not found.strip():
            self.source(key).fault("value-wrong", key, value="''", expected="some words")
        return found

    def name(self, key: str) -> Text:
        """A text in two languages: {zh, en}, or a string, which then stands for both."""
        at = self.source(key)
        if isinstance(at.data.get(key), str):
            words = self.text(key)
            return Text(words, words)
        both = self.table(key)
        zh = both.text("zh")
        found = Text(zh, both.text("en", zh))
        both.done()
        return found

    def choice(self, key: str, known: Sequence[T], default: T | None = None) -> T:
        """One of `known`."""
        said = self.text(key, default)
        return self._known(said, key, known)

    def choices(self, key: str, known: Sequence[T], default: Sequence[T] | None = None) -> tuple[T, ...]:
        """A list of some of `known`."""
        return tuple(self._known(said, key, known) for said in self.strings(key, default))

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 100_000) -> int:
        """A whole number from `least` to `most`."""
        if default is not None and not self.has(key):
            return default
        found: int = self.value(key, int, least)
        if not least <= found <= most:
            self.source(key).fault("value-wrong", key, value=found, expected=f"{least}–{most}")
        return found

    def amount(self, key: str) -> Decimal:
        """A number, exact."""
        found: Decimal = self.value(key, Decimal, Decimal(1))
        return found

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        return default if default is not None and not self.has(key) else bool(self.value(key, bool, False))

    def strings(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        if default is not None and not self.has(key):
            return tuple(default)
        at = self.source(key)
        found = [at.typed(each, str, key, None) for each in self.value(key, list, [])]
        return tuple(each for each in found if each is not None)

    def dates(self, key: str) -> tuple[date, ...]:
        """A list of dates; none where the key is left out."""
        if not self.has(key):
            return ()
        found = [self.typed(each, date, key, None) for each in self.value(key, list, [])]
        return tuple(each for each in found if each is not None)

    def table(self, key: str) -> "Table":
        """A table below this one."""
        at = self.source(key)
        return Table(self.value(key, dict, {}), at.file, at.path(key), self.found)

    def named(self, key: str) -> "dict[str, Table]":
        """A table of tables by their names; none where the key is left out."""
        if not self.has(key):
            return {}
        at = self.table(key)
        return {name: Table(at.value(name, dict, {}), at.file, at.path(name), self.found) for name in at.data}

    def tables(self, key: str, default: Sequence[object] | None = None) -> "list[Table]":
        """A list of tables."""
        if default is not None and not self.has(key):
            return []
        at = self.source(key)
        rows = [at.typed(row, dict, key, {}) for row in self.value(key, list, [])]
        return [Table(row, at.file, at.path(f"{key}[{n}]"), self.found) for n, row in enumerate(rows)]

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                self.fault("key-unknown", key, known=", ".join(sorted(self.asked)))

    def _known(self, said: str, key: str, known: Sequence[T]) -> T:
        for each in known:
            if said == each:
                return each
        if said != "-":
            self.source(key).fault("value-wrong", key, value=said, expected=" | ".join(known))
        return known[0]


def limit_in(at: Table, name: str | None = None) -> Limit:
    """The limit written in a table; its calendar is around-the-clock for clock hours, else standard."""
    said = at.text("name") if name is None else name
    unit = at.choice("unit", TIME_UNITS)
    calendar = at.text("calendar", "around-the-clock" if unit == "clock_hours" else STANDARD)
    amount, statutory = at.amount("amount"), at.flag("statutory", False)
    at.done()
    try:
        return Limit(name=said, amount=amount, unit=unit, calendar=calendar, statutory=statutory)
    except Refused:
        at.fault("limit-wrong", "amount", value=f"{amount} {unit}")
        return Limit(name=said, amount=1, unit=unit, calendar=calendar)


def _shown(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}…"
