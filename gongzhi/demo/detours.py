"""Not everything goes straight: some of it is returned and ruled, some takes longer or waits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from gongzhi.kernel import Actor
from gongzhi.matters.loop.extending import Extend, GrantExtension
from gongzhi.matters.loop.returning import ReturnPart, Rule
from gongzhi.matters.loop.state import Matter, PartState, Plain, Stage
from gongzhi.matters.loop.suspending import GrantSuspension, Suspend
from gongzhi.matters.loop.urging import AnswerSupervision

Said = tuple[str, Any, Actor]
Somebody = Callable[[str, str, Matter, datetime], Actor | None]
RETURNED, EXTENDED, SUSPENDED = 0.05, 0.06, 0.02
WAIT = timedelta(days=7)


def detour(state: Matter, at: datetime, random: Random, somebody: Somebody) -> list[Said]:
    """What happens to a matter beside its straight way now; mostly nothing."""
    if state.arbitration:
        return _ruling(state, at, somebody)
    if any(order.unit == state.lead and order.answered_at is None for order in state.orders):
        remark = Plain("已约谈责任人，明确完成时间。")
        return _one("answer_supervision", AnswerSupervision(remark=remark), state.lead, state, at, somebody)
    chance = random.random()
    if state.stage is Stage.DISPATCHED and chance < RETURNED and not state.locked:
        returned = ReturnPart(reason="not-our-duty", clause=Plain("三定方案：该设施由其他单位管护。"))
        return _one("return_part", returned, state.lead, state, at, somebody)
    if state.stage is Stage.HANDLING and state.asked is not None:
        granting = {"extension": ("grant_extension", GrantExtension()),
                    "suspension": ("grant_suspension", GrantSuspension())}[state.asked.what]  # fmt: skip
        return _one(*granting, state.centre, state, at, somebody)
    if state.stage is Stage.HANDLING and chance < EXTENDED:
        return _one("extend", Extend(days=2, remark=Plain("材料未到，申请延期。")), state.lead, state, at, somebody)
    if state.stage is Stage.HANDLING and chance < EXTENDED + SUSPENDED:
        waiting = Suspend(reason="third-party", until=at + WAIT, remark=Plain("等待鉴定意见。"))
        return _one("suspend", waiting, state.lead, state, at, somebody)
    return []


def _ruling(state: Matter, at: datetime, somebody: Somebody) -> list[Said]:
    """The last unit that returned it leads, by the clause that the ruling names."""
    leads = [part.unit for part in state.parts if part.lead and part.state is PartState.RETURNED]
    ruled = Rule(lead=leads[-1], basis=Plain("权责清单：由该单位牵头办理。")) if leads else None
    return _one("rule", ruled, state.holder, state, at, somebody) if ruled else []


def _one(name: str, command: Any, unit: str, state: Matter, at: datetime, somebody: Somebody) -> list[Said]:
    by = somebody(unit, name, state, at)
    return [(name, command, by)] if by is not None else []
