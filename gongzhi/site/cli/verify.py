"""verify and anchor: is the record what it was; and one number to give away, by which that can be checked later."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from django.db import connection
from django.utils import timezone

from gongzhi.audit import chain
from gongzhi.exchange.notify import ledger
from gongzhi.kernel import Refused
from gongzhi.matters import anchoring, replay
from gongzhi.matters.replay import Finding
from gongzhi.site import offspring
from gongzhi.site.cli.frame import Summary, changing, command, note
from gongzhi.site.progress import Tell, telling

CHUNK = 500
FEW = 2000
SHOWN = 100
BETWEEN = "gongzhi.matters.replay:between"


@command("verify")
def verify(
    anchor: Annotated[Path | None, typer.Option("--anchor", help="以前发出的锚（anchor --json 的输出）。")] = None,
    processes: Annotated[int, typer.Option("--processes", min=1, max=64, help="并行进程数。")] = 2,
) -> Summary:
    """从日志重建每一件事项并与库中比对：哈希链、行、时限、份额、推送位置、安全日志；再核对办理各条规矩，逐条指出不符之处。"""
    if anchor is not None:
        _against(anchor)
    with telling() as tell:
        count, findings = everything(processes, tell)
    findings += replay.across()
    findings += [Finding("invariant-13", matter, None, what) for matter, what in ledger.unsettled(SHOWN)]
    findings += [Finding("security-log", "", found.position, found.what) for found in chain.check()]
    for finding in findings[:SHOWN]:
        note(f"{finding.rule}: {finding.matter} {finding.version or ''} {finding.what}")
    listed = [
        {"rule": each.rule, "matter": each.matter, "version": each.version, "what": each.what} for each in findings
    ]
    facts = {"matters": count, "findings": len(findings), "list": listed[:SHOWN]}
    return Summary(facts, code=1 if findings else 0)


def everything(processes: int, tell: Tell) -> tuple[int, list[Finding]]:
    """How many matters were verified, and every finding about them, in the order of the matters' ids."""
    total, done = replay.count(), 0
    findings: list[Finding] = []
    for size, found in _checked(processes if total > FEW else 1):
        done += size
        findings += found
        tell("verify", done, total)
    return done, findings


def _checked(processes: int) -> Iterator[tuple[int, list[Finding]]]:
    """Each range of ids by whichever process is free; one that dies ends the whole, for what it had is unknown."""
    if processes == 1:
        yield from (replay.between(*bounds) for bounds in replay.ranges(CHUNK))
        return
    ranges = list(replay.ranges(CHUNK))
    connection.close()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=offspring.ready_to_read) as pool:
        yield from (done.result() for done in [pool.submit(offspring.call, BETWEEN, *bounds) for bounds in ranges])


def _against(path: Path) -> None:
    try:
        given = anchoring.given(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused("anchor-unreadable", status=422, path=str(path), why=str(error)) from error
    anchoring.check(given)


@changing("anchor")
def anchor() -> Summary:
    """为截至现在的全部事项计算一个默克尔根，连同安全日志的末端，可交给外人保存，日后核对。"""
    made = anchoring.make(timezone.now())
    return Summary({"made_at": made.made_at.isoformat(), **anchoring.told(made)}, last=made.root)
