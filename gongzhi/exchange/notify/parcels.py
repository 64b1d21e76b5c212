"""Whoever is told much at once gets one piece that says how much: the inbox has every message, the telephone does not.

A message that is to go outside joins what is not on its way yet to the same recipient over the same way; what comes
after that waits for the pause to pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from gongzhi.exchange.notify.models import WAITING, Message, Parcel

AT_ONCE_PAUSE = timedelta(minutes=1)
"""What does not wait for the offices to open waits no longer than this for what went before it."""
Series = tuple[str, str, bool]


@dataclass(slots=True)
class Parcels:
    """The parcels of one round of listening: what there is, what is new, what has grown."""

    at: datetime
    pause: timedelta
    last: dict[Series, Parcel] = field(default_factory=dict)
    fresh: dict[UUID, Parcel] = field(default_factory=dict)
    grown: dict[Series, int] = field(default_factory=dict)

    def look_up(self, recipients: Iterable[str]) -> None:
        """Read, and hold until the end of the transaction, what these recipients may have waiting or had of late."""
        of_late = Q(opens_at__gt=self.at - self.pause) | Q(state=WAITING, tries=0, error="")
        rows = Parcel.objects.select_for_update().filter(of_late, recipient__in=set(recipients))
        for parcel in sorted(rows, key=lambda row: row.opens_at):
            self.last[parcel.recipient, parcel.way, parcel.at_once] = parcel

    def put(self, message: Message, opens_at: datetime, *, at_once: bool) -> None:
        """Let the message go out at `opens_at` or with what goes out next."""
        series = (message.recipient, message.way, at_once)
        last = self.last.get(series)
        if last is None or begun(last):
            last = self._begin(message, opens_at, last, at_once=at_once)
            self.last[series] = last
        elif last.id in self.fresh:
            last.messages += 1
        else:
            self.grown[series] = self.grown.get(series, 0) + 1
        message.parcel_id = last.id

    def _begin(self, message: Message, opens_at: datetime, before: Parcel | None, *, at_once: bool) -> Parcel:
        pause = min(self.pause, AT_ONCE_PAUSE) if at_once else self.pause
        opens = max(opens_at, before.opens_at + pause) if before else opens_at
        parcel = Parcel(id=message.id, recipient=message.recipient, unit=message.unit, way=message.way,
                        at_once=at_once, messages=1, opens_at=opens, next_at=opens, made_at=self.at)  # fmt: skip
        self.fresh[parcel.id] = parcel
        return parcel

    def store(self) -> None:
        """Write what is new and what has grown."""
        Parcel.objects.bulk_create(self.fresh.values())
        for series, more in self.grown.items():
            Parcel.objects.filter(id=self.last[series].id).update(messages=F("messages") + more)


def begun(parcel: Parcel) -> bool:
    """Whether it went out, or somebody tried: what was tried stays as it is, so that a repetition is the same."""
    return parcel.state != WAITING or parcel.tries > 0 or parcel.error != "" or parcel.claimed_by != ""
