"""audit …: the security log: shown, exported with a signature, checked, and cut where it is too old."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from gongzhi.audit import judging, reading, signing
from gongzhi.audit.cutting import cut
from gongzhi.audit.reading import Asked
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.site.cli.frame import Summary, changing, command, note

MACHINE = Actor(id="command-line", rights=frozenset({Right(duty=reading.DUTY)}))
"""Whoever holds the machine holds the file of the database: the log tells that it was read out here, not by whom."""
Name = Annotated[str, typer.Option("--name", help="事件名，如 login。")]
By = Annotated[str, typer.Option("--actor", help="行为人，如 person:7。")]


@command("audit show")
def show(name: Name = "", actor: By = "", limit: Annotated[int, typer.Option(min=1, max=1000)] = 50) -> Summary:
    """列出最近的安全日志。"""
    events = reading.listed(MACHINE, Asked(name=name, actor=actor), limit)
    for event in reversed(events):
        note(f"{event.at.isoformat(timespec='seconds')} {event.name} {event.outcome} {event.actor} {event.subject}")
    return Summary({"events": len(events), "list": [_shown(event) for event in events]})


@changing("audit export")
def export(file: Annotated[Path, typer.Argument(help="写到哪里；签名写在旁边的 .sig。")], name: Name = "",
           actor: By = "") -> Summary:  # fmt: skip
    """导出安全日志（JSON 行）并签名；导出本身也记入日志。"""
    text, signature = reading.exported(MACHINE, Asked(name=name, actor=actor), timezone.now())
    file.write_bytes(text)
    beside(file).write_bytes(signature)
    facts = {
        "file": str(file),
        "events": text.count(b"\n"),
        "signature": str(beside(file)),
        "key": signing.public_key(),
    }
    return Summary(facts)


@command("audit check")
def check(
    file: Annotated[Path, typer.Argument(help="导出的文件；旁边须有 .sig。")],
    key: Annotated[str, typer.Option("--key", help="导出方的公钥（十六进制），默认本系统的。")] = "",
) -> Summary:
    """核对导出的安全日志：签名是否出自该系统，每一行是否原样。"""
    try:
        text, signature = file.read_bytes(), beside(file).read_bytes()
    except OSError as error:
        raise Refused("file-unreadable", status=422, path=str(file), why=str(error)) from error
    found = list(judging.judged(text, signature, key or signing.public_key()))
    for each in found:
        note(f"{each.position or ''} {each.what}")
    return Summary({"file": str(file), "events": text.count(b"\n"), "findings": len(found)}, code=1 if found else 0)


@changing("audit cut")
def cut_off() -> Summary:
    """截去超过保存期（GONGZHI_AUDIT_DAYS，至少 180 天）的安全日志，留下带签名的截断记录。"""
    made = cut(MACHINE.id, timezone.now())
    return Summary({"events": made.events, "position": made.position, "before": made.before.isoformat()})


def beside(file: Path) -> Path:
    """Where the signature of an export lies."""
    return file.with_name(f"{file.name}.sig")


def _shown(event: Any) -> dict[str, Any]:
    names = ("name", "actor", "subject", "outcome", "address", "request")
    return {
        "at": event.at.isoformat(),
        **{name: getattr(event, name) for name in names},
        "facts": json.loads(event.facts),
    }
