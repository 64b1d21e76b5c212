"""Whether the clocks of the house go is a count that costs nothing: what is overdue, kept back, or without a clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Sum

from gongzhi.matters.loop.state import OPEN
from gongzhi.matters.models import ClockRow, Consumer, FeedRow, KeptBack, MatterRow, Sequencer, Tally

GRACE = timedelta(minutes=5)
"""How late a timer may be before somebody should look: a claim that a stopped worker left is taken over before that."""
MOST = 10_000
"""Where counting ends: that many overdue timers say no more than one more would."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Liveness:
    """Timers later than GRACE and the oldest of them; matters kept back; open ones without a clock; changes unsent."""

    overdue: int
    oldest: datetime | None
    kept_back: int
    without_clock: int
    unsent: int

    @property
    def well(self) -> bool:
        """Whether nobody has to look."""
        return not (self.overdue or self.kept_back or self.without_clock)


def liveness(at: datetime) -> Liveness:
    """How the clocks stand at `at`."""
    late = ClockRow.objects.filter(next_at__lte=at - GRACE).order_by("next_at")
    return Liveness(
        overdue=overdue(at),
        oldest=late.values_list("next_at", flat=True).first(),
        kept_back=KeptBack.objects.count(),
        without_clock=_without_clock(),
        unsent=FeedRow.objects.filter(position__isnull=True)[:MOST].count(),
    )


def overdue(at: datetime, grace: timedelta = GRACE) -> int:
    """How many timers should have been worked off for `grace` at `at`, ended matters to archive included; MOST at most.

    Both are counted along an index that holds nothing but what is still to come.
    """
    clocks = ClockRow.objects.filter(next_at__lte=at - grace)[:MOST].count()
    return clocks + MatterRow.objects.filter(archive_at__lte=at - grace)[:MOST].count()


def behind() -> dict[str, int]:
    """By how many positions of the feed each of its readers is behind."""
    head = Sequencer.objects.values_list("position", flat=True).first() or 0
    found = Consumer.objects.order_by("name").values_list("name", "position")
    return {name: head - position for name, position in found}


def by_stage() -> dict[str, int]:
    """How many matters stand at each stage, as the feed counted them: no matter is looked at."""
    found = Tally.objects.values_list("stage").annotate(there=Sum("matters")).order_by("stage")
    return dict(found)


def _without_clock() -> int:
    """Open matters that no running clock will ever bring back to anybody's mind."""
    running = ClockRow.objects.filter(matter_id=OuterRef("id"), ended_at__isnull=True)
    return MatterRow.objects.filter(~Exists(running), stage__in=OPEN)[:MOST].count()
