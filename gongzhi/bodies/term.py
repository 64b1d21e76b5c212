"""What is given is given from a day to a day."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """From `start` up to, not including, `end`; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies in the term."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def over(self, at: datetime) -> bool:
        """Whether the term has ended at `at`."""
        return self.end is not None and self.end <= at


ALWAYS = Term()
