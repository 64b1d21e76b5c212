"""areas: a city's own areas are checked whole before any of it is written."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from django.db import transaction
from django.utils import timezone

from gongzhi.audit.telling import DONE, REFUSED, security_event
from gongzhi.bodies.founding import root_for_city
from gongzhi.kernel import SYSTEM, Refused, crs_of
from gongzhi.matters import moving
from gongzhi.matters.receipts import Receipt
from gongzhi.places import importing, locating
from gongzhi.places.moving import Move
from gongzhi.places.report import Problem, Report
from gongzhi.site.cli.frame import Summary, changing, command, note
from gongzhi.site.progress import telling
from gongzhi.site.words import words

SHOWN = 40
File = Annotated[Path, typer.Argument(help="GeoJSON、CSV 或 Excel 文件，可为 .gz。")]
System = Annotated[str, typer.Option("--crs", help="坐标系：cgcs2000、wgs84、gcj02、bd09。")]
Strict = Annotated[bool, typer.Option("--strict", help="有任何发现即整体拒绝。")]


@command("areas check")
def check(file: File, crs: System, strict: Strict = False) -> Summary:
    """校验区域文件，不写入任何内容。"""
    _there(file)
    with telling() as tell:
        report = importing.check(file, crs_of(crs), strict=strict, tell=lambda done, total: tell("check", done, total))
    return told(report)


@changing("areas import")
def bring_in(
    file: File,
    crs: System,
    strict: Strict = False,
    remark: Annotated[str, typer.Option("--note", help="本版边界的说明。")] = "",
) -> Summary:
    """导入区域文件，作为新一版边界；有拒绝项则一个也不写入。"""
    _there(file)
    at = timezone.now()
    with telling() as tell:
        report = stored(file, crs, strict, remark, at, lambda done, total: tell("import", done, total))
    security_event("areas.imported", "command-line", f"boundaries:{report.version}",
                   REFUSED if report.refused else DONE)  # fmt: skip
    return told(report)


@changing("areas relocate")
def relocate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会变动的事项，不写入。")] = False,
) -> Summary:
    """按现行边界逐件更正在办事项的网格，每件一个结果。"""
    at = timezone.now()
    moves = list(moving.would_move(locating.atlas_in_force(at)))
    results = []
    with telling() as tell:
        for done, move in enumerate(moves, 1):
            results.append(result_of(move, None if dry_run else moving.relocate(move, at)))
            tell("relocate", done, len(moves))
    for result in results[:SHOWN]:
        note(f"{result['matter']}: {result['before']} → {result['after']} {result['result']}")
    moved = sum(result["result"] == "moved" for result in results)
    return Summary({"would_move": len(moves), "moved": moved, "list": results})


def result_of(move: Move[UUID], answer: Receipt | Refused | None) -> dict[str, Any]:
    """What became of one matter."""
    said = answer.code if isinstance(answer, Refused) else "moved" if answer is not None else "not moved"
    return {"matter": str(move.matter), "before": move.before, "after": move.fix.area, "result": said}


@transaction.atomic
def stored(file: Path, crs: str, strict: bool, remark: str, at: datetime, tell: Any) -> Report:
    """The import, and the root centre as holder of a city that the file only names."""
    report = importing.import_file(file, crs_of(crs), at=at, by=SYSTEM, strict=strict, note=remark, tell=tell)
    if report.written and report.new_city is not None:
        root_for_city(report.new_city, locating.area(report.new_city).name, at)
    return report


def told(report: Report) -> Summary:
    """The report as a summary; every refusal and the first findings as lines before it; exit 1 when it is refused."""
    for problem in (*report.refusals, *report.findings[:SHOWN]):
        note(line_of(problem))
    if len(report.findings) > SHOWN:
        note(f"… {len(report.findings) - SHOWN}")
    moves = list(moving.would_move(report.atlas)) if report.changes else []
    facts = {
        "file": report.source,
        "crs": report.crs,
        "digest": report.digest,
        "rows": report.rows,
        "levels": dict(report.levels),
        "refusals": [entry_of(problem) for problem in report.refusals],
        "findings": counted(report.findings),
        "changes": {name: len(codes) for name, codes in asdict(report.changes).items() if codes},
        "open_matters_that_would_move": len(moves),
        "moves": [result_of(move, None) for move in moves[:SHOWN]],
        "unchanged": report.unchanged,
        "new_city": report.new_city,
        "version": report.version,
        "written": report.written,
    }
    return Summary(facts, code=1 if report.refused else 0)


def line_of(problem: Problem) -> str:
    """Row, field, value, what is wrong and the mend on one line."""
    title, mend = words().refusal(problem.code, "zh", **problem.said)
    where = " · ".join(str(part) for part in (problem.row or "", problem.field, problem.value) if part)
    return f"{where}: {title} → {mend}"


def entry_of(problem: Problem) -> dict[str, Any]:
    """A problem as JSON has it."""
    title, mend = words().refusal(problem.code, "zh", **problem.said)
    return {
        "row": problem.row,
        "field": problem.field,
        "value": problem.value,
        "code": problem.code,
        "what": title,
        "mend": mend,
    }


def counted(problems: tuple[Problem, ...]) -> dict[str, Any]:
    """How many of each code, and each of them."""
    by_code: dict[str, int] = {}
    for problem in problems:
        by_code[problem.code] = by_code.get(problem.code, 0) + 1
    return {"count": len(problems), "by_code": by_code, "list": [entry_of(problem) for problem in problems]}


def _there(file: Path) -> None:
    if not file.is_file():
        raise Refused("file-absent", status=404, file=str(file))
