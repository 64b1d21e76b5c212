"""A list is a table with a line of names, Chinese or English, and below it a row for each thing that is asked for."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from gongzhi.kernel import Refused
from gongzhi.places.reading import Line, lines_of_sheet, lines_of_text, plain
from gongzhi.places.spoken import refusal

MOST_BYTES, MOST_UNPACKED = 2 << 20, 64 << 20
KNOWN_FILES: Mapping[str, Callable[[bytes], list[Line]]] = {
    ".csv": lines_of_text,
    **dict.fromkeys((".xlsx", ".xls", ".ods"), lambda content: lines_of_sheet(content, MOST_UNPACKED)),
}
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list as it stands in the file: its line and what its cells say, by column."""

    line: int
    said: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """What a list looks like: column → its Chinese name, those that must be there, and how many rows at most."""

    columns: Mapping[str, str]
    needed: Collection[str]
    most: int

    def read(self, content: bytes, name: str) -> list[Row]:
        """The rows of a CSV file or workbook; refuses (422) what is no list, or longer than one is."""
        suffix = PurePath(name.lower()).suffix
        if suffix not in KNOWN_FILES:
            raise unfit("area-file-kind-unknown", value=name[:80], known=" ".join(KNOWN_FILES))
        if len(content) > MOST_BYTES:
            raise unfit("area-file-too-large", limit_mb=MOST_BYTES >> 20)
        return self.rows_of(KNOWN_FILES[suffix](content))

    def rows_of(self, lines: Sequence[Line]) -> list[Row]:
        """The rows below the line of names; empty ones are none."""
        known = {name: column for column, name in self.columns.items()} | {column: column for column in self.columns}
        head = [known.get(plain(cell).lower(), "") for cell in lines[0][1]] if lines else []
        if missing := [self.columns[name] for name in self.needed if name not in head]:
            raise unfit("list-columns-missing", columns="、".join(missing), known="、".join(self.columns.values()))
        rows = [Row(line, dict(zip(head, map(plain, cells), strict=False))) for line, cells in lines[1:]]
        rows = [row for row in rows if any(row.said.values())]
        if not rows or len(rows) > self.most:
            raise unfit("list-too-long" if rows else "list-empty", rows=len(rows), most=self.most)
        return rows

    def faults(self, row: Row, errors: Mapping[str, Sequence[str]], key: str, first: dict[str, int]) -> list[str]:
        """What is wrong with a row, in words: what the form of its page says of each field, what no cell may hold, and
        that `key` stood in the list before; `first` knows where.
        """
        wrong = [f"{self.named(name)}{error}" for name, several in errors.items() for error in several]
        odd = next((name for name, value in row.said.items() if CONTROL.search(value)), None)
        if odd is not None:
            value = CONTROL.sub("�", row.said[odd])[:40]
            wrong.append(refusal(unfit("list-value-odd", field=self.columns.get(odd, ""), value=value, most=120))[0])
        said = row.said.get(key, "")
        if first.setdefault(said, row.line) != row.line:
            wrong.append(refusal(unfit("list-double", first=first[said]))[0])
        return wrong

    def named(self, column: str) -> str:
        """A column as the beginning of what is said about it."""
        return f"{self.columns[column]}：" if column in self.columns else ""


def whole(judged: Sequence[Any]) -> None:
    """Refuses (422 `list-not-clean`) a list of which any row that was judged is `wrong`."""
    if wrong := [one.row.line for one in judged if one.wrong]:
        raise unfit("list-not-clean", lines="、".join(map(str, wrong[:20])))


def unfit(code: str, **details: object) -> Refused:
    """The refusal of a list, or of a row of it."""
    return Refused(code, status=422, **details)
