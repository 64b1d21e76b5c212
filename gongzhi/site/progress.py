"""Whatever takes longer than a second shows how far it is: a bar on a terminal, a line every few seconds elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Tell = Callable[[str, int, int], None]
"""Told as work goes on: what is being done, how much is done, how much there is (0: not known)."""

BETWEEN = 5.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def telling() -> Iterator[Tell]:
    """A `tell` that shows progress on standard error while the block runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lines(time.monotonic, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield bars(progress)


def bars(progress: Progress) -> Tell:
    """One bar for each thing that is being done."""
    known: dict[str, TaskID] = {}

    def tell(what: str, done: int, total: int) -> None:
        if what not in known:
            known[what] = progress.add_task(what, total=total or None)
        progress.update(known[what], completed=done, total=total or None)

    return tell


def lines(clock: Callable[[], float], say: Callable[[str], None]) -> Tell:
    """A line at most every few seconds, and one when something that took that long is done."""
    last: dict[str, float] = {}

    def tell(what: str, done: int, total: int) -> None:
        now = clock()
        since = now - last.setdefault(what, now)
        if since >= BETWEEN:
            last[what] = now
            say(f"{what}: {done:,}/{total:,}" if total else f"{what}: {done:,}")

    return tell
