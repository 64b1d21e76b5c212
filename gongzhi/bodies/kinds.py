"""A scope names kinds of matter; which there are, somebody who knows the catalogue says."""

from collections.abc import Callable, Iterable

Ask = Callable[[], frozenset[str]]
_ask: list[Ask] = [frozenset]


def offer(ask: Ask) -> Ask:
    """Let a scope be held to the codes that `ask` gives; returns who was asked before."""
    before, _ask[0] = _ask[0], ask
    return before


def unknown(begun: Iterable[str]) -> list[str]:
    """Those with which no code of a kind begins; none while there is no catalogue."""
    codes = _ask[0]()
    return [one for one in begun if codes and not any(code.startswith(one) for code in codes)]
