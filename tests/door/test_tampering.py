"""Whoever changes the record behind the door's back is found, and the matter and the line are named."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from gongzhi.kernel import Refused
from gongzhi.matters import anchoring, outbox, replay, rows
from gongzhi.matters.codec import FIRST, line_hash
from gongzhi.matters.loop.dispatching import Dispatch, Take
from gongzhi.matters.loop.handling import Progress
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import Entry, MatterRow
from gongzhi.matters.storing import adapt
from tests.cast import CONTACT, SUPPORT, City
from tests.door.promises import broken

OF_A_MATTER = ("matters_matter", "matters_journal", "matters_clock", "matters_part", "matters_text", "matters_feed",
               "vault_key", "vault_value")  # fmt: skip


LAST = 7
"""The versions of the matter in the middle: three lines of the report, then one for each command."""


@pytest.fixture
def written(city: City) -> tuple[UUID, UUID, UUID]:
    """Three matters that were sent: the one in the middle has been dispatched and taken."""
    first = city.report(contact=CONTACT)
    second = city.report(contact=CONTACT)
    city.do(Accept(remark=Plain("属实")), "clerk", second.id)
    city.do(Dispatch(support=(SUPPORT,)), "colleague", second.id)
    city.do(Take(), "handler", second.id)
    city.do(Progress(remark=Plain("已到现场")), "handler", second.id)
    third = city.report()
    while outbox.sequence():
        pass
    assert broken(city.now) == []
    return first.id, second.id, third.id


def sql(said: str, *given: Any) -> int:
    """Behind the back of the door. `?` stands for a value. How many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(said.replace("%", "%%").replace("?", "%s"), [adapt(value) for value in given])
        return int(cursor.rowcount)


def found(matter: UUID) -> list[str]:
    """What is found about the matter: rule, version."""
    findings = [*replay.matters([matter]), *replay.feed()]
    assert all(finding.matter in (str(matter), "") for finding in findings)
    return [f"{finding.rule} {finding.version or ''}".strip() for finding in findings]


@pytest.mark.parametrize("version", [1, 3, 5, LAST])
@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("data", lambda was: was[:-2] + ("x" if was[-2] != "x" else "y") + was[-1]),
        ("actor", lambda was: was[:-1] + ("0" if was[-1] != "0" else "1")),
        ("unit", lambda was: was + "0"),
        ("event", lambda was: "Commented" if was != "Commented" else "Attached"),
        ("command", lambda was: was + "0"),
        ("digest", lambda was: was[:-1] + ("0" if was[-1] != "0" else "1")),
        ("recorded_at", lambda was: was.replace(microsecond=(was.microsecond + 1) % 1_000_000)),
        ("previous", lambda was: was[:-1] + ("0" if was[-1] != "0" else "1")),
        ("key", lambda was: UUID(int=was.int ^ 1)),
    ],
)
def test_one_byte_of_one_line(
    written: tuple[UUID, UUID, UUID], column: str, change: Callable[[Any], Any], version: int
) -> None:
    matter = written[1]
    was = getattr(Entry.objects.get(matter_id=matter, version=version), column)
    sql(f"UPDATE matters_journal SET {column} = ? WHERE matter_id = ? AND version = ?", change(was), matter, version)
    # The hash of a line stands in the next one; a line's own `previous` points at the one before it.
    place = version - 1 if column == "previous" else version
    assert f"chain {place or ''}".strip() in found(matter), found(matter)


@pytest.mark.parametrize("version", [1, 4, LAST])
def test_a_line_that_was_cut_out(written: tuple[UUID, UUID, UUID], version: int) -> None:
    matter = written[1]
    sql("DELETE FROM matters_journal WHERE matter_id = ? AND version = ?", matter, version)
    assert (f"chain {LAST - 1}" if version == LAST else f"journal {version}") in found(matter)


def test_two_lines_that_were_swapped(written: tuple[UUID, UUID, UUID]) -> None:
    matter = written[1]
    for old, new in ((4, 99), (5, 4), (99, 5)):
        sql("UPDATE matters_journal SET version = ? WHERE matter_id = ? AND version = ?", new, matter, old)
    assert "chain 3" in found(matter)


def _copied(matter: UUID, version: int) -> None:
    columns = ", ".join(name for name in rows.JOURNAL if name != "version")
    sql(
        f"INSERT INTO matters_journal (version, {columns}) SELECT ?, {columns} FROM matters_journal "
        "WHERE matter_id = ? AND version = ?", version, matter, LAST,
    )  # fmt: skip


def test_a_line_that_was_put_in_at_the_end(written: tuple[UUID, UUID, UUID]) -> None:
    matter = written[1]
    _copied(matter, LAST + 1)
    assert f"chain {LAST}" in found(matter)


def test_a_line_that_was_put_in_with_the_right_hash_before_it(written: tuple[UUID, UUID, UUID]) -> None:
    matter = written[1]
    head = MatterRow.objects.get(id=matter).head
    _copied(matter, LAST + 1)
    sql("UPDATE matters_journal SET previous = ? WHERE matter_id = ? AND version = ?", head, matter, LAST + 1)
    assert f"chain {LAST + 1}" in found(matter)


@pytest.mark.parametrize("name", [name for name in rows.MATTER if name not in ("id", "query_digest")])
def test_a_row_that_does_not_say_what_the_journal_says(written: tuple[UUID, UUID, UUID], name: str) -> None:
    matter = written[1]
    was = getattr(MatterRow.objects.get(id=matter), name)
    value: Any = "220303-XX"[:2]
    if isinstance(was, bool):
        value = not was
    elif isinstance(was, int | float):
        value = was + 1
    elif hasattr(was, "year") or name in ("closed_at", "archive_at", "suspended_until", "ledger_until"):
        value = MatterRow.objects.get(id=written[2]).recorded_at
    elif name == "merged_into":
        value = written[2]
    sql(f"UPDATE matters_matter SET {name} = ? WHERE id = ?", value, matter)
    assert any(line.split()[0] in ("row", "chain", "feed", "invariant-10") for line in found(matter)), name


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("UPDATE matters_clock SET due_at = started_at WHERE serial = 2 AND matter_id = ?", "clocks"),
        ("UPDATE matters_clock SET ended_at = due_at, outcome = 'met' WHERE serial = 2 AND matter_id = ?", "clocks"),
        ("DELETE FROM matters_clock WHERE serial = 1 AND matter_id = ?", "clocks"),
        ("UPDATE matters_part SET state = 'done' WHERE number = 1 AND matter_id = ?", "parts"),
        ("DELETE FROM matters_part WHERE matter_id = ?", "parts"),
        ("DELETE FROM matters_matter WHERE id = ?", "row"),
        ("DELETE FROM matters_journal WHERE matter_id = ?", "journal"),
        ("DELETE FROM matters_feed WHERE matter_id = ?", "feed"),
        ("UPDATE matters_feed SET version = version + 1 WHERE matter_id = ?", "feed"),
        ("UPDATE matters_text SET text = text || '。' WHERE ref = '1.text' AND matter_id = ?", "words"),
        ("UPDATE matters_text SET text = '已到' WHERE ref LIKE '%.remark' AND matter_id = ?", "words"),
        ("DELETE FROM matters_text WHERE ref = '1.text' AND matter_id = ?", "words"),
        ("DELETE FROM vault_value WHERE ref = '1.contact' AND matter_id = ?", "words"),
        ("INSERT INTO matters_text (ref, text, matter_id) VALUES ('1.remark', '没人说过', ?)", "words"),
        ("UPDATE matters_matter SET query_digest = 'ffffffffffffffffffffffffffffffff' WHERE id = ?", "words"),
    ],
)
def test_a_row_beside_it(written: tuple[UUID, UUID, UUID], said: str, rule: str) -> None:
    assert sql(said, written[1])
    assert rule in {line.split()[0] for line in found(written[1])}


def test_masked_words_that_were_changed(city: City) -> None:
    made = city.report(text=Plain("请打 13812345678"))
    assert broken(city.now) == []
    sql("UPDATE matters_text SET text = '请打 119' WHERE matter_id = ?", made.id)
    assert found(made.id) == ["words"]


def vanish(matter: UUID) -> None:
    """The whole matter, as if it had never been."""
    for table in OF_A_MATTER:
        sql(f"DELETE FROM {table} WHERE {'id' if table == 'matters_matter' else 'matter_id'} = ?", matter)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_matter_that_vanished_whole_leaves_a_gap_in_the_feed(written: tuple[UUID, UUID, UUID], place: int) -> None:
    vanish(written[place])
    [gap, *_] = [finding.what for finding in replay.feed()]
    assert gap.startswith("positions ")
    assert {0: "1 to 3", 1: "4 to ", 2: "11 to 13"}[place] in gap


def test_whoever_rewrites_the_whole_chain_is_found_by_the_anchor(written: tuple[UUID, UUID, UUID], city: City) -> None:
    anchor = anchoring.make(city.now)
    anchoring.check(anchoring.given(anchoring.told(anchor)))
    matter, head = written[0], FIRST
    for version in (1, 2, 3):
        sql("UPDATE matters_journal SET actor = 'person:0', previous = ? WHERE matter_id = ? AND version = ?", head,
            matter, version)  # fmt: skip
        head = line_hash(Entry.objects.filter(matter_id=matter, version=version).values_list(*rows.JOURNAL).get())
    sql("UPDATE matters_matter SET head = ? WHERE id = ?", head, matter)
    assert found(matter) == []
    with pytest.raises(Refused, match="anchor-differs"):
        anchoring.check(anchoring.given(anchoring.told(anchor)))


def test_whoever_closes_the_gap_behind_a_vanished_matter_is_found_by_the_anchor(
    written: tuple[UUID, UUID, UUID], city: City
) -> None:
    anchor = anchoring.make(city.now)
    vanish(written[2])
    sql("UPDATE matters_sequencer SET position = position - 3")
    assert broken(city.now) == []
    with pytest.raises(Refused, match="anchor-differs"):
        anchoring.check(anchoring.given(anchoring.told(anchor)))


def test_an_anchor_still_holds_when_the_matters_have_gone_on(written: tuple[UUID, UUID, UUID], city: City) -> None:
    anchor = anchoring.make(city.now)
    city.do(Accept(), "clerk", written[0])
    city.report()
    while outbox.sequence():
        pass
    anchoring.check(anchoring.given(anchoring.told(anchor)))
    later = anchoring.make(city.now)
    assert (later.matters, later.root != anchor.root) == (4, True)
