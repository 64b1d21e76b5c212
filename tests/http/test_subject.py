"""Whose data it is gets a copy, a correction, a deletion, or a refusal with its ground and the ways that remain."""

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.audit.models import Event
from gongzhi.matters import replay
from gongzhi.matters.models import Entry, MatterRow, TextRow
from gongzhi.vault.models import Hold, Request, Value
from tests.http.conftest import Wire

PHONE, OTHER = "13900001111", "13900002222"
CONTACT = {"name": "王小明", "phone": PHONE}


@pytest.fixture
def mine(wire: Wire) -> dict[str, Any]:
    """A report of somebody without an account, who left a telephone number."""
    return wire.report(contact=CONTACT)


def ask(wire: Wire, code: str, right: str, text: str = "请办理") -> dict[str, Any]:
    answer = wire.post(f"/follow/{code}/rights", {"right": right, "text": text})
    assert answer.status == 201, answer.raw
    found: dict[str, Any] = answer.json
    return found


def grant(wire: Wire, asked: dict[str, Any], by: str = "clerk", **said: Any) -> Any:
    return wire.post(f"/rights-requests/{asked['id']}/grant", {"answer": "已办理"} | said, by)


def kept(matter: str) -> set[str]:
    return set(Value.objects.filter(matter_id=matter).values_list("field", flat=True))


def sound() -> bool:
    return [finding for bounds in replay.ranges(50) for finding in replay.between(*bounds)[1]] == []


def test_a_request_is_a_matter_of_its_own_with_its_clock_at_the_centre_that_holds_the_data(
    wire: Wire, mine: dict[str, Any]
) -> None:
    asked = ask(wire, mine["query_code"], "copy")
    row = MatterRow.objects.get(id=asked["id"])
    assert (row.kind, row.privacy, row.holder) == ("29001", "P2", "220302-ZZ")
    assert row.due_at is not None
    assert wire.post(f"/follow/{mine['query_code']}/rights", {"right": "copy"}).code == "subject-asked"
    assert wire.post("/follow/AAAA-AAAA-AAAA/rights", {"right": "copy"}).code == "code-unknown"


def test_a_copy_is_handed_over_by_the_code_alone_when_it_was_granted_and_each_taking_is_told(
    wire: Wire, mine: dict[str, Any]
) -> None:
    path = f"/follow/{mine['query_code']}/copy"
    assert wire.get(path).code == "copy-not-granted"
    asked = ask(wire, mine["query_code"], "copy")
    assert wire.get(path).code == "copy-not-granted"
    assert grant(wire, asked).status == 200
    told = wire.get(path).json
    assert {(one["field"], one["value"]) for one in told["values"]} >= {("phone", PHONE), ("name", "王小明")}
    assert told["texts"][0]["text"]
    assert told["number"] == mine["number"]
    assert Event.objects.filter(name="subject.copy-taken", subject=mine["id"]).count() == 1
    assert PHONE not in "".join(Event.objects.values_list("facts", flat=True))
    wire.city.now += timedelta(days=16)
    assert wire.get(path).code == "copy-not-granted"
    assert wire.get(f"/follow/{asked['query_code']}/copy").code == "copy-not-granted"
    assert sound()


def test_a_copy_holds_what_the_person_gave_and_nothing_that_the_house_noted_about_others(wire: Wire) -> None:
    own = wire.report(text="邻居半夜打麻将", contact=CONTACT)
    matter, code = own["id"], own["query_code"]
    assert wire.post(f"/follow/{code}/comment", {"remark": "昨天又打了"}).status == 200
    noted, theirs = "邻居有病史", "13812345678"
    assert wire.do("comment", matter, "clerk", remark=f"{noted}，电话{theirs}").status == 200
    right = CONTACT | {"phone": OTHER}
    version = MatterRow.objects.get(id=matter).version
    assert wire.do("correct", matter, "clerk", version, contact=right).status == 200
    opened = {"fields": ["name", "phone", "note"], "purpose": "reach-reporter", "minutes": 5}
    assert wire.post(f"/matters/{matter}/openings", opened, "clerk").status == 201
    assert grant(wire, ask(wire, code, "copy")).status == 200
    raw = wire.get(f"/follow/{code}/copy")
    assert not [words for words in (noted, theirs) if words in raw.raw.decode()]
    assert {one["value"] for one in raw.json["values"]} == {CONTACT["name"], PHONE, OTHER}
    assert {one["text"] for one in raw.json["texts"]} == {"邻居半夜打麻将", "昨天又打了"}
    assert {one["field"] for one in raw.json["looks"]} == {"name", "phone"}


def test_a_correction_goes_through_the_command_of_the_matter(wire: Wire, mine: dict[str, Any]) -> None:
    asked = ask(wire, mine["query_code"], "correction", f"电话应为 {OTHER}")
    assert grant(wire, asked).code == "nothing-to-correct"
    assert grant(wire, asked, correct={"contact": CONTACT | {"phone": OTHER}}).status == 200
    assert "Corrected" in Entry.objects.filter(matter_id=mine["id"]).values_list("event", flat=True)
    assert grant(wire, asked, correct={"contact": CONTACT}).code == "subject-granted"
    assert sound()


def test_what_is_over_is_corrected_by_granting_a_request_and_the_wrong_words_go(
    wire: Wire, mine: dict[str, Any]
) -> None:
    version = MatterRow.objects.get(id=mine["id"]).version
    assert wire.do("decline", mine["id"], "clerk", version, reason="not-found").status == 200
    right = {"contact": CONTACT | {"phone": OTHER}, "text": "改为：三号楼前有垃圾"}
    version = MatterRow.objects.get(id=mine["id"]).version
    assert wire.do("correct", mine["id"], "clerk", version, **right).status == 409
    asked = ask(wire, mine["query_code"], "correction", f"电话应为 {OTHER}")
    assert grant(wire, asked, "handler", correct=right).status in (403, 404)
    answer = grant(wire, asked, correct=right)
    assert answer.status == 200, answer.raw
    lines = list(Entry.objects.filter(matter_id=mine["id"]).order_by("version").values_list("event", flat=True))
    assert lines[-2:] == ["Amended", "Redacted"]
    assert asked["id"] in str(Entry.objects.get(matter_id=mine["id"], event="Amended").data)
    assert MatterRow.objects.get(id=mine["id"]).stage == "declined"
    refs = set(Value.objects.filter(matter_id=mine["id"], field="phone").values_list("ref", flat=True))
    assert refs == {f"{version + 1}.contact"}
    texts = set(TextRow.objects.filter(matter_id=mine["id"], ref__endswith=".text").values_list("ref", flat=True))
    assert texts == {f"{version + 1}.text"}
    assert sound()


def test_nobody_gives_that_correction_by_itself(wire: Wire, mine: dict[str, Any]) -> None:
    version = MatterRow.objects.get(id=mine["id"]).version
    assert wire.do("decline", mine["id"], "clerk", version, reason="not-found").status == 200
    assert wire.do("amend", mine["id"], "clerk", version + 1, request="7", text="别的").status in (404, 422)


def test_a_deletion_takes_the_contact_out_of_the_vault_and_keeps_the_journal_whole(
    wire: Wire, mine: dict[str, Any]
) -> None:
    asked = ask(wire, mine["query_code"], "deletion")
    assert kept(mine["id"]) >= {"phone", "name"}
    assert grant(wire, asked).status == 200
    assert not kept(mine["id"]) & {"phone", "name"}
    line = Entry.objects.get(matter_id=mine["id"], event="Redacted")
    assert "person-asked" in str(line.data)
    assert sound()


def test_what_is_held_for_a_court_is_not_deleted_and_nothing_is_done_by_halves(
    wire: Wire, mine: dict[str, Any]
) -> None:
    asked = ask(wire, mine["query_code"], "deletion")
    Hold.objects.create(matter_id=mine["id"], reason="court", by="person:1", at=wire.city.now)
    assert grant(wire, asked).code == "on-hold"
    assert kept(mine["id"]) >= {"phone", "name"}
    assert Request.objects.get().granted_at is None


def test_a_refusal_names_its_ground_and_the_ways_that_remain(wire: Wire, mine: dict[str, Any]) -> None:
    asked = ask(wire, mine["query_code"], "deletion")
    assert wire.do("decline", asked["id"], "clerk", asked["version"], reason="kept-by-law").status == 200
    (told,) = wire.get(f"/follow/{mine['query_code']}/rights").json["requests"]
    assert (told["stage"], told["granted_at"]) == ("declined", None)
    assert "第四十七条" in told["refused"]["basis"]
    assert "人民法院" in told["refused"]["way_out"]["zh"]
    assert "court" in told["refused"]["way_out"]["en"]
    assert grant(wire, asked).status in (403, 409)
    assert ask(wire, mine["query_code"], "deletion")["number"] != asked["number"]


@pytest.mark.parametrize("who", ["handler", "stranger", "worker"])
def test_nobody_grants_who_may_not_answer_for_the_centre(wire: Wire, mine: dict[str, Any], who: str) -> None:
    asked = ask(wire, mine["query_code"], "copy")
    assert grant(wire, asked, who).status in (403, 404)
    assert wire.get(f"/follow/{mine['query_code']}/copy").code == "copy-not-granted"
    assert wire.post(f"/rights-requests/{mine['id']}/grant", {"answer": "x"}, "clerk").code == "subject-request-unknown"
