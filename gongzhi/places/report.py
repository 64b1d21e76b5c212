"""Whoever hands in an area file is told all that is wrong with it at once: row, field, value and how to mend it."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from shapely.geometry.base import BaseGeometry

from gongzhi.places.atlas import UNMAPPED, Atlas

Tell = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Tells nobody how far a long step has come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaRow:
    """One area as it should stand. `row` is where it is written (feature or line, 0: nowhere); `parent` "" is the top.

    `jurisdiction` "" says nothing about who runs it; `shape` is in WGS84 degrees, None when the file has no outline.
    """

    row: int
    code: str
    name: str
    level: str
    parent: str = ""
    special: str = ""
    jurisdiction: str = ""
    valid_from: datetime | None = None
    shape: BaseGeometry | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong: its words (title, and the mend as way out) are those of refusal `code` in the catalogue.

    `row` 0 means the whole file, or an area that is stored and not in the file.
    """

    code: str
    row: int = 0
    field: str = ""
    value: str = ""
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def said(self) -> dict[str, object]:
        """What fills the words."""
        return {"row": self.row, "field": self.field, "value": self.value, **self.details}


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a file changes in what is stored, each as codes in order; an area may stand in more than one list."""

    added: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()  # had no outline before
    reshaped: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()  # under another parent
    relabelled: tuple[str, ...] = ()  # another level, or another special kind
    handed: tuple[str, ...] = ()  # run by somebody else

    def __bool__(self) -> bool:
        return any(getattr(self, change.name) for change in fields(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What came of checking or importing areas.

    refused: nothing of it is or would be taken (a refusal, or under `strict` any finding). written: it has been stored.
    version: the boundary version in force afterwards (after a check: before it). new_city: the code of a city that the
    file only names as parent, and that is made with it; `bodies` makes its root centre the holder. levels: how many
    areas of each level stand in it. atlas: the boundaries as they would be, for `moved_points`. digest: SHA-256.
    """

    source: str
    crs: str
    digest: str
    rows: int
    strict: bool
    refusals: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    changes: Changes = Changes()
    new_city: str | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    written: bool = False
    atlas: Atlas = field(default=UNMAPPED, repr=False, compare=False)

    @property
    def refused(self) -> bool:
        """Whether nothing of it is taken."""
        return bool(self.refusals) or (self.strict and bool(self.findings))

    @property
    def unchanged(self) -> bool:
        """Whether everything in it is already stored as it is."""
        return not self.refused and not self.changes
