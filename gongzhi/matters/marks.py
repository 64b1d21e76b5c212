"""Where the next page of a list begins is told by the last row of the one before: a mark that a caller hands back."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel import Refused

MARK = 200


def marked(moment: datetime, last: UUID) -> str:
    """A place in a list that is ordered by a time and the id."""
    return _said(moment.isoformat(), last.hex)


def cursor(mark: str) -> tuple[datetime, UUID]:
    """The place that `mark` names; 422 `cursor-unknown`."""
    with _known(mark) as said:
        moment, last = said
        return _instant(moment), UUID(last)


def placed(grid: str, due: datetime | None, last: UUID) -> str:
    """A place in a list that is ordered by the grid, the due time and the id."""
    return _said(grid, due.isoformat() if due else None, last.hex)


def spot(mark: str) -> tuple[str, datetime | None, UUID]:
    """The place that `mark` names in a list by grids; 422 `cursor-unknown`."""
    with _known(mark) as said:
        grid, due, last = said
        if not isinstance(grid, str) or not grid.isprintable():
            raise TypeError
        return grid, None if due is None else _instant(due), UUID(last)


def _said(*parts: str | None) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _instant(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)


@contextmanager
def _known(mark: str) -> Iterator[Any]:
    """What the mark says, taken apart inside: a mark that says something else is refused."""
    try:
        yield json.loads(base64.urlsafe_b64decode(mark[:MARK] + "=" * (-len(mark) % 4)))
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Refused("cursor-unknown", status=422, value=mark[:40]) from error
