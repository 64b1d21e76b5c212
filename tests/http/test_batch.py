"""A phone that was offline sends up to 200 reports at once and gets an answer for each."""

from uuid import UUID, uuid4

import pytest

from gongzhi.matters import replay
from gongzhi.matters.models import MatterRow
from tests.http.conftest import REPORT, Wire


def test_one_bad_report_does_not_spoil_the_rest_and_each_has_its_answer(wire: Wire) -> None:
    good, twice = [REPORT | {"id": str(uuid4())} for _ in range(2)]
    bad = [
        REPORT | {"kind": "nonesuch"},
        REPORT | {"point": {"lon": 124.0, "lat": 43.0}},
        "no report at all",
        None,
        REPORT | {"captured_at": "2031-01-01T00:00:00+08:00"},
        twice | {"text": "同一编号，另一内容"},
    ]
    answers = wire.post("/reports:batch", {"reports": [good, *bad[:5], twice, bad[5], good]}, "worker").json["answers"]
    assert [each["status"] for each in answers] == [201, 422, 422, 422, 422, 422, 201, 409, 201]
    assert [each["code"] for each in answers[1:6]] == [
        "kind-unknown",
        "request-invalid",
        "request-invalid",
        "request-invalid",
        "time-in-future",
    ]
    assert answers[7]["code"] == "key-reused"
    assert answers[0]["receipt"] == answers[8]["receipt"]
    assert MatterRow.objects.count() == 2
    assert list(replay.matters([UUID(good["id"]), UUID(twice["id"])])) == []


@pytest.mark.parametrize(
    ("lang", "title", "what"), [("zh", "目录中没有类别", "必填，缺少此项"), ("en", "no kind", "required")]
)
def test_a_refused_answer_says_why_and_what_to_do(wire: Wire, lang: str, title: str, what: str) -> None:
    body = {"reports": [REPORT | {"kind": "nonesuch"}, REPORT | {"point": {"lon": 124.0, "lat": 43.0}}]}
    unknown, lacking = wire.post("/reports:batch", body, "worker", accept_language=lang).json["answers"]
    assert title in unknown["title"]
    assert unknown["way_out"]
    assert lacking["details"]["errors"][0]["where"] == "point.crs"
    assert what in lacking["details"]["errors"][0]["what"]


def test_the_same_batch_again_gets_the_same_answers(wire: Wire) -> None:
    body = {"reports": [REPORT | {"id": str(uuid4()), "text": f"第{place}处"} for place in range(20)]}
    first = wire.post("/reports:batch", body, "worker")
    assert first.raw == wire.post("/reports:batch", body, "worker").raw
    assert MatterRow.objects.count() == 20


def test_two_hundred_go_in_and_one_more_is_too_many(wire: Wire) -> None:
    many = [REPORT | {"id": str(uuid4())} for _ in range(201)]
    refused = wire.post("/reports:batch", {"reports": many}, "worker")
    assert (refused.status, refused.code) == (422, "request-invalid")
    assert MatterRow.objects.count() == 0
    answers = wire.post("/reports:batch", {"reports": many[:200]}, "worker").json["answers"]
    assert {each["status"] for each in answers} == {201}
    assert len({each["receipt"]["number"] for each in answers}) == 200


def test_a_batch_needs_an_account(wire: Wire) -> None:
    assert (wire.post("/reports:batch", {"reports": [REPORT]}).status) == 401


def test_a_report_may_name_its_township_alone_and_one_that_names_none_spoils_no_other(wire: Wire) -> None:
    rough = {name: value for name, value in REPORT.items() if name != "point"}
    body = {"reports": [rough | {"id": str(uuid4()), "area": area} for area in ("220302001", "999999", "220300")]}
    answers = wire.post("/reports:batch", body, "worker").json["answers"]
    assert [each["code"] for each in answers] == [None, "area-unknown", "area-unfit"]
    shown = wire.get(f"/matters/{body['reports'][0]['id']}", "seat").json["matter"]
    assert (shown["placed"], shown["lat"], shown["area"]) == ("unplaced", None, "铁西区 仁兴街道")
    assert (shown["township"], shown["holder"]) == ("220302001", "220302001-ZZ")
