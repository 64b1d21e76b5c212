"""What is between people is for the units that handle it; how to reach a reporter is for nobody on the wire."""

from uuid import UUID

import pytest
from django.db import connection

from gongzhi.matters import replay
from gongzhi.matters.models import Entry, TextRow
from gongzhi.vault.models import Value
from gongzhi.vault.values import shred
from tests.http.conftest import Wire

PHONE, NAME, SECRET = "13900001111", "王小明", "邻居半夜打麻将吵得睡不着"
CONTACT = {"name": NAME, "phone": PHONE, "note": "晚上七点后"}
EVERYBODY = ("clerk", "colleague", "seat", "handler", "helper", "checker", "worker", "neighbour", "stranger")


BEFORE = [0]


@pytest.fixture(autouse=True)
def counted_before(db: None) -> None:
    """What other tests that committed left in the index: emptying the tables between tests does not empty it."""
    BEFORE[0] = 0
    BEFORE[0] = indexed()


@pytest.fixture
def dispute(wire: Wire) -> str:
    """A dispute between neighbours, held by the centre of the community."""
    return str(wire.report(kind="23001", text=SECRET, contact=CONTACT)["id"])


def test_a_dispute_is_read_by_the_unit_that_handles_it_and_found_by_nobody_else(wire: Wire, dispute: str) -> None:
    assert wire.get(f"/matters/{dispute}", "worker").json["words"]["1.text"] == SECRET
    for who in ("clerk", "colleague", "seat", "handler", "helper", "checker", "stranger"):
        assert wire.get(f"/matters/{dispute}", who).status == 404
        assert wire.get("/matters", who).json["rows"] == []
        assert wire.get("/matters", who).json["total"] == 0
    assert [row["id"] for row in wire.get("/matters", "worker").json["rows"]] == [dispute]


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_dispute_is_not_searched_by_its_words(wire: Wire, dispute: str, who: str) -> None:
    for words in ("麻将", "睡不着", "邻居"):
        assert wire.get(f"/matters?text={words}", who).json["rows"] == []


def test_the_words_of_a_dispute_are_in_the_vault_and_nowhere_else(wire: Wire, dispute: str) -> None:
    assert not TextRow.objects.exists()
    assert Value.objects.filter(field="text").count() == 1
    assert all(word not in line.data for line in Entry.objects.all() for word in (SECRET, PHONE, NAME))
    assert indexed() == 0


@pytest.mark.parametrize("kind", ["06013", "23001"])
def test_how_to_reach_the_reporter_is_in_no_answer(wire: Wire, kind: str) -> None:
    said = f"请打{PHONE}找{NAME}" if kind == "06013" else SECRET
    made = wire.report(kind=kind, text=said, contact=CONTACT)
    for who in EVERYBODY:
        for path in (
            f"/matters/{made['id']}",
            "/matters",
            f"/matters/by-number/{made['number']}",
            "/matters?text=请打",
        ):
            assert PHONE.encode() not in wire.get(path, who).raw
            assert CONTACT["note"].encode() not in wire.get(path, who).raw
    assert PHONE.encode() not in wire.get(f"/follow/{made['query_code']}").raw


def test_becoming_a_dispute_moves_the_words_out_of_sight_at_once(wire: Wire) -> None:
    made = wire.report(text=SECRET, address="幸福里三号楼")
    assert wire.get("/matters?text=麻将", "clerk").json["total"] == 1
    changed = wire.do("reclassify", made["id"], "clerk", 3, kind="23001")
    assert changed.status == 200
    assert not TextRow.objects.exists()
    assert indexed() == 0
    for who in EVERYBODY:
        assert wire.get("/matters?text=麻将", who).json["total"] == 0
        assert wire.get("/matters?text=幸福里", who).json["total"] == 0
    words = wire.get(f"/matters/{made['id']}", "worker").json["words"]
    assert words == {"1.text": SECRET, "1.address": "幸福里三号楼"}
    assert list(replay.matters([UUID(made["id"])])) == []


def test_what_is_said_in_a_dispute_stays_with_those_who_handled_it(wire: Wire, dispute: str) -> None:
    wire.do("comment", dispute, "worker", remark="双方愿意调解")
    assert wire.do("reclassify", dispute, "worker", 4, kind="06013").code == "no-right"


def test_who_reported_from_outside_is_not_named_in_the_journal(wire: Wire) -> None:
    made = wire.report("stranger")
    lines = wire.get(f"/matters/{made['id']}", "clerk").json["journal"]
    assert {line["actor"] for line in lines} == {"reporter"}
    worked = wire.report("worker")
    lines = wire.get(f"/matters/{worked['id']}", "clerk").json["journal"]
    assert {line["actor"] for line in lines} == {f"person:{wire.city.people['worker'].pk}"}


def test_a_matter_whose_key_was_destroyed_is_still_shown_without_its_words(wire: Wire, dispute: str) -> None:
    shred(UUID(dispute), by="person:1", second="person:2", at=wire.city.now)
    whole = wire.get(f"/matters/{dispute}", "worker")
    assert (whole.status, whole.json["words"]) == (200, {})


def indexed() -> int:
    """How many matters search can find."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_search")
        return int(cursor.fetchone()[0]) - BEFORE[0]
