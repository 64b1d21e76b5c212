"""What a reporter says behind the query code goes through the same door as what everybody else says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from gongzhi.catalogue import Lang, Words
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import door, giving, queries, said, wire
from gongzhi.matters.callers import faults, first_of
from gongzhi.matters.receipts import Receipt


def say(name: str, code: str, body: wire.Body, *, key: UUID, at: datetime) -> Receipt:
    """Give the reporter's command `name` to the matter behind the code; 404 `code-unknown`."""
    row = queries.access_code(code)
    by = Actor(id=giving.reporter_of(row.id))
    return door.execute(door.Order(command=said.command(name, body), by=by, key=key, matter=row.id), at=at)


def body(name: str, given: Mapping[str, Any], words: Words, lang: Lang) -> wire.Body:
    """The body of the command `name`; 422 `request-invalid` says which fields do not fit, without their values."""
    try:
        return said.BODIES[name][0].model_validate(given)
    except ValidationError as error:
        told = faults([dict(fault) for fault in error.errors()], words, lang)
        raise Refused("request-invalid", status=422, first=first_of(told), errors=told) from error
