"""A thousand names and telephone numbers go in; in the whole database, its search index and the logs none is found."""

import logging
import random
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from gongzhi.matters import outbox
from gongzhi.site.worker import CONSUMERS
from tests.http.conftest import REPORT, Wire

PEOPLE = 1_000
WRITTEN_OUT = re.compile(r"\\u([0-9a-fA-F]{4})")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何", "逸衡昭蕴翊珺璟瑄彧铎缙骞昀峤琛霁澍禹钊泓"


def persons() -> list[tuple[str, str]]:
    """Names that stand nowhere else, and numbers that are nobody's pattern."""
    chance = random.Random(4)
    names = [f"{chance.choice(SURNAMES)}{''.join(chance.sample(GIVEN, 2))}" for _ in range(PEOPLE)]
    return [(name, f"1{chance.choice('3578')}{chance.randrange(10**9):09d}") for name in names]


def said(place: int, name: str, phone: str) -> dict[str, Any]:
    """Violence, a dispute that names everybody, a hole in the road with a number in its text, one without, by turns."""
    if place % 6 == 0:
        text: dict[str, Any] = {"kind": "26001", "text": f"{name}（{phone}）打人，{name}的孩子也在"}
    elif place % 3 == 0:
        text = {"kind": "23001", "text": f"{name}（{phone}）半夜打麻将，找过{name}也不听"}
    elif place % 3 == 1:
        text = {"text": f"路面破损，请联系{' '.join((phone[:3], phone[3:7], phone[7:])) if place % 2 else phone}"}
    else:
        text = {}
    contact = {"name": name, "phone": phone, "note": f"请找{name}"}
    return REPORT | text | {"id": str(uuid4()), "contact": contact}


def cells() -> Iterator[tuple[str, str]]:
    """Everything that the database holds, table by table, as text; the index of words is among it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from ((table, whole) for cell in row for whole in readings(cell))


def readings(cell: Any) -> Iterator[str]:
    """What stands in a cell, whichever way somebody reads it: bytes as characters, and what JSON has written out."""
    if isinstance(cell, bytes | memoryview):
        yield bytes(cell).decode("latin-1")
        yield bytes(cell).decode("utf-8", "ignore")
        return
    yield str(cell)
    if "\\u" in str(cell):
        yield WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), str(cell))


def found(planted: set[str], whole: str, lengths: frozenset[int]) -> set[str]:
    """Those of the planted that stand in the text."""
    runs = {whole[begin : begin + length] for length in lengths for begin in range(len(whole) - length + 1)}
    return planted & runs


@pytest.mark.parametrize("hidden", ["请找赵逸衡", "请找赵逸衡".encode(), '"\\u8d75\\u9038\\u8861"', b"\xff13900001111"])
def test_whichever_way_it_is_written_down_it_is_found_so_that_the_trial_below_can_fail(hidden: str | bytes) -> None:
    planted = {"赵逸衡", "13900001111"}
    assert [one for whole in readings(hidden) for one in found(planted, whole, frozenset({3, 11}))]


def test_none_of_a_thousand_persons_stands_anywhere_in_clear(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    people = persons()
    reports = [said(place, name, phone) for place, (name, phone) in enumerate(people)]
    for begin in range(0, PEOPLE, 200):
        answer = wire.call("POST", "/reports:batch", "worker", {"reports": reports[begin : begin + 200]})
        assert [one["status"] for one in answer.json["answers"]] == [201] * 200
    while outbox.sequence(1000) + sum(outbox.consume(name, hear, 500) for name, hear in CONSUMERS.items()):
        pass
    phones = {phone for _, phone in people}
    planted = phones | {name for name, _ in people}
    lengths = frozenset({3, 11})
    seen = [(table, one) for table, cell in cells() for one in found(planted, cell, lengths)]
    assert seen == []
    assert found(planted, caplog.text, lengths) == set()
    assert wire.get("/matters?text=半夜打麻将", "worker").json["rows"] == []
    assert wire.get(f"/matters?text={reports[1]['contact']['phone']}", "clerk").json["rows"] == []
    close = str.maketrans("", "", " -·—、，()（）")
    assert [one for _, cell in cells() for one in found(phones, cell.translate(close), frozenset({11}))] == []
