"""Notes and corrections: what was said, shown or put right about a matter, without moving it along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gongzhi.kernel import Actor, GeoPoint, Refused
from gongzhi.matters.loop.answering import Answer, Answers, put_away, shown_answers
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.isolating import back, isolation
from gongzhi.matters.loop.reaching import reclassified
from gongzhi.matters.loop.reporting import Located, Routed, triage_clock
from gongzhi.matters.loop.routing import Why
from gongzhi.matters.loop.state import Contact, Evolve, Kept, Line, Matter, Said, Stage, kept, replace

IN_TRIAGE = (Stage.REPORTED, Stage.ACCEPTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """备注."""

    remark: Said
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Commented:
    """Somebody added a remark."""

    remark: Kept
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attach:
    """附件: files that were uploaded before, by their content hash."""

    blobs: tuple[str, ...]
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """Files were attached."""

    blobs: tuple[str, ...]
    captured_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Correct:
    """更正: what was written down wrongly."""

    text: Said | None = None
    address: Said | None = None
    contact: Contact | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrected:
    """The report was corrected; the earlier words stay in the journal by their digest.

    `isolated` and `privacy` where the correction says that it must go to others at once.
    """

    text: Kept | None = None
    address: Kept | None = None
    contact: Kept | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    isolated: str | None = None
    privacy: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Amend:
    """当事人更正: what is over is put right because the person it is about asked for it (`request`)."""

    request: str
    text: Said | None = None
    address: Said | None = None
    contact: Contact | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended:
    """What was over was put right; the matter stays where it is and goes to nobody."""

    request: str
    text: Kept | None = None
    address: Kept | None = None
    contact: Kept | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Relocate:
    """更正位置: the true point; grid, areas and route follow in the same step.

    `area`, where there is no point: the county, township or community that it is in, as far as anybody knows.
    """

    point: GeoPoint | None = None
    accuracy_m: float | None = None
    area: str | None = field(default=None, metadata={"later": True})


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckerChanged:
    """Somebody of the true place checks now; the clock of checking runs on."""

    unit: str
    finding: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reclassify:
    """更正类别."""

    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reclassified:
    """Another kind; `lead` is whom the rules would name here now, and `why`, for the dispatcher to compare."""

    kind: str
    catalogue: str
    privacy: str
    urgency: str
    lead: str | None = None
    why: Why | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Redact:
    """去除: words that should not have been written down, by where they are kept."""

    refs: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Redacted:
    """The words are gone; their digest stays in the journal."""

    refs: tuple[str, ...]
    reason: str


def decide_redact(matter: Matter, command: Redact, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Gone for good; refused without a place or a reason from the catalogue."""
    if not command.refs:
        raise Refused("nothing-to-redact", status=422)
    return (Redacted(refs=command.refs, reason=facts.need_reason("redact", command.reason).code),)


def decide_comment(matter: Matter, command: Comment, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Said beside the matter."""
    return (Commented(remark=kept(command.remark), captured_at=command.captured_at),)


def decide_attach(matter: Matter, command: Attach, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Attached; refused without a file."""
    if not command.blobs:
        raise Refused("file-needed", status=422)
    return (Attached(blobs=command.blobs, captured_at=command.captured_at),)


def decide_correct(matter: Matter, command: Correct, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Corrected, refused when nothing is; what must be isolated goes back to the centre from wherever it is.

    No ruling is waited for then: whom it is about has to be protected at once.
    """
    if not (command.text or command.address or command.contact or command.answers):
        raise Refused("nothing-to-correct", status=422)
    kind = facts.needed_kind()
    isolated = isolation(kind.isolation, command.answers)
    corrected = Corrected(
        text=kept(command.text),
        address=kept(command.address),
        contact=kept(command.contact),
        answers=put_away(command.answers),
        isolated=isolated,
        privacy=kind.isolation.privacy if isolated and kind.isolation else None,
    )
    if isolated is None or matter.isolated:
        return (corrected,)
    if matter.stage not in IN_TRIAGE or matter.arbitration:
        return (corrected, back(facts, at, isolated=True))
    clock = triage_clock(facts, at, isolated=isolated)
    return (corrected, Routed(unit=facts.triage.unit, finding=facts.triage.finding, clocks=(clock,)))


def decide_amend(matter: Matter, command: Amend, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Put right where it stands; refused when nothing is."""
    if not (command.text or command.address or command.contact or command.answers):
        raise Refused("nothing-to-correct", status=422)
    amended = Amended(
        request=command.request,
        text=kept(command.text),
        address=kept(command.address),
        contact=kept(command.contact),
        answers=put_away(command.answers),
    )
    return (amended,)


def _rerouted(matter: Matter, facts: Facts, at: datetime, urgency: str) -> tuple[object, ...]:
    """The triage centre of the new place or kind takes over, with its clock; so it does when the urgency changes.

    What waits for a ruling stays with the arbiter.
    """
    if matter.arbitration or (facts.triage.unit == matter.holder and urgency == matter.urgency):
        return ()
    clocks = () if matter.foreign_run else (triage_clock(facts, at, isolated=matter.isolated),)
    return (Routed(unit=facts.triage.unit, finding=facts.triage.finding, clocks=clocks),)


def decide_relocate(matter: Matter, command: Relocate, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Located again; before the dispatch routed again, while it waits to be checked to a checker of the new place.

    A matter that is handled keeps its lead. Refused: 422 `point-or-area-needed`; 409 `point-needed` where after the
    dispatch only an area is told, for whoever handles or checks it has to find it.
    """
    if command.point is None and command.area is None:
        raise Refused("point-or-area-needed", status=422)
    if command.point is None and matter.stage not in IN_TRIAGE:
        raise Refused("point-needed", stage=matter.stage.value)
    located = Located(place=facts.place)
    if matter.stage in IN_TRIAGE:
        return (located, *_rerouted(matter, facts, at, matter.urgency))
    if matter.stage is Stage.CHECKING and facts.checker.unit != matter.holder:
        return (located, CheckerChanged(unit=facts.checker.unit, finding=facts.checker.finding))
    return (located,)


def decide_reclassify(matter: Matter, command: Reclassify, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Another kind with its privacy and urgency and, before the dispatch, routed again."""
    kind = facts.needed_kind()
    if not kind.reportable:
        raise Refused("kind-not-reportable", status=422, kind=kind.code)
    again = Reclassified(
        kind=kind.code,
        catalogue=facts.catalogue,
        privacy=matter.privacy if matter.isolated else kind.privacy,
        urgency=matter.urgency if matter.isolated else kind.urgency,
        lead=facts.lead.unit if facts.lead else None,
        why=facts.why,
    )
    moved = _rerouted(matter, facts, at, again.urgency) if matter.stage in IN_TRIAGE else ()
    return (again, *moved, *reclassified(matter, facts, at))


def _noted(matter: Matter, event: object, line: Line) -> Matter:
    return matter


def _amended(matter: Matter, event: Corrected | Amended, line: Line) -> Matter:
    """What was put right; a reporter who withdrew is not called back whatever number is corrected."""
    contact = (matter.contact or event.contact is not None) and not matter.withdrawn
    answers = {**matter.answers, **shown_answers(event.answers)}
    return replace(matter, text=event.text or matter.text, contact=contact, answers=answers)


def _corrected(matter: Matter, event: Corrected, line: Line) -> Matter:
    after = _amended(matter, event, line)
    if event.isolated is None:
        return after
    return replace(after, isolated=event.isolated, privacy=event.privacy or matter.privacy, urgency="emergency")


def _checker_changed(matter: Matter, event: CheckerChanged, line: Line) -> Matter:
    return replace(matter, holder=event.unit)


def _reclassified(matter: Matter, event: Reclassified, line: Line) -> Matter:
    return replace(matter, kind=event.kind, catalogue=event.catalogue, privacy=event.privacy, urgency=event.urgency)


EVOLVES: dict[type, Evolve] = {
    Commented: _noted,
    Attached: _noted,
    Redacted: _noted,
    Corrected: _corrected,
    Amended: _amended,
    CheckerChanged: _checker_changed,
    Reclassified: _reclassified,
}
