"""reports import: records of another system are taken as they are; what cannot be taken is listed, the rest goes in."""

import re
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from gongzhi.exchange.records.counting import Tally
from gongzhi.exchange.records.guide import Guide, fit_source, guide
from gongzhi.exchange.records.reading import Survey, survey
from gongzhi.exchange.records.record import Reader
from gongzhi.exchange.records.rejects import Rejects
from gongzhi.exchange.records.running import Run, source_actor
from gongzhi.kernel import Refused, crs_of
from gongzhi.matters import catalogues
from gongzhi.site.cli.frame import Summary, changing, note
from gongzhi.site.progress import telling
from gongzhi.site.words import words

SHOWN = 20


@changing("reports import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="CSV 文件，可为 .gz；UTF-8 或 GB18030。")],
    crs: Annotated[str, typer.Option("--crs", help="坐标系，必填：cgcs2000、wgs84、gcj02、bd09。")] = "",
    mapping: Annotated[
        str, typer.Option("--mapping", help="对照表：catalogue/mappings 中的名称，或一个 TOML 文件。")
    ] = "",
    source: Annotated[str, typer.Option("--source", help="来源系统的名称；不写则用对照表的，再不然用文件名。")] = "",
) -> Summary:
    """导入其他系统的上报记录；同一文件再次导入不改变任何内容，不能导入的行另列清单。"""
    begun, at = time.monotonic(), timezone.now()
    system = crs_of(crs)
    how = guide(mapping, mappings()) if mapping else Guide()
    seen = survey(file)
    name = fit_source(source or how.source or stem(file))
    columns = seen.columns(how)
    how.check(catalogues.in_force()[1].kinds)
    reader = Reader(columns, how, name, system)
    with Rejects(rejects_path(name, at), said) as rejects, telling() as tell:
        run = Run(seen, reader, source_actor(name), rejects, timezone.now)
        tally = run.all(lambda done, total: tell("import", done, total))
    told(tally, rejects, how, file)
    facts = {"file": file.name, "source": name, "mapping": how.name or None, "crs": system.value}
    facts |= summary(tally, rejects) | read_as(seen, columns) | speed(tally, time.monotonic() - begun)
    return Summary(facts, code=1 if tally.read and not tally.kept else 0)


def summary(tally: Tally, rejects: Rejects) -> dict[str, Any]:
    """The counts as JSON has them: read = taken + already + refused; the places and stages are of all that is kept."""
    return {
        "read": tally.read,
        "taken": tally.taken,
        "already": tally.already,
        "refused": rejects.count,
        "refused_by_code": dict(rejects.codes.most_common()),
        "rejects": str(rejects.path) if rejects.path else None,
        "located": tally.located,
        "outside": tally.outside,
        "without_place": tally.without_place,
        "placed": dict(tally.placed.most_common()),
        "agreement": agreement(tally),
        "open": sum(count for stage, count in tally.stages.items() if stage not in ("closed", "archived")),
        "closed": tally.stages["closed"] + tally.stages["archived"],
        "overdue": tally.overdue,
        "mapped": tally.mapped,
        "unsorted": tally.kept - tally.mapped,
        "closed_since": tally.closed_since,
        "differs": tally.differs,
        "findings": dict(tally.findings.most_common()),
        "unknown_statuses": dict(tally.unknown_statuses.most_common(SHOWN)),
    }


def agreement(tally: Tally) -> dict[str, Any] | None:
    """How many of those placed in a grid name that grid themselves; None where none of them names any."""
    if not tally.comparable:
        return None
    share = round(tally.agree / tally.comparable, 4)
    return {"agree": tally.agree, "compared": tally.comparable, "share": share}


def read_as(seen: Survey, columns: dict[str, int]) -> dict[str, Any]:
    """How the file was read, and which of its columns were left out."""
    used = set(columns.values())
    return {
        "encoding": seen.encoding,
        "columns_left_out": [name for place, name in enumerate(seen.header) if place not in used],
    }


def speed(tally: Tally, seconds: float) -> dict[str, Any]:
    """How long it took, reading through the file included."""
    return {"seconds": round(seconds, 2), "rows_per_second": round(tally.read / max(seconds, 0.001))}


def told(tally: Tally, rejects: Rejects, how: Guide, file: Path) -> None:
    """Say in words what the numbers alone do not."""
    text = words().text
    for code, count in rejects.codes.most_common(SHOWN):
        note(text("exchange.refused", title=rejects.examples[code], count=count))
    if rejects.path:
        note(text("exchange.rejects", path=rejects.path))
    for code, count in tally.findings.most_common():
        note(text("exchange.found", finding=text(f"exchange.findings.{code}"), count=count))
    if tally.without_place:
        note(text("exchange.without-place", count=tally.without_place))
    if tally.kept and not tally.taken and not tally.closed_since:
        note(text("exchange.nothing-new"))
    if tally.differs:
        note(text("exchange.differs", count=tally.differs))
    if not how.name and (mappings() / f"{stem(file)}.toml").is_file():
        note(text("exchange.mapping-there", mapping=stem(file)))


def said(refusal: Refused) -> tuple[str, str]:
    """What is wrong with a row, and how it is mended."""
    return words().refusal(refusal.code, "zh", **refusal.details)


def mappings() -> Path:
    """The folder of the mappings that come with the catalogue."""
    folder: Path = settings.CATALOGUE / "mappings"
    return folder


def rejects_path(source: str, at: datetime) -> Path:
    """Where this import lists what it refuses: in the installation's home, one file for each import."""
    name = re.sub(r"[^\w.-]", "_", source)
    path: Path = settings.HOME / "rejects" / f"{name}-{at:%Y%m%dT%H%M%S%f}.csv"
    return path


def stem(file: Path) -> str:
    """The file's name without its endings: boston311.csv.gz → boston311."""
    return re.sub(r"(\.csv|\.txt)?(\.gz)?$", "", file.name, flags=re.IGNORECASE)
