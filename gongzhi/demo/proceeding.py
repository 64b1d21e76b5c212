"""The demonstration goes through procedures as people do: mostly to a good end, with every form filled in as asked."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from gongzhi.catalogue import Evidence, Milestone, Outcome, Procedure
from gongzhi.kernel import Actor
from gongzhi.matters.loop.procedures import ReachMilestone
from gongzhi.matters.loop.roles import roles_of
from gongzhi.matters.loop.run import Spot
from gongzhi.matters.loop.state import Matter, Personal, Plain

CITY = ZoneInfo("Asia/Shanghai")
UNHAPPY = 0.12
"""How often a step does not go as one hopes."""
WORDS = ("情况已核实，记录在卷。", "双方当面说清，书面材料附卷。", "按规定办理，已告知当事人。")
NAMES = ("王秀兰", "李国庆", "赵玉梅", "孙德福")
Given = bool | int | str | Plain


def next_step(state: Matter, procedure: Procedure, by: Actor, at: datetime, random: Random) -> ReachMilestone | None:
    """What `by` says next in the procedure of the matter; None where there is nothing for them to say."""
    for spot in state.run.open if state.run is not None else ():
        milestone = procedure.milestones[spot.code]
        possible = list(_possible(state, milestone, spot, by))
        if possible:
            # Outcomes stand in the order in which one hopes for them; what only notes something is left out.
            outcome = random.choice(possible) if random.random() < UNHAPPY else possible[0]
            return _filled(milestone, outcome, spot, at, random)
    return None


def _possible(state: Matter, milestone: Milestone, spot: Spot, by: Actor) -> Iterator[Outcome]:
    run = state.run
    roles = roles_of(state, spot, by) - {"system"}
    for outcome in milestone.outcomes.values():
        had = outcome.once and run is not None and run.had(milestone.code, outcome.code)
        free = not had and not outcome.stays and not outcome.needs and not _files(outcome)
        if free and roles & set(outcome.by or milestone.by):
            yield outcome


def _files(outcome: Outcome) -> bool:
    """Whether it wants papers, of which the demonstration has none."""
    return any(each.type == "files" and each.required for each in outcome.evidence)


def _filled(milestone: Milestone, outcome: Outcome, spot: Spot, at: datetime, random: Random) -> ReachMilestone:
    needed = [each for each in outcome.evidence if each.required]
    today = at.astimezone(CITY).date()
    evidence: dict[str, Given] = {
        f"{each.name}.1" if each.each else each.name: _FILL[each.type](each, today, random)
        for each in needed
        if each.type in _FILL
    }
    evidence |= {
        f"{each.name}.1": _FILL["planned"](each, today, random) for each in outcome.evidence if _in_clause(each)
    }
    personal = {each.name: random.choice(NAMES) for each in needed if each.type == "personal"}
    return ReachMilestone(
        milestone=milestone.code,
        outcome=outcome.code,
        member=spot.left[0] if milestone.of_one(outcome) else None,
        evidence=evidence,
        personal=Personal(personal) if personal else None,
    )


def _in_clause(each: Evidence) -> bool:
    """Whether it is the day by which a clause is to be fulfilled."""
    return each.type == "planned" and bool(each.each)


_FILL: dict[str, Callable[[Evidence, date, Random], Given]] = {
    "yes_no": lambda asked, today, random: asked.must is not False,
    "choice": lambda asked, today, random: random.choice(list(asked.choices)),
    "date": lambda asked, today, random: today.isoformat(),
    "planned": lambda asked, today, random: (today + timedelta(days=random.choice((7, 15, 30)))).isoformat(),
    "count": lambda asked, today, random: 1,
    "text": lambda asked, today, random: Plain(random.choice(WORDS)),
}
