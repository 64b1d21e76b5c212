"""Work in the background goes on whatever happens: an error is logged and counted, waited out, and tried again."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import close_old_connections, connections
from django.utils import timezone

from gongzhi.exchange.exports import running as exporting
from gongzhi.exchange.notify.configured import configured
from gongzhi.exchange.notify.hear import hear
from gongzhi.exchange.notify.sending import deliver
from gongzhi.matters import clocks, contacts, following, outbox
from gongzhi.matters.outbox import Sent
from gongzhi.supervision.notices import circulate
from gongzhi.vault.attachments import attaching

log = logging.getLogger(__name__)
Step = Callable[[], int]
"""One round of work; returns how much was done, 0 when there is nothing to do."""

LONGEST_WAIT = 30.0
MUCH = 200
"""Pieces of work in one round after which the next begins at once."""


def messages(sent: Sequence[Sent]) -> None:
    """Make the messages that these changes give rise to, to whoever sits where now."""
    hear(sent, timezone.now(), configured())


ROUND = 250
"""Changes that a consumer hears in one transaction: 200 µs each for the messages, so that writers wait for 50 ms."""
CONSUMERS: Mapping[str, outbox.Handler] = {
    "tally": outbox.tally,
    "messages": messages,
    "answers": lambda sent: following.answer_merged(sent, timezone.now()),
    "recurrence": lambda sent: following.recognise(sent, timezone.now()),
}
"""Who hears every committed line, by the name under which it remembers how far it came."""


@dataclass(slots=True)
class Tally:
    """What a worker has done since it began: pieces of work, and rounds that failed."""

    done: int = 0
    failed: int = 0


def keep_doing(name: str, step: Step, stop: threading.Event, idle: float, tally: Tally | None = None) -> Tally:
    """Do `step` until `stop`: at once again after much work, after `idle` seconds when there was none.

    After little work it rests half of that, so that rounds do not cost more than what they do: at 460 reports a
    second the outbox took 500 µs for each, a fifth of all, before.
    After an error it waits half a second, then twice as long each time up to 30 seconds, until a round succeeds.
    """
    kept = tally or Tally()
    failures = 0
    while not stop.is_set():
        try:
            done = step()
            if not done:
                close_old_connections()
        except Exception:
            kept.failed += 1
            failures += 1
            wait = min(0.25 * 2**failures, LONGEST_WAIT)
            log.exception("%s failed (%d times so far), next try in %.1f s", name, kept.failed, wait)
            # A connection that broke is left behind; the next round opens a fresh one.
            connections.close_all()
            stop.wait(wait)
            continue
        failures = 0
        kept.done += done
        if done < MUCH:
            stop.wait(idle / 2 if done else idle)
    connections.close_all()
    return kept


def send() -> int:
    """One round of the outbox: positions for what is committed, then every consumer what it has not seen."""
    return outbox.sequence(1000) + sum(outbox.consume(name, handler, ROUND) for name, handler in CONSUMERS.items())


def keep_time() -> int:
    """One round of the clocks: what is due by now."""
    return clocks.work(timezone.now())


def send_messages() -> int:
    """One round of the messages: what is due goes out."""
    return deliver(timezone.now, configured())


def write_exports() -> int:
    """One round of the exports: the one that has waited longest is written."""
    return exporting.work(timezone.now)


def give_notice() -> int:
    """One round of the notices: the month before is named, once."""
    return circulate(timezone.now())


def erase_contacts() -> int:
    """One round of erasing: the contacts that were kept long enough."""
    return contacts.erase(timezone.now())


def sweep_uploads() -> int:
    """One round of sweeping: files that came in and were given to nothing for two days."""
    return attaching.sweep(timezone.now())


PARTS: Mapping[str, tuple[Step, float]] = {
    "outbox": (send, 0.2),
    "clocks": (keep_time, 1.0),
    "messages": (send_messages, 1.0),
    "exports": (write_exports, 1.0),
    "notices": (give_notice, 600.0),
    "contacts": (erase_contacts, 21_600.0),
    "uploads": (sweep_uploads, 3_600.0),
}
"""The parts of `serve` that work in the background: what they do and how long they rest, in seconds."""


BESIDE: Mapping[str, tuple[str, ...]] = {"clocks": ("notices", "contacts", "uploads"), "messages": ("exports",)}
"""The parts that have no process of their own: where parts run apart, beside which of the others they go."""


def beside(stop: threading.Event, names: Iterable[str] = PARTS) -> list[threading.Thread]:
    """Each of these parts as a thread of this process, started."""
    threads = [
        threading.Thread(target=keep_doing, args=(name, PARTS[name][0], stop, PARTS[name][1]), name=name, daemon=True)
        for name in names
    ]
    for thread in threads:
        thread.start()
    return threads
