"""A type of unit says what such a unit answers for, what it may lawfully do and at which levels it exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongzhi.catalogue.kind import LEVELS, Level
from gongzhi.catalogue.text import Text

CENTRE = "ZZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitType:
    """One of the member units (成员单位). `only_at` narrows a duty to some of the unit's levels."""

    code: str
    name: Text
    group: str
    levels: tuple[Level, ...]
    duties: tuple[str, ...]
    powers: tuple[str, ...]
    stations: Text | None = None  # what its township station is called
    only_at: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)

    @property
    def is_centre(self) -> bool:
        """Whether it is the governance centre (综治中心)."""
        return self.code == CENTRE

    def duties_at(self, level: Level) -> tuple[str, ...]:
        """What the unit of this type at `level` answers for; nothing where it does not exist."""
        if level not in self.levels:
            return ()
        return tuple(duty for duty in self.duties if level in self.only_at.get(duty, self.levels))

    def answers(self, duty: str, level: Level) -> bool:
        """Whether a unit of this type answers for `duty` at `level` or at a level above."""
        return any(duty in self.duties_at(above) for above in LEVELS[: LEVELS.index(level) + 1])
