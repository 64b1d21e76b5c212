"""Procedures are read file by file; the fields that milestones ask for stand once, at the head of their procedure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gongzhi.catalogue.kind import Isolation
from gongzhi.catalogue.limit import DAYS
from gongzhi.catalogue.procedure import (
    DATED,
    EVIDENCE_TYPES,
    SINCE,
    TOLD,
    WHO,
    Evidence,
    Milestone,
    MilestoneClock,
    Outcome,
    Procedure,
    Result,
)
from gongzhi.catalogue.read_kinds import isolation_in, route_in
from gongzhi.catalogue.reason import REASON_GROUPS, Reason
from gongzhi.catalogue.table import Table, limit_in
from gongzhi.catalogue.text import Text

LONGEST = 20
"""Letters of a code, so that a clock's name and a row's column hold it."""


def procedures_in(files: Mapping[str, Table], reasons: Mapping[str, Reason]) -> dict[str, Procedure]:
    """Procedures by code; `procedures/<code>.toml`."""
    return {code: _Reader(at, reasons).read(code) for code, at in _by_code(files)}


def _by_code(files: Mapping[str, Table]) -> Iterator[tuple[str, Table]]:
    for path, at in files.items():
        code = path.split("/")[-1].removesuffix(".toml")
        _proper(at, "", code)
        yield code, at


def _proper(at: Table, key: str, code: str) -> None:
    if not (code.isascii() and code.replace("-", "").isalnum() and len(code) <= LONGEST):
        at.fault("code-wrong", key, value=code, expected=f"a–z, 0–9, -, ≤ {LONGEST}")


class _Reader:
    """Reads one file, with the fields that its milestones refer to."""

    def __init__(self, at: Table, reasons: Mapping[str, Reason]) -> None:
        self.at, self.reasons = at, reasons
        self.fields: dict[str, Evidence] = {}

    def read(self, code: str) -> Procedure:
        at = self.at
        self.fields = {name: self._field(name, row) for name, row in at.named("fields").items()}
        results = {name: _result(name, row) for name, row in at.named("results").items()}
        milestones = {name: self._milestone(name, row) for name, row in at.named("milestones").items()}
        found = Procedure(
            code=code,
            name=at.name("name"),
            basis=at.strings("basis"),
            first=at.strings("first"),
            milestones=milestones,
            results=results,
            office=route_in(at.table("office")) if at.has("office") else None,
            isolation=isolation_in(at),
        )
        at.done()
        return replace(found, safety=self._safety(found.isolation))

    def _safety(self, isolation: Isolation | None) -> Evidence | None:
        """The yes_no field whose yes isolates; it may be answered everywhere, and never must."""
        if isolation is None:
            return None
        asked = self.fields.get(isolation.field)
        if asked is None or asked.type != "yes_no":
            self.at.fault("reference-unknown", "isolation.field", value=isolation.field)
            return None
        return replace(asked, required=False)

    def _field(self, name: str, at: Table) -> Evidence:
        _proper(at, "", name.replace("_", ""))
        found = Evidence(
            name=name,
            label=at.name("label"),
            type=at.choice("type", EVIDENCE_TYPES),
            choices=self._choices(at),
            most=at.whole("most", 500, least=1, most=4000),
            must=at.flag("must") if at.has("must") else None,
            each=at.text("each") if at.has("each") else "",
        )
        if (found.type == "choice") != bool(found.choices):
            at.fault("value-wrong", "choices", value=sorted(found.choices), expected="choices for the type choice")
        if found.must is not None and found.type != "yes_no":
            at.fault("value-wrong", "must", value=found.must, expected="for the type yes_no only")
        if found.each and found.type in ("personal", "files"):
            at.fault("value-wrong", "each", value=found.each, expected="not for personal, files")
        at.done()
        return found

    def _choices(self, at: Table) -> dict[str, Text]:
        if at.has("reasons"):
            group = at.choice("reasons", REASON_GROUPS)
            return {reason.code: reason.name for reason in self.reasons.values() if reason.group == group}
        if not at.has("choices"):
            return {}
        below = at.table("choices")
        return {code: below.name(code) for code in below.data}

    def _milestone(self, code: str, at: Table) -> Milestone:
        _proper(at, "", code)
        shared = self._evidence(at, "evidence")
        found = Milestone(
            code=code,
            name=at.name("name"),
            basis=at.strings("basis"),
            by=at.choices("by", WHO),
            clock=self._clock(at.table("clock"), code),
            outcomes={name: self._outcome(name, row, shared) for name, row in at.named("outcomes").items()},
            each=at.text("each") if at.has("each") else "",
            completes=at.text("completes") if at.has("completes") else "",
            other_than=at.strings("other_than", ()),
        )
        if bool(found.each) != bool(found.completes):
            at.fault("key-missing", "completes", expected="each and completes together")
        if found.each and found.clock.runs_out:
            at.fault("value-wrong", "clock.runs_out", value=found.clock.runs_out, expected="not for a group")
        at.done()
        return found

    def _outcome(self, code: str, at: Table, shared: tuple[Evidence, ...]) -> Outcome:
        _proper(at, "", code)
        by = at.choices("by", WHO, ())
        tells = at.strings("tells", ())
        asked = () if "system" in by else (*shared, *self._evidence(at, "evidence", "optional"), *self._told(at, tells))
        found = Outcome(
            code=code,
            name=at.name("name"),
            evidence=tuple({each.name: each for each in asked}.values()),
            by=by,
            to=at.strings("to", ()),
            closes=at.strings("closes", ()),
            stays=at.flag("stays", False),
            whole=at.flag("whole", False),
            end=at.text("end") if at.has("end") else "",
            rest=at.flag("rest", False),
            result=at.text("result") if at.has("result") else "",
            needs=at.strings("needs", ()),
            once=at.flag("once", False),
            tells=tells,
            meets=at.strings("meets", ()),
            extends={name: self._clock(row, name) for name, row in at.named("extends").items()},
            in_time=at.text("in_time") if at.has("in_time") else "",
            document=at.text("document") if at.has("document") else "",
        )
        at.done()
        return found

    def _evidence(self, at: Table, key: str, optional: str = "") -> tuple[Evidence, ...]:
        """The fields named under `key`, and those under `optional` as ones that may be left open."""
        needed = at.strings(key, ())
        spare = [name for name in at.strings(optional, ()) if name not in needed] if optional else []
        found = []
        for where, names, required in ((key, needed, True), (optional, spare, False)):
            for name in names:
                if name in self.fields:
                    found.append(replace(self.fields[name], required=required))
                else:
                    at.fault("reference-unknown", where, value=name)
        return tuple(found)

    def _told(self, at: Table, tells: tuple[str, ...]) -> tuple[Evidence, ...]:
        if not tells:
            return ()
        told = self.fields.get(TOLD)
        if told is None or told.must is not True:
            at.fault("reference-unknown", "tells", value=f"fields.{TOLD} (must = true)")
            return ()
        return (told,)

    def _clock(self, at: Table, name: str) -> MilestoneClock:
        since = at.text("since", "opened")
        until = at.text("until") if at.has("until") else ""
        less = at.text("less") if at.has("less") else ""
        runs_out = at.text("runs_out") if at.has("runs_out") else ""
        grace = limit_in(at.table("grace"), "grace") if at.has("grace") else None
        self._check_dates(at, since, until)
        limit = limit_in(at, name)
        if less and limit.unit not in DAYS:
            at.fault("value-wrong", "less", value=less, expected="for a limit in days")
        return MilestoneClock(limit=limit, since=since, until=until, less=less, runs_out=runs_out, grace=grace)

    def _check_dates(self, at: Table, since: str, until: str) -> None:
        how, _, name = since.partition(":")
        dates = {each.name for each in self.fields.values() if each.type in DATED}
        if since not in SINCE and how not in ("field", "reached"):
            at.fault("value-wrong", "since", value=since, expected=" | ".join((*SINCE, "field:…", "reached:…")))
        if how == "field" and name not in dates:
            at.fault("reference-unknown", "since", value=name)
        if until and until not in dates:
            at.fault("reference-unknown", "until", value=until)


def _result(code: str, at: Table) -> Result:
    found = Result(
        code=code,
        name=at.name("name"),
        achieved=at.flag("achieved"),
        ways=at.flag("ways", True),
        back=at.flag("back", False),
    )
    at.done()
    return found
