"""A unit may keep hours of its own; which calendars there are to choose from, somebody who knows the catalogue says."""

from collections.abc import Callable

Ask = Callable[[], list[tuple[str, str]]]
_ask: list[Ask] = [list]


def offer(ask: Ask) -> Ask:
    """Let the page of a unit offer the calendars (code, name) that `ask` gives; returns who was asked before."""
    before, _ask[0] = _ask[0], ask
    return before


def choices() -> list[tuple[str, str]]:
    """The calendars to choose from; first the standard one, whose code is left empty."""
    return [("", "标准工作历"), *_ask[0]()]
