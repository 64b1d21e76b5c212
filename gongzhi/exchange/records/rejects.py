"""Every row that is not taken is listed with line, field, value and reason, so that it can be mended and come again."""

import csv
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from gongzhi.kernel import Refused

COLUMNS = ("line", "source_id", "field", "value", "code", "reason", "way_out")
CALCULATED = tuple("=+-@＝＋－＠")
Say = Callable[[Refused], tuple[str, str]]
"""Title and way out of a refusal, in the words of the installation."""


class Rejects:
    """The list of refused rows. The file is made with the first one, readable by its owner only."""

    def __init__(self, path: Path, say: Say) -> None:
        self._path, self._say = path, say
        self._file: TextIO | None = None
        self.codes: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    @property
    def path(self) -> Path | None:
        """The file, or None when nothing was refused."""
        return self._path if self.codes else None

    @property
    def count(self) -> int:
        return self.codes.total()

    def add(self, line: int, source_id: str, refusal: Refused) -> None:
        """List the row that began at `line`."""
        title, way_out = self._say(refusal)
        field, value = refusal.details.get("field", ""), refusal.details.get("value", "")
        told = (line, harmless(source_id[:128]), field, harmless(f"{value}"[:200]), refusal.code, title, way_out)
        csv.writer(self._opened()).writerow(told)
        self.codes[refusal.code] += 1
        self.examples.setdefault(refusal.code, harmless(title))

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def _opened(self) -> TextIO:
        if self._file is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="", errors="backslashreplace")
            csv.writer(self._file).writerow(COLUMNS)
        return self._file


def harmless(value: str) -> str:
    """The value as it may stand in a table program: no control characters, and nothing that it would calculate."""
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in value)
    if not shown.lstrip().startswith(CALCULATED) or shown[1:].replace(".", "", 1).isdigit():
        return shown
    return f"'{shown}"
