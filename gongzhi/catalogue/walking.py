"""A procedure is sound when whoever goes into it comes out: each milestone can be reached, and from each an end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.leading import file_of, lost_in, outcomes_of
from gongzhi.catalogue.procedure import Milestone, Outcome, Procedure

MOST = 20_000
"""Places that are looked at in one procedure; more than any that a person could follow."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a procedure can stand: the open milestones, the result that waits, and whether the ways were told."""

    open: frozenset[str]
    result: str = ""
    told: bool = False
    over: bool = False


def walked(catalogue: Catalogue) -> Iterator[Fault]:
    """Outcomes that lead nowhere, milestones out of reach, circles without a way out, ends that leave people alone.

    A procedure in which a name leads to nothing is not walked through.
    """
    for procedure in catalogue.procedures.values():
        if not any(lost_in(catalogue, procedure)):
            yield from _walk(procedure)


def steps(procedure: Procedure, standing: Standing) -> Iterator[tuple[str, Standing]]:
    """Each outcome that is possible there (`milestone.outcome`), and where the procedure stands after it."""
    for code in sorted(standing.open):
        milestone = procedure.milestones[code]
        for outcome in milestone.outcomes.values():
            if outcome.code == milestone.completes:
                continue
            name = f"{code}.{outcome.code}"
            if not milestone.of_one(outcome):
                yield name, after(standing, code, outcome)
                continue
            said = after(standing, code, replace(outcome, stays=True))
            yield name, said
            if not outcome.stays and not said.over:
                yield name, after(said, code, milestone.outcomes[milestone.completes])


def after(standing: Standing, code: str, outcome: Outcome) -> Standing:
    """Where the procedure stands after that outcome of the open milestone `code`."""
    told = standing.told or bool(outcome.tells)
    if outcome.end:
        return Standing(frozenset(), outcome.end, told, over=True)
    left = standing.open if outcome.stays else standing.open - {code}
    left = (left - set(outcome.closes)) | set(outcome.to)
    result = outcome.result or standing.result
    return Standing(left, result, told, over=not left and bool(result))


def _walk(procedure: Procedure) -> Iterator[Fault]:
    file = file_of(procedure)
    for milestone, outcome in outcomes_of(procedure):
        if not outcome.leads_on and not milestone.of_one(outcome):
            yield fault("leads-nowhere", file, f"milestones.{milestone.code}.outcomes.{outcome.code}")
    for milestone in procedure.milestones.values():
        if not any(_free(milestone, outcome) for outcome in milestone.outcomes.values()):
            yield fault("leads-nowhere", file, f"milestones.{milestone.code}.outcomes")
    ways = _ways(procedure)
    if ways is None:
        yield fault("value-wrong", file, "milestones", value=f"> {MOST}", expected="fewer open side by side")
        return
    seen = {code for standing in ways for code in standing.open}
    for code in sorted(procedure.milestones.keys() - seen):
        yield fault("milestone-unreachable", file, f"milestones.{code}", value=code)
    yield from _stuck(procedure, ways)
    for standing in ways:
        if standing.over and not standing.told and procedure.results[standing.result].owes_ways:
            yield fault("ways-untold", file, f"results.{standing.result}", value=standing.result)


def _free(milestone: Milestone, outcome: Outcome) -> bool:
    """Whether a person can always say this, and the milestone moves on."""
    by = outcome.by or milestone.by
    return not outcome.needs and not outcome.stays and not outcome.once and set(by) != {"system"}


def _ways(procedure: Procedure) -> dict[Standing, set[Standing]] | None:
    """Every standing that can be reached with those that follow from it; None where there are too many."""
    begun = Standing(frozenset(procedure.first))
    ways: dict[Standing, set[Standing]] = {}
    todo = [begun]
    while todo:
        standing = todo.pop()
        if standing in ways:
            continue
        ways[standing] = {then for _, then in steps(procedure, standing)}
        todo += ways[standing]
        if len(ways) > MOST:
            return None
    return ways


def _stuck(procedure: Procedure, ways: dict[Standing, set[Standing]]) -> Iterator[Fault]:
    """The standings from which no end can be reached, named by their open milestones."""
    before: dict[Standing, list[Standing]] = {standing: [] for standing in ways}
    for standing, following in ways.items():
        for then in following:
            before[then].append(standing)
    out = {standing for standing in ways if standing.over}
    todo = list(out)
    while todo:
        for standing in before[todo.pop()]:
            if standing not in out:
                out.add(standing)
                todo.append(standing)
    stuck = {tuple(sorted(standing.open)) for standing in ways if standing not in out}
    for codes in sorted(stuck):
        key = f"milestones.{codes[0]}" if codes else "results"
        yield fault("no-way-out", file_of(procedure), key, value=", ".join(codes) or "—")
