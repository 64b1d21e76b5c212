"""A matter keeps the promises of the loop as it stands: it has a holder and clocks, or it is over and at rest."""

from collections.abc import Collection, Iterator
from datetime import datetime

from gongzhi.matters.loop.setting_aside import waiting_aside
from gongzhi.matters.loop.state import Clock, Matter, PartState, Stage
from gongzhi.matters.loop.suspending import STOPPED

IN_WORK = (Stage.DISPATCHED, Stage.HANDLING)
Broken = tuple[str, str]
"""The rule that is broken, and how."""


def unkept(matter: Matter, ends: Collection[datetime]) -> Iterator[Broken]:
    """What is wrong with a matter as it stands, which came to an end at those times."""
    if matter.open:
        yield from (("invariant-5", what) for what in (*_held(matter), *_shared(matter), *_waiting(matter)))
    else:
        yield from (("invariant-6", what) for what in _over(matter))
    if matter.rating is not None and matter.stage not in (Stage.CLOSED, Stage.ARCHIVED):
        yield "invariant-6", f"rated, and at {matter.stage.value}"
    if waiting_aside(matter) is not None and matter.stage is not Stage.CLOSED:
        yield "invariant-5", f"a rating waits for a second person at {matter.stage.value}"
    yield from (("invariant-5", what) for what in _ordered(matter, ends))
    yield from (("invariant-8", what) for what in _timed(matter))


def _held(matter: Matter) -> Iterator[str]:
    """Invariant 5: one holder whom the stage names; a running clock, the end of a suspension, the day of a review."""
    if not (matter.holder and matter.running):
        yield "an open matter without a holder or a running clock"
    ends = matter.clock("suspension")
    if matter.suspended_until != (ends.due_at if ends is not None else None):
        yield "suspended without a clock that ends it on its day, or not suspended with one"
    if matter.on_ledger != (matter.clock("ledger") is not None):
        yield "on the ledger without a review, or reviewed without being on it"
    leads = [part for part in matter.parts if part.lead and part.open]
    if matter.stage not in IN_WORK:
        if leads:
            yield f"the lead's share is open at {matter.stage.value}"
    elif [part.unit for part in leads] != [matter.holder] or matter.holder != matter.lead:
        yield f"led by {[part.unit for part in leads]}, held by {matter.holder}"
    elif (matter.stage is Stage.HANDLING) != (leads[0].state is PartState.TAKEN):
        yield f"{matter.stage.value}, and the lead's share is {leads[0].state.value}"
    if matter.merged is not None:
        yield "open, and merged into another"


def _shared(matter: Matter) -> Iterator[str]:
    """One share for a unit, and a clock for each while it is handled; on the ledger the review runs for all."""
    still = [part for part in matter.parts if part.open]
    if len(still) != len({part.unit for part in still}):
        yield "one unit has two shares"
    for part in still if matter.stage in IN_WORK else ():
        if part.state is PartState.OFFERED and matter.clock(f"take:{part.number}") is None:
            yield f"nobody waits for the taking of share {part.number}"
        if not part.lead and not matter.on_ledger and matter.clock(f"part:{part.number}") is None:
            yield f"share {part.number} has no clock"


def _waiting(matter: Matter) -> Iterator[str]:
    """What waits for somebody's word waits under a clock, for somebody who can say it."""
    asked = matter.asked
    share = next((part for part in matter.parts if asked is not None and part.number == asked.part), None)
    if asked is not None and (
        matter.stage not in IN_WORK or (asked.what == "extension" and not (share and share.open))
    ):
        yield f"{asked.what} was asked for by {asked.unit}, which has no share any more"
    if (matter.transfer is not None) != (matter.clock("receipt") is not None):
        yield "on its way without a clock for the receipt, or a receipt awaited that nobody can give"
    if matter.arbitration and matter.stage is not Stage.ACCEPTED:
        yield f"a ruling is awaited at {matter.stage.value}"
    if matter.verifying != (matter.clock("verify") is not None):
        yield "a look on the spot without its clock, or the clock without the look"


def _over(matter: Matter) -> Iterator[str]:
    """Invariant 6: no open share, no running clock but the follow-up of what was handed over, nothing that waits."""
    over = {clock.name for clock in matter.running}
    if matter.stage is Stage.HANDED_OVER:
        followed = [clock for clock in matter.clocks if clock.name == "follow-up"]
        if not followed or followed[-1].outcome == "stopped":
            yield "handed over, and nobody follows until the receipt is there"
        over = {name for name in over if name != "follow-up" and not name.startswith("answer:")}
    if over or any(part.open for part in matter.parts):
        yield "an ended matter with a running clock or an open part"
    if matter.asked or matter.suspended_until or matter.on_ledger or matter.transfer or matter.arbitration:
        yield "over, and something waits for somebody's word still"
    if matter.stage is Stage.MERGED and matter.merged is None:
        yield "merged into nothing"


def _ordered(matter: Matter, ends: Collection[datetime]) -> Iterator[str]:
    """A supervise order has its own clock, which nothing but its answer or the end of the matter stops."""
    if not matter.orders:
        return
    clocks = {clock.name: clock for clock in matter.clocks if clock.name.startswith("answer:")}
    for order in matter.orders:
        clock = clocks.get(f"answer:{order.number}")
        answered = order.answered_at is not None
        if clock is None or ((clock.ended_at is None) == answered and clock.ended_at not in ends):
            yield f"order {order.number} to {order.unit} has no clock that runs until it is answered"


def _timed(matter: Matter) -> Iterator[str]:
    """Invariant 8: no time counted twice, none that stood suspended, no outcome but by what was due."""
    stood = _stood(matter)
    before: dict[str, Clock] = {}
    for clock in matter.clocks:
        earlier = before.get(clock.name)
        if earlier is not None and _twice(earlier, clock):
            yield f"{clock.name} counts the same time twice"
        before[clock.name] = clock
        if not (clock.started_at <= clock.yellow_at <= clock.orange_at <= clock.due_at):
            yield f"the lights of {clock.name} do not come in their order"
        if (clock.outcome is None) != (clock.ended_at is None) or _outcome(clock) != clock.outcome:
            yield f"{clock.name} ended at {clock.ended_at}, due {clock.due_at}, and is {clock.outcome}"
        if (stood or clock.suspended) and _within(clock, clock.suspended) != _within(clock, _still(clock, stood)):
            yield f"{clock.name} leaves out {clock.suspended}, suspended was {stood}"


Spans = tuple[tuple[datetime, datetime], ...]


def _stood(matter: Matter) -> Spans:
    """When the matter was suspended: until somebody resumed it, its day came, or it was over."""
    return tuple(
        (clock.started_at, min(clock.ended_at or clock.due_at, clock.due_at))
        for clock in matter.clocks
        if clock.name == "suspension"
    )


def _still(clock: Clock, stood: Spans) -> Spans:
    """The time that a clock must leave out: only those of the handling that count a policy of ours stand still."""
    stops = clock.name.partition(":")[0] in STOPPED and clock.amount is not None and not clock.statutory
    return stood if stops else ()


def _within(clock: Clock, spans: Spans) -> Spans:
    """What of these spans lies in the life of the clock."""
    end = clock.ended_at
    inside = ((max(since, clock.started_at), until if end is None else min(until, end)) for since, until in spans)
    return tuple((since, until) for since, until in inside if since < until)


def _twice(earlier: Clock, later: Clock) -> bool:
    """Whether two clocks of one name ran at once; the earlier one's end must be over, or given up for the later one.

    A milestone may be timed from what happened before it was open.
    """
    if earlier.ended_at is None:
        return True
    over = earlier.outcome == "stopped" or earlier.name.startswith("milestone:")
    return not over and earlier.ended_at > later.started_at


def _outcome(clock: Clock) -> str | None:
    """What became of the clock by its own times, where its end was reached."""
    if clock.ended_at is None or clock.outcome == "stopped":
        return clock.outcome
    return "met" if clock.ended_at <= clock.due_at else "broken"
