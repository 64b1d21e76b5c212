"""Which matters a post's duty reaches: what was laid down for it and is in force, else what such a post reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gongzhi.bodies.duties import scope_at_first
from gongzhi.bodies.term import ALWAYS, Term
from gongzhi.kernel import Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A scope laid down for a duty of a post during a term; `duty` "" is every duty of the post that has none."""

    scope: Scope
    duty: str = ""
    term: Term = ALWAYS


def narrowed(first: Scope, laid_down: Scope) -> Scope:
    """What a role in a grid reaches where less was laid down: never a class that it does not reach at first."""
    classes = first.classes & laid_down.classes or first.classes or laid_down.classes
    return Scope(kinds=laid_down.kinds or first.kinds, classes=classes)


def scope_of(kind: str, limits: Iterable[Limit], duty: str, at: datetime) -> Scope:
    """What `duty` of a post of that kind reaches at `at`."""
    given = {limit.duty: limit.scope for limit in limits if limit.duty in ("", duty) and limit.term.holds(at)}
    return given.get(duty) or given.get("") or scope_at_first(kind, duty)
