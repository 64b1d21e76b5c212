"""Whoever acts: a person on a post, the system's own clock, the public, or another system."""

from dataclasses import dataclass, replace

from gongzhi.kernel.refusal import Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Which matters a right reaches: kinds (codes, or what they begin with) and privacy classes; empty: every one."""

    kinds: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()

    def reaches(self, kind: str, privacy: str) -> bool:
        """Whether a matter of that kind and class is among them."""
        return (not self.classes or privacy in self.classes) and (
            not self.kinds or any(kind.startswith(begin) for begin in self.kinds)
        )


EVERYTHING = Scope()


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """One duty at one area and everything below it, for matters in its scope; area "" is the whole installation."""

    duty: str
    area: str = ""
    scope: Scope = EVERYTHING


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

    def about(self, kind: str, privacy: str) -> "Actor":
        """The actor as they stand before a matter of that kind and class: with the rights that reach it.

        Whom no right about matters is left stands there for no unit either.
        """
        kept = frozenset(right for right in self.rights if right.scope.reaches(kind, privacy))
        if len(kept) == len(self.rights):
            return self
        works = any(right.duty.startswith("matters.") for right in kept)
        return replace(self, rights=kept, unit=self.unit if works else None)


SYSTEM = Actor(id="system")
PUBLIC = Actor(id="public")
