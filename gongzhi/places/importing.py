"""An area file is taken whole or not at all: everything is checked before anything is written."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from gongzhi.kernel import Actor, Crs, Refused
from gongzhi.places.atlas import Atlas
from gongzhi.places.branches import Branches, hang
from gongzhi.places.comparing import Stored, compared, merged_shapes, shifted, stored
from gongzhi.places.coverage import survey
from gongzhi.places.ground import Ground, grounds
from gongzhi.places.keeping import Plan, keep
from gongzhi.places.outlines import with_outlines
from gongzhi.places.reading import Record, read_file
from gongzhi.places.report import AreaRow, Problem, Report, Tell, silent
from gongzhi.places.rows import rows_of


@dataclass(frozen=True, kw_only=True)
class Source:
    """What was handed in: its name, its system, its records and the digest of the file."""

    name: str
    crs: Crs
    records: Sequence[Record]
    digest: str


def check(path: Path, crs: Crs, *, strict: bool = False, tell: Tell = silent) -> Report:
    """What is wrong with an area file and what it would change; writes nothing. Never refuses: the report says it.

    `strict` counts every finding as a refusal. `tell` is called as (done, total) in each of the long steps.
    """
    try:
        records, digest = read_file(path)
    except Refused as refusal:
        return not_read(path, crs, refusal, strict)
    report, _ = examine(Source(name=path.name, crs=crs, records=records, digest=digest), strict, tell)
    return report


def import_file(
    path: Path, crs: Crs, *, at: datetime, by: Actor, strict: bool = False, note: str = "", tell: Tell = silent
) -> Report:
    """Check an area file and, if nothing in it is refused, store it as the boundary version in force from `at`.

    The same file again changes nothing (`report.unchanged`). Refuses with 409 `area-version-not-later` when a version
    begins at `at` or later, and `area-changed-meanwhile` when somebody else changed areas during the check.
    """
    try:
        records, digest = read_file(path)
    except Refused as refusal:
        return not_read(path, crs, refusal, strict)
    source = Source(name=path.name, crs=crs, records=records, digest=digest)
    return take(source, at=at, by=by, strict=strict, note=note, tell=tell)


def import_areas(
    rows: Iterable[AreaRow],
    *,
    source: str,
    at: datetime,
    by: Actor,
    strict: bool = False,
    note: str = "",
    tell: Tell = silent,
) -> Report:
    """The same for areas that were made by the program: outlines in WGS84 degrees, `source` is a name."""
    records = [recorded(row) for row in rows]
    made = Source(name=source, crs=Crs.WGS84, records=records, digest=digest_of(records))
    return take(made, at=at, by=by, strict=strict, note=note, tell=tell)


def take(source: Source, *, at: datetime, by: Actor, strict: bool, note: str, tell: Tell) -> Report:
    """Check what was handed in, and store it unless it is refused or nothing new."""
    report, plan = examine(source, strict, tell)
    if plan is None or report.refused or report.unchanged:
        return report
    return replace(report, version=keep(plan, at=at, by=by, note=note or source.name), written=True)


def examine(source: Source, strict: bool, tell: Tell) -> tuple[Report, Plan | None]:
    """The report on what was handed in, and the plan to store it unless a row is refused."""
    before = stored()
    bare, wrong = rows_of(source.records)
    rows, misdrawn = with_outlines(bare, source.records, source.crs, tell)
    branches = hang(rows, before.areas)
    report = Report(
        source=source.name,
        crs=str(source.crs),
        digest=source.digest,
        rows=len(source.records),
        strict=strict,
        levels=Counter(row.level for row in rows),
        version=before.version,
        new_city=branches.new_city,
    )
    # A row that is left out for its own fault must not be held against those that stand under it.
    refusals = sorted([*wrong, *misdrawn, *(() if wrong else branches.refusals)], key=lambda problem: problem.row)
    if refusals:
        return replace(report, refusals=tuple(refusals)), None
    return surveyed(report, branches, before, tell)


def surveyed(report: Report, branches: Branches, before: Stored, tell: Tell) -> tuple[Report, Plan]:
    """The findings on the ground as it would be, what changes, and the plan."""
    changes = compared(branches, before)
    shapes = merged_shapes(branches.rows, changes, before)
    tree = branches.tree(before.areas)
    cities = grounds(shapes, tree)
    touched = {tree.root(row.code) for row in branches.rows}
    findings, gaps = findings_of([city for city in cities if city.root in touched], branches, tell)
    findings = [*branches.findings, *shifted(branches.rows, changes, before), *findings]
    kept = {root: gap for root, gap in before.gaps.items() if root not in touched} | gaps
    report = replace(
        report,
        findings=tuple(findings),
        changes=changes,
        atlas=Atlas(before.version + bool(changes), cities, kept),
    )
    return report, Plan(before=before, branches=branches, changes=changes, gaps=kept, digest=report.digest)


def findings_of(
    cities: Sequence[Ground], branches: Branches, tell: Tell
) -> tuple[list[Problem], dict[str, BaseGeometry]]:
    """What lies twice, nowhere, apart or outside in each city, and its gaps."""
    rows = {row.code: row for row in branches.rows}
    findings: list[Problem] = []
    gaps: dict[str, BaseGeometry] = {}
    for city in cities:
        covered = survey(city, rows, tell)
        findings.extend(covered.findings)
        if not covered.gap.is_empty:
            gaps[city.root] = covered.gap
    return findings, gaps


def not_read(path: Path, crs: Crs, refusal: Refused, strict: bool) -> Report:
    """The report on a file that cannot be read as a whole."""
    details = dict(refusal.details)
    field, value = str(details.pop("field", "")), str(details.pop("value", path.name))
    problem = Problem(code=refusal.code, field=field, value=value, details=details)
    return Report(
        source=path.name,
        crs=str(crs),
        digest="",
        rows=0,
        strict=strict,
        refusals=(problem,),
        version=stored().version,
    )


def recorded(row: AreaRow) -> Record:
    """An area as a record, so that it goes through the same checks as a row of a file."""
    fields = {name: str(getattr(row, name)) for name in ("code", "name", "level", "parent", "special", "jurisdiction")}
    fields["valid_from"] = row.valid_from.isoformat() if row.valid_from else ""
    return Record(row.row, fields, row.shape)


def digest_of(records: Iterable[Record]) -> str:
    """SHA-256 over fields and outlines."""
    total = hashlib.sha256()
    for record in records:
        total.update(repr(sorted(record.fields.items())).encode("utf-8", "backslashreplace"))
        total.update(record.outline.wkb if record.outline is not None else b"-")
    return total.hexdigest()
