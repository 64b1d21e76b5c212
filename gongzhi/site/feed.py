"""What the live stream tells of a matter is its row as lists show it, from the feed of committed lines."""

from django.db import close_old_connections
from django.utils import timezone

from gongzhi.matters import queries, shown
from gongzhi.places import chain
from gongzhi.site.stream import Change


class Feed:
    """The stream's source over the outbox; every question gives its connection back."""

    def head(self) -> int:
        """The last position given. Found by doubling, then halving: each step asks whether anything lies beyond."""
        try:
            low, high = 0, 1
            while _beyond(high):
                low, high = high, high * 2
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _beyond(middle) else (low, middle)
            return high if _beyond(low) else low
        finally:
            close_old_connections()

    def after(self, position: int, limit: int) -> tuple[list[Change], int]:
        """The rows that changed after `position`, and the position up to which that is everything."""
        try:
            found, reached = queries.changed_rows(position, limit)
            at = timezone.now()
            texts = queries.texts_of([row.id for _, row in found])
            changes = [
                Change(
                    position=place,
                    row=shown.MatterOut(**shown.matter(row, texts, at)).model_dump(mode="json"),
                    areas=chain(row.grid or row.community or row.township or row.county or None),
                    units=frozenset(filter(None, (row.holder, row.centre, row.lead))),
                    privacy=row.privacy,
                )
                for place, row in found
            ]
            return changes, reached
        finally:
            close_old_connections()


def _beyond(position: int) -> bool:
    return queries.changed_rows(position, 1)[1] > position
