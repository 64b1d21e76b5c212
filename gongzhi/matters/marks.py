"""Where the next page of a list begins is told by the last row of the one before: a mark that a caller hands back."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

from gongzhi.kernel import Refused
from gongzhi.matters.models import MatterRow

MARK = 200


def mark_of(row: MatterRow, column: str) -> str:
    """Where the page after `row` begins, in a list ordered by `column` (opened_at or due_at)."""
    return marked(getattr(row, column), row.id)


def marked(moment: datetime, last: UUID) -> str:
    """A place in a list that is ordered by a time and the id."""
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), last.hex]).encode()).decode().rstrip("=")


def cursor(mark: str) -> tuple[datetime, UUID]:
    """The place that `mark` names; 422 `cursor-unknown`."""
    try:
        moment, last = json.loads(base64.urlsafe_b64decode(mark[:MARK] + "=" * (-len(mark) % 4)))
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(last)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Refused("cursor-unknown", status=422, value=mark[:40]) from error
