"""A limit says how much time there is, in which unit, counted by which calendar."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from gongzhi.kernel import Refused

TimeUnit = Literal["work_hours", "work_days", "clock_hours", "calendar_days"]
TIME_UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)
DAYS: tuple[TimeUnit, ...] = ("work_days", "calendar_days")
MOST = {"work_hours": 100_000, "clock_hours": 100_000, "work_days": 3_660, "calendar_days": 36_600}
HOUR = 3_600_000_000  # microseconds
STANDARD = "standard"
"""The calendar of whoever has no other: a limit that names it is counted by the hours of the unit that it is for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """An amount of time: `amount` hours (at most six decimals) or whole days.

    `statutory` calendar days that end on a day off roll to the end of the next working day;
    with other units the flag only says where the limit comes from.
    Refuses with 422 `limit-unit-unknown`, `limit-amount-wrong` or `limit-days-whole`.
    """

    name: str
    amount: Decimal | int
    unit: TimeUnit
    calendar: str = STANDARD
    statutory: bool = False

    def __post_init__(self) -> None:
        if self.unit not in TIME_UNITS:
            raise Refused("limit-unit-unknown", status=422, unit=self.unit, known=", ".join(TIME_UNITS))
        amount = Decimal(self.amount)
        most = MOST[self.unit]
        if not amount.is_finite() or not 0 < amount <= most or amount != round(amount, 6):
            raise Refused("limit-amount-wrong", status=422, amount=str(self.amount), most=most)
        if self.unit in DAYS and amount != int(amount):
            raise Refused("limit-days-whole", status=422, amount=str(self.amount), unit=self.unit)

    @property
    def microseconds(self) -> int:
        """The length of a limit in hours, exact."""
        return int(self.amount * HOUR)

    @property
    def days(self) -> int:
        """The number of a limit in days."""
        return int(self.amount)
