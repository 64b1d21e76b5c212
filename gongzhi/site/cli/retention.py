"""retention: what was kept long enough is destroyed by two people; what somebody may still ask for is held."""

from typing import Annotated
from uuid import UUID

import typer
from django.utils import timezone

from gongzhi.bodies.accounts import standing
from gongzhi.bodies.rights import actor_of
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import queries, retention
from gongzhi.site.cli.frame import Summary, changing, command, note

Login = Annotated[str, typer.Option("--by", help="以谁的名义：有档案销毁职责者的登录名。")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="最多多少件。")]
Number = Annotated[str, typer.Argument(help="事项编号。")]


@command("retention due")
def due(limit: Limit = 100) -> Summary:
    """保存期限已满、可以提出销毁的事项。"""
    found = retention.due(timezone.now(), limit)
    for one in found:
        note(f"{one.number}  {one.over_at:%Y-%m-%d}  {one.days}  {one.rule}")
    listed = [{"number": one.number, "over_at": one.over_at.isoformat(), "days": one.days} for one in found]
    return Summary({"due": len(found), "waiting": len(retention.proposals()), "list": listed})


@changing("retention propose")
def propose(by: Login, limit: Limit = 100) -> Summary:
    """为保存期限已满的事项提出销毁；须由另一人批准。"""
    at = timezone.now()
    asked = retention.propose([one.matter for one in retention.due(at, limit)], _actor(by), at)
    return Summary({"proposed": len(asked), "list": [str(one.id) for one in asked]})


@changing("retention approve")
def approve(proposal: Annotated[UUID, typer.Argument(help="销毁提议的编号。")], by: Login) -> Summary:
    """批准另一人提出的销毁：密钥、个人信息、文书、附件和文字一并销毁，留下可核对的记录。"""
    record = retention.approve(proposal, _actor(by), timezone.now())
    return Summary(
        {"matter": str(record.matter_id), "rule": record.rule, "values": record.values, "files": record.files,
         "texts": record.texts, "digest": record.digest}
    )  # fmt: skip


@changing("retention hold")
def hold(number: Number, by: Login, reason: Annotated[str, typer.Option(help="、".join(retention.HOLDS))]) -> Summary:
    """保全：在解除之前，该事项的任何内容不得销毁。"""
    retention.hold(_matter(number), reason, _actor(by), timezone.now())
    return Summary({"number": number, "held": True})


@changing("retention lift")
def lift(number: Number, by: Login) -> Summary:
    """解除保全。"""
    retention.lift(_matter(number), _actor(by))
    return Summary({"number": number, "held": False})


def _actor(login: str) -> Actor:
    return actor_of(standing.named(login), timezone.now())


def _matter(number: str) -> UUID:
    found = queries.id_of(number)
    if found is None:
        raise Refused("matter-unknown", status=404, matter=number)
    return found
