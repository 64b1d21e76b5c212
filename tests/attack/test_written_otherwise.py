"""What is written otherwise than everybody writes it is refused, or read as what it is: no way leads around."""

import json
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from gongzhi.matters.models import TextRow
from tests.http.conftest import REPORT, Wire

pytestmark = pytest.mark.django_db
MALFORMED = {
    "a number beyond all": b'{"point":{"lon":1e999,"lat":43,"crs":"wgs84"}}',
    "a number of five thousand digits": b'{"point":{"lon":' + b"9" * 5000 + b',"lat":43,"crs":"wgs84"}}',
    "no number": b'{"point":{"lon":NaN,"lat":43,"crs":"wgs84"}}',
    "half of a pair": b'{"text":"\\ud800"}',
    "no UTF-8": b'{"text":"\xff"}',
    "a mark before it": b'\xef\xbb\xbf{"text":"x"}',
    "ten thousand deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a hundred thousand brackets": b"[" * 100_000,
    "a million digits": b"1" * 1_000_000,
    "two values": b"{}{}",
    "another language": b"<report><kind>06013</kind></report>",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_json_that_all_readers_read_alike_is_refused(wire: Wire, name: str) -> None:
    answer = wire.call("POST", "/reports", None, MALFORMED[name])
    assert (answer.status, answer.code) == (400, "request-malformed")


def test_of_a_name_that_stands_twice_the_last_counts_everywhere(wire: Wire) -> None:
    first = json.dumps(REPORT)[:-1].replace("06013", "26001")
    made = wire.call(
        "POST", "/reports", None, f'{first}, "kind": "06013", "id": "x", "id": "{uuid4()}"}}'.encode()
    ).json
    assert wire.get(f"/matters/{made['id']}", "clerk").json["matter"]["kind"] == "06013"


@pytest.mark.parametrize("form", ["{%s}", "urn:uuid:%s", "%s ", " %s", "%s%%00", "%s%%0a", "%s/", "%s;x=1", "%s.json"])
def test_an_id_written_otherwise_is_no_way_around_the_one_that_is_meant(wire: Wire, form: str) -> None:
    made = wire.report("worker")["id"]
    for one in (form % made, form % made.upper(), form % UUID(made).hex):
        assert wire.get(f"/matters/{quote(one, safe='/%;')}", "clerk").status == 404
    for one in (made.upper(), UUID(made).hex, str(UUID(made).int)):
        assert wire.get(f"/matters/{one}", "clerk").status == 404


@pytest.mark.parametrize(
    "written", [str.upper, lambda one: one.replace("-", ""), "urn:uuid:{}".format, "{{{}}}".format]
)
def test_the_key_of_somebody_elses_report_is_taken_whichever_way_it_is_written(wire: Wire, written: object) -> None:
    made = wire.report("worker")["id"]
    answer = wire.post("/reports", REPORT | {"id": written(made), "text": "别人的话"})  # type: ignore[operator]
    assert (answer.status, answer.json["code"]) == (409, "key-reused")


HIDDEN = {
    "nothing wide between": "1\u200b3\u200b9\u200b0\u200b0\u200b0\u200b0\u200b1\u200b1\u200b1\u200b1",
    "wide digits": "１３９００００１１１１",
    "digits of another script": "١٣٩٠٠٠٠١١١١",
    "turned round": "\u202e13900001111\u202c",
    "keys": "1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣1️⃣1️⃣1️⃣",
    "in circles": "①③⑨⓪⓪⓪⓪①①①①",
    "raised": "¹³⁹⁰⁰⁰⁰¹¹¹¹",
    "spoken": "一三九零零零零一一一一",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_no_disguise_carries_a_telephone_number_into_an_open_text(wire: Wire, how: str) -> None:
    made = wire.report(text=f"路面有坑，找我 {HIDDEN[how]} 谢谢")["id"]
    (row,) = TextRow.objects.filter(matter_id=made)
    assert "〔电话〕" in row.text
    assert HIDDEN[how].strip("\u202e\u202c") not in row.text
    assert wire.search("13900001111").json["rows"] == []
