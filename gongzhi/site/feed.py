"""What the live stream tells of a matter is its row as lists show it, from the feed of committed lines."""

from django.db import close_old_connections
from django.utils import timezone

from gongzhi.matters import hearing, queries, shown, sight
from gongzhi.matters.loop.state import Matter
from gongzhi.site.stream import Change


class Feed:
    """The stream's source over the outbox; every question gives its connection back."""

    def head(self) -> int:
        """The last position given."""
        try:
            return queries.last_position()
        finally:
            close_old_connections()

    def after(self, position: int, limit: int) -> tuple[list[Change], int]:
        """The rows that changed after `position`, and the position up to which that is everything."""
        try:
            found, reached = queries.changed_rows(position, limit)
            at = timezone.now()
            texts = queries.texts_of([row.id for _, row, _ in found])
            units = sight.units_of(row for _, row, _ in found)
            before = hearing.before({row.id: version for _, row, version in found})
            told = shown.matters([row for _, row, _ in found], texts, at)
            changes = [
                Change(
                    position=place,
                    row=shown.MatterOut(**said).model_dump(mode="json"),
                    areas=sight.areas_of(row),
                    units=frozenset(units[row.id]),
                    kind=row.kind,
                    privacy=row.privacy,
                    was=_was(before[row.id], place) if row.id in before else None,
                )
                for (place, row, _), said in zip(found, told, strict=True)
            ]
            return changes, reached
        finally:
            close_old_connections()


def _was(before: Matter, position: int) -> Change:
    return Change(
        position=position,
        row={},
        areas=sight.areas_then(before),
        units=frozenset(sight.units_then(before)),
        kind=before.kind,
        privacy=before.privacy,
    )
