"""verify and anchor: is the record what it was; and one number to give away, by which that can be checked later."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.db import connection
from django.utils import timezone

from gongzhi.kernel import Refused
from gongzhi.matters import anchoring, replay
from gongzhi.matters.replay import Finding
from gongzhi.site import offspring
from gongzhi.site.cli.frame import Summary, command, note
from gongzhi.site.progress import Tell, telling

CHUNK = 500
FEW = 2000
SHOWN = 100
ONE = "gongzhi.site.cli.verify:one"


@command("verify")
def verify(
    anchor: Annotated[Path | None, typer.Option("--anchor", help="以前发出的锚（anchor --json 的输出）。")] = None,
    processes: Annotated[int, typer.Option("--processes", min=1, max=64, help="并行进程数。")] = 2,
) -> Summary:
    """从日志重建每一件事项并与库中比对：哈希链、行、时限、份额、推送位置；逐条指出被改动之处。"""
    if anchor is not None:
        _against(anchor)
    with telling() as tell:
        count, findings = everything(processes, tell)
    findings += list(replay.feed())
    for finding in findings[:SHOWN]:
        note(f"{finding.rule}: {finding.matter} {finding.version or ''} {finding.what}")
    listed = [
        {"rule": each.rule, "matter": each.matter, "version": each.version, "what": each.what} for each in findings
    ]
    facts = {"matters": count, "findings": len(findings), "list": listed[:SHOWN]}
    return Summary(facts, code=1 if findings else 0)


def everything(processes: int, tell: Tell) -> tuple[int, list[Finding]]:
    """How many matters were verified, and every finding about them."""
    total, done = replay.count(), 0
    findings: list[Finding] = []
    for size, found in _checked(processes if total > FEW else 1):
        done += size
        findings += found
        tell("verify", done, total)
    return done, findings


def _checked(processes: int) -> Iterator[tuple[int, list[Finding]]]:
    if processes == 1:
        for ids in _chunks():
            yield one(ids)
        return
    connection.close()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=offspring.ready) as pool:
        chunks = _chunks()
        waiting = [pool.submit(offspring.call, ONE, ids) for ids in islice(chunks, processes * 4)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(offspring.call, ONE, ids) for ids in islice(chunks, 1)]


def one(ids: list[UUID]) -> tuple[int, list[Finding]]:
    """The findings about these matters."""
    return len(ids), list(replay.matters(ids))


def _chunks() -> Iterable[list[UUID]]:
    last: UUID | None = None
    while ids := replay.ids_after(last, CHUNK):
        yield ids
        last = ids[-1]


def _against(path: Path) -> None:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        anchoring.check(int(given["position"]), int(given["matters"]), str(given["root"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused("anchor-unreadable", status=422, path=str(path), why=str(error)) from error


@command("anchor")
def anchor() -> Summary:
    """为截至现在的全部事项计算一个默克尔根，可交给外人保存，日后核对。"""
    made = anchoring.make(timezone.now())
    facts = {
        "made_at": made.made_at.isoformat(),
        "position": made.position,
        "matters": made.matters,
        "root": made.root,
    }
    return Summary(facts, last=made.root)
