"""Where a matter stands: the stages of the loop, in their order."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a matter stands. NEW is before the first report and is never stored."""

    NEW = "new"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    CHECKING = "checking"
    CALLBACK = "callback"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DECLINED = "declined"
    MERGED = "merged"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    VOID = "void"


OPEN = (Stage.REPORTED, Stage.ACCEPTED, Stage.DISPATCHED, Stage.HANDLING, Stage.CHECKING, Stage.CALLBACK)
ENDED_EARLY = (Stage.DECLINED, Stage.MERGED, Stage.HANDED_OVER, Stage.WITHDRAWN, Stage.VOID)
ENDED = (Stage.CLOSED, *ENDED_EARLY, Stage.ARCHIVED)
