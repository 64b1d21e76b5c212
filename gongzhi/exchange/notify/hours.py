"""What can wait is said when the offices are open; where nobody published the year's holidays, it is said at once."""

from datetime import datetime, timedelta

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import STANDARD, Calendar, Catalogue

AHEAD = 40
"""Days to look ahead: no holiday is longer."""


def calendar_of(unit: str, catalogue: Catalogue) -> Calendar:
    """The calendar by which people of the unit `unit` work: its own, if the catalogue has it, else the standard one."""
    return catalogue.calendars.get(bodies.calendars().get(unit, "")) or catalogue.calendars[STANDARD]


def opening(calendar: Calendar, at: datetime) -> tuple[datetime, str | None]:
    """The next instant from `at` at which offices are open, and what is amiss when that cannot be known.

    The finding is `calendar-year-unpublished:<year>`; a guess is not made, and a message is not kept back for it.
    """
    today = at.astimezone(calendar.tz).date()
    for day in (today + timedelta(days=ahead) for ahead in range(AHEAD)):
        if not calendar.knows(day.year):
            return at, f"calendar-year-unpublished:{day.year}"
        for opens, closes in calendar.open_intervals(day):
            if at < closes:
                return max(at, opens), None
    return at, "calendar-never-opens"
