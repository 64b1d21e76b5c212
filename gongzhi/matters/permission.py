"""Whether an actor may do something to a matter, and why: one answer for the door, the desk and who asks.

Who may see it is said in `sight.py`; whoever does not see a matter is told nothing about it, this neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from gongzhi.bodies import reading as bodies
from gongzhi.kernel import Actor
from gongzhi.matters import loop
from gongzhi.matters.loop import BY_NAME, STEPS, Step, barred, ground, on_duty
from gongzhi.matters.loop.rights import UNASKED
from gongzhi.matters.loop.state import Matter

CENTRES_OWN = frozenset(
    f"matters.{duty}" for duty in ("triage", "dispatch", "callback", "void", "grant", "rule", "ledger", "supervise")
)
"""What the centre that has a matter decides, and the centres above it; those below it do not, though it lies there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """One command and one actor: whether it can be given now, on which ground, or what stands in the way.

    `because`, where it is allowed: the grounds of `loop.ground`; where not: stage · no-duty · elsewhere ·
    out-of-scope · centre-above · not-concerned · not-now · recusal.
    """

    command: str
    allowed: bool
    because: str


def before(matter: Matter, by: Actor) -> Actor:
    """The actor as they stand before this matter: with the rights whose scope reaches its kind and privacy class,
    without what only its own centre, or one above, decides.
    """
    by = by.about(matter.kind, matter.privacy)
    centre = bodies.known(matter.centre or matter.holder)
    areas = matter.place.areas
    if centre is None or not centre.is_centre or centre.area not in areas:
        return by
    below = areas[areas.index(centre.area) + 1 :]
    if not any(right.area in below and right.duty in CENTRES_OWN for right in by.rights):
        return by
    kept = (right for right in by.rights if right.area not in below or right.duty not in CENTRES_OWN)
    return replace(by, rights=frozenset(kept))


def may(matter: Matter, by: Actor, at: datetime) -> tuple[str, ...]:
    """The names of the commands that the actor can give at `at` about this matter."""
    return loop.may(matter, before(matter, by), at)


def permitted(command: str, matter: Matter, by: Actor) -> bool:
    """Whether the actor may give that command about this matter, at whatever stage."""
    return loop.permitted(BY_NAME[command], matter, before(matter, by))


def rulings(matter: Matter, by: Actor, at: datetime) -> Iterator[Ruling]:
    """Every command that somebody may be asked for, with what is to be said of it."""
    for step in STEPS:
        if step.whom not in UNASKED:
            yield ruling(step, matter, by, at)


def ruling(step: Step, matter: Matter, by: Actor, at: datetime) -> Ruling:
    """Whether the actor may do this to this matter now, and why."""
    standing = before(matter, by)
    why = barred(step, matter, standing, at)
    if why is None:
        return Ruling(command=step.name, allowed=True, because=ground(step, matter, standing))
    because = _lacking(step, matter, by) if why == "right" else why
    return Ruling(command=step.name, allowed=False, because=because)


def _lacking(step: Step, matter: Matter, by: Actor) -> str:
    """What is missing where there is no ground."""
    if ground(step, matter, by.about(matter.kind, matter.privacy)):
        return "centre-above"
    if not step.duty:
        return "not-concerned"
    if on_duty(step.duty, by) and not on_duty(step.duty, by.about(matter.kind, matter.privacy)):
        return "out-of-scope"
    return "elsewhere" if on_duty(step.duty, by) else "no-duty"
