"""剔除评价: what two people of supervision who had no hand in the work agree on is left out of the assessment.

It is the rating alone: the matter, the work on it, its clocks and every word stay as they are. The reporter is told the
ground, and may have the matter opened again as before. Once for each rating; a new rating, and a matter that is opened
again, end what was asked about the old one (domain.md §3.2, complaint 11).
"""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel import Actor, Refused
from gongzhi.matters.loop.facts import Facts
from gongzhi.matters.loop.pieces import Aside
from gongzhi.matters.loop.state import Evolve, Kept, Line, Matter, Said, kept, replace, reported_by


@dataclass(frozen=True, kw_only=True, slots=True)
class AskAside:
    """提请剔除评价: on one of the grounds of the catalogue, and why it is so here."""

    reason: str
    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class AsideAsked:
    """One person holds that the rating should not count; it counts until a second one agrees."""

    reason: str
    unit: str
    remark: Kept


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantAside:
    """同意剔除评价."""

    remark: Said | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """Two people held that the rating should not count; `unit` is that of the first."""

    reason: str
    asked_by: str
    unit: str
    remark: Kept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseAside:
    """不同意剔除评价."""

    remark: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class AsideRefused:
    """The second person held that the rating counts; `unit` is that of the first."""

    unit: str
    remark: Kept


def handling_units(matter: Matter) -> frozenset[str]:
    """The units whose work the rating is about: all that ever had a share; the centre where it answered by itself."""
    return frozenset(part.unit for part in matter.parts) or frozenset({matter.centre})


def had_a_hand(matter: Matter, by: Actor) -> bool:
    """Whether the rating is about the actor's own work or their unit's, or is their own."""
    return by.id in matter.handlers or by.unit in handling_units(matter) or reported_by(matter, by)


def waiting_aside(matter: Matter) -> Aside | None:
    """What was asked about the rating and waits for the second person."""
    aside = matter.rating.aside if matter.rating else None
    return aside if aside is not None and aside.agreed is None else None


def decide_ask_aside(matter: Matter, command: AskAside, facts: Facts, by: Actor, at: datetime) -> tuple[object, ...]:
    """Asked once for each rating, by somebody who had no hand in the work.

    Refused: 409 `not-rated`, `aside-already`, 403 `own-rating`, 422 for a reason that is not on the list.
    """
    if matter.rating is None:
        raise Refused("not-rated")
    if matter.rating.aside is not None:
        raise Refused("aside-already")
    _of_others(matter, by)
    reason = facts.need_reason("aside", command.reason).code
    return (AsideAsked(reason=reason, unit=by.unit or "", remark=kept(command.remark)),)


def decide_grant_aside(
    matter: Matter, command: GrantAside, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Agreed to by a second person."""
    asked = _decidable(matter, by)
    return (SetAside(reason=asked.reason, asked_by=asked.by, unit=asked.unit, remark=kept(command.remark)),)


def decide_refuse_aside(
    matter: Matter, command: RefuseAside, facts: Facts, by: Actor, at: datetime
) -> tuple[object, ...]:
    """Declined by a second person, who says why; this rating counts for good."""
    return (AsideRefused(unit=_decidable(matter, by).unit, remark=kept(command.remark)),)


def _decidable(matter: Matter, by: Actor) -> Aside:
    """What waits; refused 409 `no-aside-asked`, 403 `aside-second-person` to who asked, 403 `own-rating`."""
    asked = waiting_aside(matter)
    if asked is None:
        raise Refused("no-aside-asked")
    if by.id == asked.by:
        raise Refused("aside-second-person", status=403)
    _of_others(matter, by)
    return asked


def _of_others(matter: Matter, by: Actor) -> None:
    if had_a_hand(matter, by):
        raise Refused("own-rating", status=403)


def _with(matter: Matter, aside: Aside) -> Matter:
    assert matter.rating is not None
    return replace(matter, rating=replace(matter.rating, aside=aside))


def _asked(matter: Matter, event: AsideAsked, line: Line) -> Matter:
    return _with(matter, Aside(reason=event.reason, by=line.by, unit=event.unit))


def _decided(agreed: bool) -> Evolve:
    def evolve(matter: Matter, event: SetAside | AsideRefused, line: Line) -> Matter:
        asked = waiting_aside(matter)
        assert asked is not None
        return _with(matter, replace(asked, agreed=agreed))

    return evolve


EVOLVES: dict[type, Evolve] = {AsideAsked: _asked, SetAside: _decided(True), AsideRefused: _decided(False)}
