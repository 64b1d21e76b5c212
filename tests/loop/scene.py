"""The loop without a database: one place, the real catalogue, and somebody for every part."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from gongzhi.catalogue import Catalogue, read
from gongzhi.kernel import SYSTEM, Actor, Crs, GeoPoint, Right
from gongzhi.matters.loop import decide, fold
from gongzhi.matters.loop.answering import checked
from gongzhi.matters.loop.checking import CallBack, Check
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.facts import Facts, Held
from gongzhi.matters.loop.handling import Done
from gongzhi.matters.loop.importing import ImportRecord
from gongzhi.matters.loop.reaching import evidenced
from gongzhi.matters.loop.reporting import Report
from gongzhi.matters.loop.state import Kept, Line, Matter, Place, Stage
from gongzhi.matters.loop.triage import Accept

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09:00 in the city."""
WORDS = Kept("1.words", "a" * 32)
CITY, COUNTY, TOWNSHIP, COMMUNITY = "220300", "220302", "220302001", "220302001001"
GRID, NEXT_GRID = "220302001001001", "220302001001002"
CENTRE, STREET, LEAD, SUPPORT, OTHER = "220302-ZZ", "220302001-ZZ", "220302-ZJ", "220302-CG", "220302-GA"
ROOT, KEEPER = "ZZ", f"{COMMUNITY}-ZZ"
HERE = GeoPoint(lon=124.005, lat=43.005, crs=Crs.WGS84)


def place(grid: str = GRID, boundary: int = 1) -> Place:
    """A place in that grid."""
    return Place(
        point=HERE, lat=43.005, lon=124.005, how="inside", grid=grid, community=COMMUNITY, township=TOWNSHIP,
        county=COUNTY, areas=(CITY, COUNTY, TOWNSHIP, COMMUNITY, grid), boundary=boundary,
    )  # fmt: skip


def someone(name: str, unit: str | None, area: str, *duties: str) -> Actor:
    """A person of that unit with those duties (without `matters.`) at that area."""
    return Actor(
        id=f"person:{name}", unit=unit, rights=frozenset(Right(duty=f"matters.{duty}", area=area) for duty in duties)
    )


CLERK = someone("clerk", CENTRE, COUNTY, "triage", "verify", "callback", "void", "comment", "whistle", "redact")
COLLEAGUE = someone("colleague", CENTRE, COUNTY, "triage", "dispatch", "callback", "void", "comment", "grant", "rule")
SUPERVISOR = someone("supervisor", CENTRE, COUNTY, "urge", "supervise", "grant")
LEADER = someone("leader", CENTRE, COUNTY, "ledger", "grant", "supervise")
ARBITER = someone("arbiter", ROOT, CITY, "rule", "dispatch", "triage")
STREET_CLERK = someone("street-clerk", STREET, TOWNSHIP, "triage", "handle", "assign", "whistle")
HANDLER = someone("handler", LEAD, "", "handle", "comment")
HEAD = someone("head", LEAD, "", "handle", "assign", "comment")
MATE = someone("mate", LEAD, "", "handle", "comment")
HELPER = someone("helper", SUPPORT, "", "handle", "comment")
POLICE = someone("police", OTHER, "", "handle", "comment")
CHECKER = someone("checker", STREET, TOWNSHIP, "check", "verify")
WORKER = someone("worker", f"{COMMUNITY}-ZZ", GRID, "self_handle", "verify", "handle", "check")
NEIGHBOUR = someone("neighbour", f"{COMMUNITY}-ZZ", NEXT_GRID, "self_handle", "verify", "handle", "check")
STRANGER = someone("stranger", None, "")
IMPORTER = someone("importer", None, "", "import")
REPORTER = Actor(id=f"reporter:{UUID(int=1)}")
CAST = (
    CLERK, COLLEAGUE, HANDLER, MATE, HELPER, CHECKER, WORKER, NEIGHBOUR, STRANGER, IMPORTER, REPORTER, SYSTEM,
    SUPERVISOR, LEADER, ARBITER, STREET_CLERK, HEAD, POLICE,
)  # fmt: skip


CENTRES = (KEEPER, STREET, CENTRE, ROOT)
OTHER_MATTER = Matter(id=UUID(int=2), number="20260302-220302-000002", version=1, stage=Stage.ACCEPTED, holder=CENTRE,
                      centre=CENTRE, place=place(), privacy="P0")  # fmt: skip
"""Another matter that a merge or a join is about: accepted, of a public class, held by the same centre."""


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with the project."""
    return read(Path(__file__).parents[2] / "catalogue")


def facts_for(kind: str = "06013", **more: Any) -> Facts:
    """Facts as they are gathered at the place, with everything that a test says otherwise."""
    known = catalogue()
    found = known.kinds[kind]
    urgencies = known.urgencies
    limits = {
        **known.limits,
        "triage": urgencies[found.urgency].response,
        "emergency": urgencies["emergency"].response,
    }
    given: dict[str, Any] = {
        "catalogue": "1",
        "kind": found,
        "calendars": known.calendars,
        "limits": limits,
        "number": "20260302-220302-000001",
        "place": place(),
        "triage": Held(unit=CENTRE),
        "lead": Held(unit=LEAD),
        "checker": Held(unit=f"{COMMUNITY}-ZZ"),
        "units": frozenset({LEAD, SUPPORT, OTHER, *CENTRES}),
        "reasons": known.reasons,
        "slot": "2026-03-02-morning",
        "ladder": known.ladder_for(found, found.urgency),
        "ladders": known.ladders,
        "extendable": urgencies[found.urgency].extendable,
        "chain": CENTRES,
        "below": frozenset({STREET, KEEPER}),
        "keeper": Held(unit=STREET),
        "staff": frozenset({(LEAD, HANDLER.id)}),
        "other": OTHER_MATTER,
        "procedure": known.procedures.get(found.procedure),
        "running": known.procedures.get(found.procedure),
        "office": Held(unit=OTHER),
    }
    return Facts(**(given | more))


@dataclass
class Play:
    """One matter on its way; every command comes a minute after the one before."""

    kind: str = "06013"
    matter: Matter = field(default_factory=lambda: Matter(id=UUID(int=1)))
    now: datetime = MONDAY
    events: list[Any] = field(default_factory=list)

    def do(self, command: Any, by: Actor, **facts: Any) -> "Play":
        """Decide and go on from what was decided."""
        self.now += timedelta(minutes=1)
        known = facts_for(facts.pop("kind", self.kind), **({"place": self.matter.place} if self.matter.version else {})
                          | facts)  # fmt: skip
        said = evidenced(checked(command, known.needed_kind(), self.now), self.matter, known, self.now)
        self.events = list(decide(self.matter, said, known, by=by, at=self.now))
        self.matter = fold(self.matter, [Line(event, by.id, self.now) for event in self.events])
        return self

    def later(self, **span: float) -> "Play":
        """Let time pass."""
        self.now += timedelta(**span)
        return self

    def twin(self) -> "Play":
        """The same matter once more, to try something else with it."""
        return replace(self, events=[])

    def named(self, event: str) -> Any:
        """The last event of that name that the last command made."""
        return next(each for each in reversed(self.events) if type(each).__name__ == event)


def report(**said: Any) -> Report:
    """A report with a point and words."""
    given: dict[str, Any] = {"kind": "06013", "text": WORDS, "point": HERE}
    return Report(**(given | said))


def record(**said: Any) -> ImportRecord:
    """A record of another system."""
    given: dict[str, Any] = {"kind": "06013", "source": ("311", "1"), "foreign": ("Pothole", "Open"), "channel": "311",
             "opened_at": MONDAY - timedelta(days=3), "point": HERE}  # fmt: skip
    return ImportRecord(**(given | said))


def reported(by: Actor = REPORTER, kind: str = "06013", **said: Any) -> Play:
    """A matter in REPORTED (or where its kind puts it)."""
    return Play(kind=kind).do(report(kind=kind, **said), by)


def accepted(**said: Any) -> Play:
    return reported(**said).do(Accept(), CLERK)


def dispatched(*, support: tuple[str, ...] = (), **said: Any) -> Play:
    return accepted(**said).do(Dispatch(support=support), COLLEAGUE)


def in_hand(*, support: tuple[str, ...] = (), **said: Any) -> Play:
    return dispatched(support=support, **said).do(Take(), HANDLER)


def to_check(**said: Any) -> Play:
    return in_hand(**said).do(Done(remark=WORDS), HANDLER)


def to_call(**said: Any) -> Play:
    return to_check(contact=WORDS, **said).do(Check(passed=True), WORKER)


def closed(**said: Any) -> Play:
    return to_call(**said).do(CallBack(reached=True, solved=True), CLERK)


def answered(kind: str, **answers: Any) -> Any:
    """The report of that kind with its answers read as the kind asks for them."""
    return checked(report(kind=kind, answers=answers), catalogue().kinds[kind], MONDAY)
