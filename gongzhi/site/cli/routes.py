"""routes explain, routes try: why a matter went where it went, and what a changed rule set would have done."""

import csv
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from gongzhi import catalogue
from gongzhi.catalogue import Catalogue
from gongzhi.exchange.records.rejects import harmless
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, gathering, queries, reasoning
from gongzhi.matters.loop.routing import every_rule
from gongzhi.matters.trying import Comparison, Move, Rules, Tally
from gongzhi.site.cli.clock import time_of
from gongzhi.site.cli.frame import Summary, command, note
from gongzhi.site.cli.matter import Number, found
from gongzhi.site.progress import telling
from gongzhi.site.words import words

SHOWN = 40
COLUMNS = ("number", "opened_at", "kind", "area", "stage", "lead", "from", "to", "rule_from", "rule_to",
           "support_from", "support_to")  # fmt: skip


@command("routes explain")
def explain(number: Number) -> Summary:
    """说明一件事项为什么派给这个单位：用了哪条规则、看了什么、其他规则为何未用。"""
    state = found(number)
    reason = reasoning.explained(state, queries.lines(state.id), timezone.now())
    why = reason.why
    said = list(reasoning.said(reason, words(), "zh"))
    for line in said:
        note(line)
    rules = every_rule(reason.catalogue.rules, reason.kind, why)
    facts: dict[str, Any] = {
        "number": state.number, "kind": reason.kind.code, "suggested": reason.suggested, "rule": reason.rule,
        "lead": reason.lead, "named": why.rule, "asked": why.asked, "unit": why.unit, "via": why.via,
        "finding": why.finding, "powers": list(why.powers), "inputs": dict(why.inputs),
        "rules": [{"rule": rule, "verdict": verdict} for rule, verdict in rules], "said": said,
    }  # fmt: skip
    return Summary(facts)


@command("routes try")
def try_rules(
    rules: Annotated[Path, typer.Argument(help="改过的规则：整个目录数据、routes 文件夹，或其中一个文件。")],
    since: Annotated[str, typer.Option("--since", help="从哪天（或时刻）起发生的事项。")],
    until: Annotated[str, typer.Option("--until", help="到哪天（或时刻）为止，不含；不写为现在。")] = "",
    table: Annotated[Path | None, typer.Option("--csv", help="把会变动的逐件写入这个文件。")] = None,
) -> Summary:
    """用改过的规则重算过去的事项，列出哪些会改派；只读，不写任何内容。"""
    begun, at = time.monotonic(), timezone.now()
    start, end = moment(since), moment(until) if until else at
    number, in_force = catalogues.in_force()
    changed = laid_over(in_force, rules)
    faults = [fault.say() for fault in catalogue.check(changed)]
    for fault in faults:
        note(fault)
    was = Rules(in_force, catalogues.calendars(int(number), int(number)))
    comparison = Comparison(was, Rules(changed, changed.calendars), at)
    with sheet(table) as write, telling() as tell:
        tally = comparison.run(start, end, tell, write)
    told(tally, changed)
    facts = {"since": start.isoformat(), "until": end.isoformat(), "in_force": number, "faults": faults}
    facts |= summary(tally, changed) | {"csv": str(table) if table else None}
    return Summary(facts | {"seconds": round(time.monotonic() - begun, 2)})


def moment(said: str) -> datetime:
    """A day (from its beginning, in the city's own time), or a time with its offset; 422 `time-unreadable`."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return time_of(said)
    return datetime(day.year, day.month, day.day, tzinfo=gathering.local(timezone.now()).tzinfo)


def laid_over(in_force: Catalogue, given: Path) -> Catalogue:
    """The catalogue in `given`, or that in force with the rules of `given`; raises catalogue faults."""
    if (given / "kinds").is_dir():
        return catalogue.read(given)
    folder = given / "routes" if (given / "routes").is_dir() else given
    paths = sorted(folder.glob("*.toml")) if folder.is_dir() else [folder]
    if not paths:
        raise Refused("file-absent", status=422, file=str(folder / "*.toml"))
    away = "routes/" if folder.is_dir() else "/"
    kept = {name: text for name, text in in_force.files.items() if not name.startswith(away)}
    try:
        fresh = {f"routes/{path.name}": path.read_text("utf-8").replace("\r\n", "\n") for path in paths}
    except (OSError, UnicodeDecodeError) as why:
        raise Refused("file-unreadable", status=422, path=str(given), why=str(why)) from why
    return catalogue.read_texts(kept | fresh)


@contextmanager
def sheet(path: Path | None) -> Iterator[Any]:
    """Writes moves as rows into a file that is there whole when the block is left, and is not there when it broke."""
    if path is None:
        yield lambda move: None
        return
    draft = path.with_name(f"{path.name}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as why:
        raise Refused("file-unreadable", status=422, path=str(path), why=str(why)) from why
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            yield lambda move: writer.writerow(row_of(move))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def row_of(move: Move) -> list[str]:
    """One row of the sheet."""
    matter: Mapping[str, Any] = move.matter
    area = next((matter[level] for level in ("grid", "community", "township", "county") if matter[level]), "")
    said = (
        matter["number"], gathering.local(matter["opened_at"]).isoformat(), matter["kind"], area, matter["stage"],
        matter["lead"], move.was.unit, move.now.unit, move.was.rule, move.now.rule, " ".join(move.was.support),
        " ".join(move.now.support),
    )  # fmt: skip
    return [harmless(value) for value in said]


def summary(tally: Tally, changed: Catalogue) -> dict[str, Any]:
    """What would move, as JSON has it: the largest first."""
    moved = sorted(tally.moved.items(), key=lambda item: (-item[1].count, item[0]))
    return {
        "matters": tally.matters, "tried": tally.tried, "moved": sum(found.count for _, found in moved),
        "other_support": tally.supported, "left_out": dict(tally.left_out), "unanswered": dict(tally.unanswered),
        "table": [
            {"kind": kind, "name": changed.kinds[kind].name.zh, "from": was, "to": now, "count": found.count,
             "dispatched": found.dispatched,
             "rules": [list(pair) for pair in sorted(found.rules)], "examples": found.examples}
            for (kind, was, now), found in moved
        ],
    }  # fmt: skip


def told(tally: Tally, changed: Catalogue) -> None:
    """Say in words what would move, and what could not be tried."""
    text = words().text
    for line in summary(tally, changed)["table"][:SHOWN]:
        was, now = reasoning.unit_said(line["from"]), reasoning.unit_said(line["to"])
        note(text("routes.try.moved", kind=line["kind"], name=line["name"], was=was, now=now, count=line["count"],
                  examples=" ".join(line["examples"])))  # fmt: skip
    for reason, count in tally.left_out.most_common():
        note(text("routes.try.left-out", reason=text(f"routes.try.reasons.{reason}"), count=count))
    for name, count in tally.unanswered.most_common():
        note(text("routes.try.unanswered", field=text(f"fields.{name}"), count=count))
