"""What goes out is one letter with an id of its own: sent twice, whoever receives it can tell that it is the same."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One piece for one recipient. The address is a personal value or a secret; nothing here is ever logged."""

    id: UUID
    title: str
    body: str
    at: datetime
    address: str = field(repr=False)
    kind: str = ""
    secret: str = field(default="", repr=False)


class Undelivered(Exception):  # noqa: N818
    """The other side did not take it. `code` has words; `final`: it never will, so that trying again is no use."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final
