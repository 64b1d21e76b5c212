"""A file must hang together: every area under one that is known, levels downwards, no circles, national digits kept."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.places.report import AreaRow, Problem
from gongzhi.places.tree import RANK, AreaRef, Tree, circles, climb, levels_between

# GB/T 2260 and the statistical codes (domain.md §1.1): digits a code has at its level where the city uses them.
DIGITS = {"city": 6, "county": 6, "township": 9, "community": 12, "grid": 15}
NATIONAL_CITY = re.compile(r"[1-8]\d{3}00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """An area as it is stored; `ended` when it is no longer in force."""

    code: str
    name: str
    level: str
    parent: str | None
    special: str
    run_by: str
    ended: bool


@dataclass(frozen=True)
class Branches:
    """The rows hung onto what is stored: the parents and levels of both together, and what is wrong with it."""

    rows: Sequence[AreaRow]
    parents: Mapping[str, str | None]
    levels: Mapping[str, str]
    new_city: str | None
    refusals: tuple[Problem, ...]
    findings: tuple[Problem, ...]

    def tree(self, stored: Mapping[str, Kept]) -> Tree:
        """The tree as it would be; only for rows that are not refused."""
        names = {code: kept.name for code, kept in stored.items()} | {row.code: row.name for row in self.rows}
        refs = (AreaRef(code=code, name=names.get(code, code), level=level) for code, level in self.levels.items())
        return Tree((ref, self.parents.get(ref.code)) for ref in refs)


def hang(rows: Sequence[AreaRow], stored: Mapping[str, Kept]) -> Branches:
    """Hang the rows of a file onto the stored tree."""
    written = {row.code: row for row in rows}
    parents: dict[str, str | None] = {code: kept.parent for code, kept in stored.items()}
    parents |= {row.code: row.parent or None for row in rows}
    levels = {code: kept.level for code, kept in stored.items()} | {row.code: row.level for row in rows}
    city = unnamed_city(written, parents, stored)
    if city is not None:
        parents[city], levels[city] = None, "city"
    refusals = [
        *parent_problems(written, stored, levels),
        *circle_problems(written, parents),
    ]
    if not refusals:
        refusals = [*level_problems(written, parents, levels), *city_problems(written, parents, stored)]
    refusals = refusals or [*code_problems(written, parents, levels)]
    findings = () if refusals else tuple(skipped_levels(rows, levels))
    return Branches(rows, parents, levels, city, tuple(refusals), findings)


def unnamed_city(
    written: Mapping[str, AreaRow], parents: Mapping[str, str | None], stored: Mapping[str, Kept]
) -> str | None:
    """The one parent that is in neither file nor store, if all rows hang under it: the city of the file.

    Were other rows under a known area, it would rather be a slip of the pen, and is refused as one.
    """
    tops = {climb(code, parents)[-1] for code in written}
    if len(tops) != 1:
        return None
    top = tops.pop()
    return None if top in written or top in stored else top


def parent_problems(
    written: Mapping[str, AreaRow], stored: Mapping[str, Kept], levels: Mapping[str, str]
) -> Iterator[Problem]:
    """Rows without a parent that are not the top, and rows under an area that nobody knows or that has ended."""
    above = {row.parent for row in written.values()}
    tops = [row for row in written.values() if not row.parent]
    for row in tops:
        known = row.code in stored and stored[row.code].parent is None
        if row.level != "city" and not known and (len(tops) > 1 or row.code not in above):
            yield said(row, "area-parent-missing", "parent")
    for row in written.values():
        if row.parent and row.parent not in levels:
            yield said(row, "area-parent-unknown", "parent")
        elif row.parent and row.parent not in written and row.parent in stored and stored[row.parent].ended:
            yield said(row, "area-parent-ended", "parent")


def circle_problems(written: Mapping[str, AreaRow], parents: Mapping[str, str | None]) -> Iterator[Problem]:
    """Areas that stand above themselves."""
    for ring in circles(parents):
        row = next(written[code] for code in ring if code in written)
        yield said(row, "area-parent-circle", "parent", circle=" → ".join((*ring, ring[0])))


def level_problems(
    written: Mapping[str, AreaRow], parents: Mapping[str, str | None], levels: Mapping[str, str]
) -> Iterator[Problem]:
    """Areas that would stand under one of their own level or a finer one, told of the row that makes it so."""
    for code, parent in parents.items():
        row = written.get(code) or written.get(parent or "")
        if row is not None and parent is not None and RANK[levels[parent]] >= RANK[levels[code]]:
            yield said(row, "area-level-above-parent", "level", area=code, parent=parent, parent_level=levels[parent])


def code_problems(
    written: Mapping[str, AreaRow], parents: Mapping[str, str | None], levels: Mapping[str, str]
) -> Iterator[Problem]:
    """Codes that leave the national digits in a city whose own code has them; compounds and other cities are free."""
    for row in written.values():
        top = climb(row.code, parents)[-1]
        digits = DIGITS.get(row.level)
        if digits is None or not row.parent or levels[top] != "city" or not NATIONAL_CITY.fullmatch(top):
            continue
        begin = beginning(row.parent, levels[row.parent])
        if not re.fullmatch(rf"{re.escape(begin)}\d{{{digits - len(begin)}}}", row.code):
            yield said(row, "area-code-not-national", "code", digits=digits, begin=begin)


def beginning(parent: str, parent_level: str) -> str:
    """The digits that the code of a part takes over: a county the four of its city, the others the whole code above.

    Parts directly under a city (no county, or several) take its four as well; a municipality (…0000) gives two.
    """
    if parent_level == "city":
        return parent[:2] if parent.endswith("0000") else parent[:4]
    return parent


def city_problems(
    written: Mapping[str, AreaRow], parents: Mapping[str, str | None], stored: Mapping[str, Kept]
) -> Iterator[Problem]:
    """Codes that another city holds already: a code is never taken from one city for another."""
    before = {code: kept.parent for code, kept in stored.items()}
    for row in written.values():
        old = climb(row.code, before)[-1]
        if row.code in stored and old not in climb(row.code, parents):
            yield said(row, "area-code-of-another-city", "code", city=old)


def skipped_levels(rows: Sequence[AreaRow], levels: Mapping[str, str]) -> Iterator[Problem]:
    """Levels that are missing between areas and the one they stand under, once for each parent and level."""
    found = Counter(
        (row.parent, row.level) for row in rows if row.parent and levels_between(levels[row.parent], row.level)
    )
    first = {(row.parent, row.level): row for row in reversed(rows)}
    for (parent, level), count in found.items():
        missing = levels_between(levels[parent], level)
        if level == "compound" and missing == ("grid",):
            continue
        row = first[parent, level]
        yield said(row, "area-levels-skipped", "parent", count=count, level=level, missing=", ".join(missing))


def said(row: AreaRow, code: str, field: str, **details: object) -> Problem:
    """A problem with one field of a row."""
    value = {"code": row.code, "level": row.level, "parent": row.parent}[field]
    return Problem(code=code, row=row.row, field=field, value=value, details=details)
