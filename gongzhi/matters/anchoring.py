"""An anchor is one number over all matters as they stood, and one over the security log: with them anybody can prove
later that nothing was changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from gongzhi.audit import chain
from gongzhi.kernel import Refused
from gongzhi.matters import outbox, rows
from gongzhi.matters.codec import line_hash
from gongzhi.matters.models import Anchor, Sequencer
from gongzhi.matters.stored import as_written
from gongzhi.vault.provider import provider


def merkle(leaves: Iterable[bytes]) -> str:
    """The Merkle root of the leaves in their order; an odd one is carried up. No leaf gives the hash of nothing."""
    hashed = provider().hashed
    level = [hashed(b"\x00" + leaf) for leaf in leaves]
    if not level:
        return hashed(b"").hex()
    while len(level) > 1:
        pairs = [hashed(b"\x01" + level[place] + level[place + 1]) for place in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex()


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """An anchor as it was given away. `log_hash` "" on one that was made when anchors did not know the security log."""

    position: int
    matters: int
    root: str
    log_position: int = 0
    log_hash: str = ""


def make(at: datetime) -> Anchor:
    """Anchor everything that has been sent, and every security event, so far."""
    while outbox.sequence(5000):
        pass
    chain.while_unlinked()
    position = Sequencer.objects.filter(id=1).values_list("position", flat=True).first() or 0
    count, root = root_at(position)
    logged, hash_ = chain.end()
    return Anchor.objects.create(
        made_at=at, position=position, matters=count, root=root, log_position=logged, log_hash=hash_
    )


def told(anchor: Anchor) -> dict[str, int | str]:
    """What is given away of it, as JSON."""
    return {name: getattr(anchor, name) for name in Given.__dataclass_fields__}


def given(said: Mapping[str, Any]) -> Given:
    """The same read again; KeyError, TypeError or ValueError where it is none."""
    return Given(
        position=int(said["position"]),
        matters=int(said["matters"]),
        root=str(said["root"]),
        log_position=int(said.get("log_position", 0)),
        log_hash=str(said.get("log_hash", "")),
    )


def root_at(position: int) -> tuple[int, str]:
    """How many matters there were at that position of the feed, and the root over their heads then."""
    leaves = list(_leaves(position))
    return len(leaves), merkle(leaves)


def _leaves(position: int) -> Iterator[bytes]:
    """Matter, version and hash of the last line that had been sent by then, in the order of the ids."""
    columns = ", ".join(f"j.{name}" for name in rows.JOURNAL)
    sql = (
        f"SELECT {columns} FROM matters_journal j JOIN (SELECT matter_id, max(version + lines - 1) AS version "  # noqa: S608
        "FROM matters_feed WHERE position <= %s GROUP BY matter_id) AS last "
        "ON j.matter_id = last.matter_id AND j.version = last.version ORDER BY j.matter_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [position])
        while some := cursor.fetchmany(2000):
            # SQLite gives text for ids and times, and the hash was made of neither.
            for line in as_written(some, rows.JOURNAL) if connection.vendor == "sqlite" else some:
                yield b"%s:%d:%s" % (line[0].hex.encode(), line[1], line_hash(line).encode())


def check(anchor: Given) -> None:
    """Refused with 409 `anchor-differs` when the record, or `log-anchor-differs` when the security log, is not what it
    was when this anchor was given away.
    """
    count, found = root_at(anchor.position)
    if (count, found) != (anchor.matters, anchor.root):
        raise Refused("anchor-differs", position=anchor.position, matters=count, given=anchor.root, found=found)
    if anchor.log_hash and not chain.holds(anchor.log_position, anchor.log_hash):
        raise Refused("log-anchor-differs", position=anchor.log_position)
