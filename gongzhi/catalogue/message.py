"""A message says to whom what is told when something happens to a matter, over which ways, and whether it may wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Whose = Literal["lead", "support", "former", "named", "ordering", "holder", "centre", "above", "reporter"]
Posts = Literal["handlers", "heads", "desk", "supervisors", "callback", "checkers", "assignee", "all"]
Way = Literal["sms", "email", "chat"]

WHOSE: tuple[Whose, ...] = get_args(Whose)
POSTS: tuple[Posts, ...] = get_args(Posts)
WAYS: tuple[Way, ...] = get_args(Way)
REPORTER = "reporter"
DETAILS = frozenset({"number", "about", "due"})
"""What the words of a message may name: the matter's number, its kind and place, the time it is due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """Some people of a unit as the matter knows it.

    `whose`: the lead's, the supporting units', the lead's before the event, those that the event is about, those of the
    centre that orders it (supervises, rules), the holder's, those of the centre that dispatched, those of the next
    centre above that; or the reporter, who has no post. `posts`: handlers, heads, the desk of triage and dispatch,
    supervisors, callback, checkers, the one whom the event assigns, or all.
    """

    whose: Whose
    posts: Posts = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is said when `event` happened. Its words are `messages.<code>.title` and `.body`;
    `.in_house`, where it is there, is what is said instead to people of the house who reported it.

    Everybody finds it in the inbox; `ways` are those beside it, `emergency_ways` for what cannot wait for a day.
    `waits`: outside working hours it is sent at the next opening; what is an emergency never waits. `only`: fields of
    the event that must be so (true and false: that there is something, or not).
    """

    code: str
    event: str
    to: tuple[Role, ...]
    ways: tuple[Way, ...] = ()
    emergency_ways: tuple[Way, ...] = ()
    waits: bool = True
    only: Mapping[str, str | bool] = field(default_factory=dict)
