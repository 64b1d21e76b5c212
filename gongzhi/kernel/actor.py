"""Whoever acts: a person on a post, the system's own clock, the public, or another system."""

from dataclasses import dataclass

from gongzhi.kernel.refusal import Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """One duty at one area and everything below it; area "" is the whole installation."""

    duty: str
    area: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who does it, for which unit, with which rights, for which other systems. `id` is a reference, never a name."""

    id: str
    unit: str | None = None
    rights: frozenset[Right] = frozenset()
    sources: frozenset[str] = frozenset()

    def has(self, duty: str, areas: tuple[str, ...] = ()) -> bool:
        """Whether the actor holds `duty` at one of `areas` (the codes from city down) or everywhere."""
        return any(right.duty == duty and (not right.area or right.area in areas) for right in self.rights)

    def require(self, duty: str, areas: tuple[str, ...] = ()) -> None:
        """Refuse with 403 `no-right` unless the actor holds the duty there."""
        if not self.has(duty, areas):
            raise Refused("no-right", status=403, duty=duty)


SYSTEM = Actor(id="system")
PUBLIC = Actor(id="public")
