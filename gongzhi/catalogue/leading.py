"""What a procedure names is there: milestones, results, dates, reasons, documents, and the phases of its kinds."""

from collections.abc import Iterable, Iterator

from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.fault import Fault, fault
from gongzhi.catalogue.procedure import HANDLING, Milestone, MilestoneClock, Outcome, Procedure


def named(catalogue: Catalogue) -> Iterator[Fault]:
    """Every name in every procedure, and every procedure of a kind, that leads to nothing."""
    for procedure in catalogue.procedures.values():
        yield from lost_in(catalogue, procedure)
    for kind in catalogue.kinds.values():
        if not kind.procedure:
            continue
        where = catalogue.places[f"kinds.{kind.code}"], f"kinds.{kind.code}.procedure"
        found = catalogue.procedures.get(kind.procedure)
        if found is None:
            yield fault("reference-unknown", *where, value=kind.procedure)
            continue
        met = {phase for _, outcome in outcomes_of(found) for phase in outcome.meets}
        for phase in sorted(met - {limit.name for limit in kind.phases}):
            yield fault("reference-unknown", *where, value=f"phases.{phase}")


def outcomes_of(procedure: Procedure) -> Iterator[tuple[Milestone, Outcome]]:
    """Every outcome with its milestone."""
    for milestone in procedure.milestones.values():
        yield from ((milestone, outcome) for outcome in milestone.outcomes.values())


def names_of(procedure: Procedure) -> frozenset[str]:
    """Every outcome as `milestone.outcome`."""
    return frozenset(f"{milestone.code}.{outcome.code}" for milestone, outcome in outcomes_of(procedure))


def file_of(procedure: Procedure) -> str:
    """Where the procedure is written."""
    return f"procedures/{procedure.code}.toml"


def lost_in(catalogue: Catalogue, procedure: Procedure) -> Iterator[Fault]:
    """Every name in this procedure that leads to nothing."""
    file = file_of(procedure)
    yield from _lost(file, "first", procedure.first, procedure.milestones)
    if not procedure.first:
        yield fault("key-missing", file, "first", expected="a milestone")
    if procedure.isolation is not None:
        targets = catalogue.reasons_in("hand_over")
        yield from _lost(file, "isolation.target", (procedure.isolation.target,), targets)
    offices = ("office",) if procedure.office is not None else ()
    for milestone in procedure.milestones.values():
        yield from _milestone(catalogue, procedure, milestone, offices)


def _milestone(
    catalogue: Catalogue, procedure: Procedure, milestone: Milestone, offices: Iterable[str]
) -> Iterator[Fault]:
    file, key = file_of(procedure), f"milestones.{milestone.code}"
    yield from _clock(catalogue, procedure, milestone.clock, f"{key}.clock")
    by_time = [name for name in (milestone.clock.runs_out, milestone.completes) if name]
    yield from _lost(file, f"{key}.clock.runs_out", by_time, milestone.outcomes)
    yield from _lost(file, f"{key}.other_than", milestone.other_than, names_of(procedure))
    if "office" in milestone.by:
        yield from _lost(file, f"{key}.by", ("office",), offices)
    if not set(milestone.by) - {"system"}:
        yield fault("value-wrong", file, f"{key}.by", value=list(milestone.by), expected="somebody")
    for outcome in milestone.outcomes.values():
        yield from _outcome(catalogue, procedure, outcome, f"{key}.outcomes.{outcome.code}")
        if outcome.code in by_time and any(each.required for each in outcome.evidence):
            wanted = "no evidence: it follows by itself"
            yield fault("value-wrong", file, f"{key}.outcomes.{outcome.code}.evidence", value="…", expected=wanted)
        if "system" in outcome.by and outcome.code not in by_time:
            yield fault("value-wrong", file, f"{key}.outcomes.{outcome.code}.by", value="system", expected="runs_out")


def _outcome(catalogue: Catalogue, procedure: Procedure, outcome: Outcome, key: str) -> Iterator[Fault]:
    file = file_of(procedure)
    named = (
        ("to", outcome.to, procedure.milestones),
        ("closes", outcome.closes, procedure.milestones),
        ("extends", outcome.extends, {*procedure.milestones, HANDLING}),
        ("end", (outcome.end,), {*procedure.results, ""}),
        ("result", (outcome.result,), {*procedure.results, ""}),
        ("needs", outcome.needs, names_of(procedure)),
        ("tells", outcome.tells, catalogue.reasons_in("hand_over")),
        ("document", (outcome.document,), {*catalogue.templates, ""}),
        ("in_time", (outcome.in_time,), {*(each.name for each in outcome.evidence if each.type == "date"), ""}),
    )
    for name, values, known in named:
        yield from _lost(file, f"{key}.{name}", values, known)
    for name, clock in outcome.extends.items():
        yield from _clock(catalogue, procedure, clock, f"{key}.extends.{name}")


def _clock(catalogue: Catalogue, procedure: Procedure, clock: MilestoneClock, key: str) -> Iterator[Fault]:
    file = file_of(procedure)
    calendars = [limit.calendar for limit in (clock.limit, clock.grace) if limit is not None]
    yield from _lost(file, f"{key}.calendar", calendars, catalogue.calendars)
    how, _, name = clock.since.partition(":")
    if how == "reached":
        yield from _lost(file, f"{key}.since", (name,), procedure.milestones)
    if clock.less:
        yield from _lost(file, f"{key}.less", (clock.less,), procedure.milestones)


def _lost(file: str, key: str, values: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    there = set(known)
    return (fault("reference-unknown", file, key, value=value) for value in values if value not in there)
