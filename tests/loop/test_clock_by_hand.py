"""Worked examples of the clock, each with its working: by pencil from the notices of 2025 and 2026.

Standard hours are 08:30–11:30 and 13:00–17:00, seven a day. The seasonal calendar has 08:00–11:30 and 13:30–17:00 from
1 May, 08:30–11:30 and 13:00–16:30 from 1 October; the service window 08:30–17:00 and on Saturdays 09:00–12:00.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gongzhi.catalogue import Limit, TimeUnit, read
from gongzhi.matters.loop.clock import due

CALENDARS = read(Path(__file__).parents[2] / "catalogue").calendars


@dataclass(frozen=True)
class Worked:
    """What was given, what came out by hand, and how."""

    start: str
    amount: str
    unit: TimeUnit
    due: str
    working: str
    calendar: str = "standard"
    statutory: bool = False
    suspended: tuple[tuple[str, str], ...] = ()


EXAMPLES = [
    Worked("2025-09-30T16:00", "4", "work_hours", "2025-10-09T11:30",
           "Tuesday, eve of National Day: 1 h to 17:00. 1–8 October off. Thursday 9th: 3 h are the morning, so it is"
           " due when the morning closes, not when the afternoon opens"),
    Worked("2026-02-14T16:00", "4", "work_hours", "2026-02-24T11:30",
           "Saturday worked before Spring Festival: 1 h. 15–23 February off. Tuesday 24th: 3 h to 11:30"),
    Worked("2025-01-24T16:30", "2", "work_hours", "2025-01-26T10:00",
           "Friday: ½ h. Saturday 25th off. Sunday 26th is worked for Spring Festival: 1½ h from 08:30"),
    Worked("2026-02-27T15:00", "4", "work_hours", "2026-02-28T10:30",
           "Friday: 2 h. Saturday 28th is worked after Spring Festival: 2 h from 08:30"),
    Worked("2025-04-03T16:00", "7", "work_hours", "2025-04-07T16:00",
           "Thursday, eve of Qingming: 1 h. 4–6 April off, nothing worked instead. Monday: 3 h and 3 h from 13:00"),
    Worked("2025-04-26T12:00", "7", "work_hours", "2025-04-27T17:00",
           "Saturday off; Sunday 27 April is worked for Labour Day: the whole day, to its last minute"),
    Worked("2025-09-29T11:00", "1", "work_hours", "2025-09-29T13:30", "½ h to lunch, ½ h after it"),
    Worked("2026-03-04T11:29", "2", "work_hours", "2026-03-04T14:59",
           "the last minute of the morning, 1 h 59 min after lunch"),
    Worked("2025-09-26T10:00", "3", "work_days", "2025-09-30T10:00",
           "Friday. Sunday 28th is worked: one; Monday two; Tuesday three"),
    Worked("2026-09-30T15:00", "5", "work_days", "2026-10-13T15:00",
           "Wednesday. 1–7 October off. Thursday 8th, Friday 9th, Saturday 10th worked, Monday 12th, Tuesday 13th"),
    Worked("2026-01-03T20:00", "1", "work_days", "2026-01-05T08:30",
           "a day off: it counts from the opening of Sunday 4 January, which is worked; one on is Monday"),
    Worked("2025-12-31T17:00", "2", "work_days", "2026-01-06T08:30",
           "17:00 is after hours (half-open), 1–3 January off: from Sunday 4th 08:30; Monday, Tuesday"),
    Worked("2026-02-11T09:00", "10", "work_days", "2026-03-03T09:00",
           "12th, 13th, Saturday 14th worked: 3. 15–23 off. 24th–27th: 7. Saturday 28th worked: 8. 2, 3 March: 10"),
    Worked("2026-10-01T00:30", "24", "clock_hours", "2026-10-02T00:30", "an emergency knows no holiday"),
    Worked("2025-09-08T14:00", "30", "calendar_days", "2025-10-09T00:00",
           "9 September is the first day, 30 September the 22nd, 8 October the 30th: its end"),
    Worked("2025-09-08T14:00", "30", "calendar_days", "2025-10-10T00:00",
           "the same by statute: 8 October is off, so the end of Thursday 9th", statutory=True),
    Worked("2025-09-12T10:00", "15", "calendar_days", "2025-09-29T00:00",
           "13 September is the first day, Saturday 27th the 15th: off. Sunday 28th is worked: its end, not Monday's",
           statutory=True),
    Worked("2026-08-06T10:00", "60", "calendar_days", "2026-10-09T00:00",
           "a petition: 25 days to 31 August, 55 to 30 September, 5 October is the 60th; off until Thursday 8th",
           statutory=True),
    Worked("2025-09-30T15:30", "7", "work_hours", "2025-10-09T15:30",
           "summer: 1½ h to 17:00. 9 October has winter hours: 3 h, then 2½ h from 13:00", calendar="seasonal"),
    Worked("2026-09-30T16:45", "1", "work_days", "2026-10-08T16:30",
           "summer closes at 17:00, winter at 16:30: the closing that has just passed", calendar="seasonal"),
    Worked("2026-04-30T13:10", "1", "work_days", "2026-05-06T11:30",
           "1–5 May off. On the 6th, in summer, 13:10 is still lunch: the closing before it", calendar="seasonal"),
    Worked("2026-04-30T16:20", "1", "work_hours", "2026-05-06T08:50",
           "winter: 10 min to 16:30. Summer opens at 08:00: 50 min", calendar="seasonal"),
    Worked("2026-03-06T14:00", "12", "work_hours", "2026-03-09T14:30",
           "Friday 3 h, Saturday 3 h, Monday 6 h without a break from 08:30", calendar="service-window"),
    Worked("2026-02-27T16:00", "10", "work_hours", "2026-03-02T09:00",
           "Friday 1 h. Saturday 28th is worked like a weekday, not like a Saturday: 8½ h. Monday ½ h",
           calendar="service-window"),
    Worked("2026-03-06T11:00", "2", "work_days", "2026-03-09T11:00",
           "Saturday is a working day of the window: one; Monday two", calendar="service-window"),
    Worked("2025-04-30T15:00", "4", "work_hours", "2025-05-06T14:30",
           "1 h to 16:00. 1–5 May off anyway; Tuesday 6th from 10:00: 1½ h, and 1½ h from 13:00",
           suspended=(("2025-04-30T16:00", "2025-05-06T10:00"),)),
    Worked("2026-06-18T10:00", "1", "work_days", "2026-06-22T14:30",
           "19–21 June off: Monday 22nd 10:00. The two overlap: 14:00–17:00, 3 h. 1½ h to lunch, 1½ h from 13:00",
           suspended=(("2026-06-18T14:00", "2026-06-18T16:00"), ("2026-06-18T15:00", "2026-06-19T09:00"))),
    Worked("2026-03-02T10:00", "7", "calendar_days", "2026-03-13T00:00",
           "3rd; the 4th, 5th and 6th were suspended in part; 7th to 12th: seven",
           suspended=(("2026-03-04T15:00", "2026-03-06T09:00"),)),
    Worked("2026-12-29T10:00", "5", "work_days", "2026-12-31T17:00",
           "30th, 31st; nobody knows the days off of 2027 yet: the last known closing"),
]  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize("worked", EXAMPLES, ids=lambda worked: f"{worked.amount}-{worked.unit}-from-{worked.start}")
def test_the_clock_says_what_was_worked_out_by_hand(worked: Worked) -> None:
    limit = Limit(name="handle", amount=Decimal(worked.amount), unit=worked.unit, statutory=worked.statutory)
    spans = tuple((at(since), at(until)) for since, until in worked.suspended)
    found = due(limit, CALENDARS[worked.calendar], at(worked.start), spans)
    assert found.due_at == at(worked.due), worked.working
