"""A unit asks, the centre admits, the day ends it; asked once more only for a reason, and never of persons."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from gongzhi.asks.models import Ask
from gongzhi.audit.models import Event
from gongzhi.bodies.models import Appointment, HistoryLine, Post
from tests.asks.conftest import ask, wanted
from tests.cast import BEGUN
from tests.exchange.messages import seat
from tests.http.conftest import Wire


def test_a_unit_asks_and_the_centre_admits(wire: Wire) -> None:
    made = ask(wire, admitted=False)
    assert (made["standing"], made["unit_name"], made["may"]) == ("waiting", "城管执法局", [])
    assert [item["name"] for item in made["items"]] == ["路灯盏数", "路灯杆数"]
    assert wire.get(f"/asks/{made['id']}", "leader").json["may"] == ["admit", "refuse"]
    answer = wire.post(f"/asks/{made['id']}/admit", {}, "supervisor")
    assert (answer.status, answer.json["standing"]) == (200, "valid")
    assert wire.post(f"/asks/{made['id']}/refuse", {"remark": "不必"}, "leader").code == "ask-decided"


def test_the_centre_refuses_with_a_reason_and_not_without(wire: Wire) -> None:
    made = ask(wire, admitted=False)
    assert wire.post(f"/asks/{made['id']}/refuse", {"remark": " "}, "leader").status == 422
    answer = wire.post(f"/asks/{made['id']}/refuse", {"remark": "事项记录里能查"}, "leader")
    assert (answer.json["standing"], answer.json["remark"]) == ("refused", "事项记录里能查")
    assert ask(wire)["standing"] == "valid", "what was refused collects nothing"


def test_an_entry_lapses_the_day_after_its_last_and_is_still_there(wire: Wire) -> None:
    made = ask(wire, until="2026-03-02")
    assert made["standing"] == "valid"
    assert [row["id"] for row in wire.get("/asks?standing=valid", "worker").json["rows"]] == [made["id"]]
    wire.city.now += timedelta(days=1)
    later = wire.get("/asks?standing=lapsed", "worker").json
    assert [row["id"] for row in later["rows"]] == [made["id"]]
    assert later["counts"] == {"waiting": 0, "valid": 0, "refused": 0, "lapsed": 1}
    assert wire.get("/asks?standing=valid", "worker").json["rows"] == []


def test_what_waited_until_its_day_was_over_is_not_admitted_any_more(wire: Wire) -> None:
    made = ask(wire, admitted=False, until="2026-03-02")
    wire.city.now += timedelta(days=1)
    assert wire.get(f"/asks/{made['id']}", "leader").json["may"] == []
    assert wire.post(f"/asks/{made['id']}/admit", {}, "leader").code == "ask-decided"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"until": "2027-03-03"}, "ask-too-long"),
        ({"until": "2026-03-01"}, "ask-over"),
        ({"items": ["独居老人名单"]}, "ask-about-persons"),
        ({"title": "居民手机号登记"}, "ask-about-persons"),
        ({"purpose": "请报给 13900001111"}, "ask-about-persons"),
        ({"items": ["……"]}, "ask-item-unclear"),
        ({"level": "township", "area": "220302001001"}, "ask-area-too-small"),
        ({"area": "220300"}, "ask-beyond-unit"),
        ({"area": "999999"}, "area-unknown"),
        ({"level": "county"}, "request-invalid"),
        ({"often": "day"}, "request-invalid"),
        ({"items": []}, "request-invalid"),
        ({"ground": ""}, "request-invalid"),
        ({"persons": ["王小明"]}, "request-invalid"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(wire: Wire, other: dict[str, Any], code: str) -> None:
    assert wire.post("/asks", wanted(**other), "helper").code == code
    assert not Ask.objects.exists()


def test_an_entry_may_stand_until_the_same_day_of_the_next_year(wire: Wire) -> None:
    assert ask(wire, until="2027-03-02")["standing"] == "valid"


def test_what_another_valid_entry_collects_is_shown_and_asked_once_more_only_for_a_reason(wire: Wire) -> None:
    first = ask(wire)
    twice = wanted(items=["路灯盏数统计表", "井盖权属"], area="220302001")
    there = wire.post("/asks:foresee", {"items": twice["items"], "area": twice["area"]}, "handler").json
    assert [(one["item"]["name"], one["why"], one["ask"], one["unit"]) for one in there] == [
        ("路灯盏数", "valid", first["id"], "城管执法局")
    ]
    refused = wire.post("/asks", twice, "handler")
    assert (refused.status, refused.code) == (409, "asked-already")
    assert "路灯盏数" in refused.json["title"]
    made = ask(wire, "handler", **twice | {"once_more": "须含私有路灯，现有口径不含"})
    assert made["once_more"]
    assert [one["ask"] for one in made["overlap"]] == [first["id"]]


@pytest.mark.parametrize("item", ["暴露垃圾数量", "各村暴露垃圾点位", "影响户数", "已结案件数", "占道经营台账"])
def test_what_the_record_of_matters_holds_is_not_asked_without_a_reason(wire: Wire, item: str) -> None:
    there = wire.post("/asks:foresee", {"items": [item], "area": "220302"}, "helper").json
    assert [one["why"] for one in there] == ["recorded"]
    assert there[0]["title"]
    assert wire.post("/asks", wanted(items=[item]), "helper").code == "asked-already"
    assert ask(wire, items=[item], once_more="需要平台以外的历史数据")["standing"] == "valid"


def test_what_the_record_gives_to_nobody_is_no_overlap(wire: Wire) -> None:
    assert wire.post("/asks:foresee", {"items": ["12338 妇女维权"], "area": "220302"}, "helper").json == []


def test_a_renewal_is_a_new_entry_that_says_why(wire: Wire) -> None:
    old = ask(wire, until="2026-03-02")
    wire.city.now += timedelta(days=1)
    assert wire.get(f"/asks/{old['id']}", "helper").json["may"] == ["renew"]
    assert wire.get(f"/asks/{old['id']}", "handler").json["may"] == []
    assert wire.post("/asks", wanted(), "helper").code == "asked-already"
    new = ask(wire, once_more="年度养护计划每年编制")
    assert [(one["why"], one["ask"]) for one in new["overlap"]] == [("renewed", old["id"])] * 2
    assert ask(wire, "handler", items=["路灯"], area="220302001", once_more="-")["overlap"] == []


def test_two_that_wait_are_not_both_admitted_without_a_reason(wire: Wire) -> None:
    first, second = ask(wire, admitted=False), ask(wire, "handler", admitted=False)
    assert wire.post(f"/asks/{first['id']}/admit", {}, "leader").status == 200
    assert wire.post(f"/asks/{second['id']}/admit", {}, "leader").code == "asked-already"
    assert wire.post(f"/asks/{second['id']}/refuse", {"remark": "已由城管采集"}, "leader").status == 200


def test_nobody_admits_their_own(wire: Wire) -> None:
    made = ask(wire, admitted=False)
    seat(wire.city, "both", "220302-CG", "handler")
    post = Post.objects.get(unit_id="220302-ZZ", kind="centre_leader")
    Appointment.objects.create(person=wire.city.people["both"], post=post, valid_from=BEGUN)
    for who in ("both", "helper", "handler", "colleague", "street", "worker", "clerk"):
        answer = wire.post(f"/asks/{made['id']}/admit", {}, who)
        assert (answer.status, answer.code) == (403, "ask-of-ones-own" if who == "both" else "no-right")
    own = ask(wire, "both", admitted=False, items=["公厕座数"])
    assert wire.get(f"/asks/{own['id']}", "both").json["may"] == []
    assert wire.post(f"/asks/{own['id']}/refuse", {"remark": "不必"}, "both").code == "ask-of-ones-own"


@pytest.mark.parametrize(("who", "code"), [("leader", "no-right"), ("worker", "no-right"), ("stranger", "no-right")])
def test_who_sits_in_no_unit_that_asks_enters_nothing(wire: Wire, who: str, code: str) -> None:
    assert wire.post("/asks", wanted(), who).code == code
    assert wire.post("/asks:foresee", {"items": ["路灯"], "area": "220302"}, who).code == code
    assert wire.get("/asks", who).json["may_enter"] is False


def test_the_centre_that_admits_asks_for_nothing_itself(wire: Wire) -> None:
    seat(wire.city, "chief", "220302-ZZ", "head")
    assert wire.post("/asks", wanted(), "chief").code == "ask-of-a-centre"


def test_whoever_works_there_sees_what_may_be_asked_of_them(wire: Wire) -> None:
    of_communities = ask(wire)["id"]
    of_grids = ask(wire, items=["楼栋数"], level="grid", area="220302001")["id"]
    of_streets = ask(wire, items=["公厕座数"], level="township")["id"]
    waiting = ask(wire, items=["停车泊位数"], admitted=False)["id"]

    def of_me(who: str, more: str = "") -> set[str]:
        return {row["id"] for row in wire.get(f"/asks?of_me=true{more}", who).json["rows"]}

    assert of_me("worker", "&standing=valid") == {of_communities, of_grids}
    assert of_me("worker", "&standing=waiting") == {waiting}
    assert of_me("street") == {of_streets}
    assert of_me("leader") == of_me("handler") == set()


def test_the_same_key_is_one_entry(wire: Wire) -> None:
    key = str(uuid4())
    first, again = (wire.post("/asks", wanted(), "helper", idempotency_key=key) for _ in range(2))
    assert first.json == again.json
    assert wire.post("/asks", wanted(title="别的"), "helper", idempotency_key=key).code == "key-reused"
    assert Ask.objects.count() == 1


def test_every_step_leaves_a_line(wire: Wire) -> None:
    made = ask(wire)
    lines = list(HistoryLine.objects.filter(page="asks.ask", key=made["id"]).order_by("pk"))
    assert [line.before is None for line in lines] == [True, False]
    changed = [(line.before or {}, line.after or {}) for line in lines]
    assert changed[0][1]["items"] == ["路灯盏", "路灯杆"]
    assert [values["decision"] for values in changed[1]] == ["", "admitted"]
    assert [line.by for line in lines] == [made["entered_by"], made["decided_by"]]
    assert Event.objects.filter(subject=f"asks.ask:{made['id']}").count() == 2


def test_items_are_found_again_by_what_they_are_called(wire: Wire) -> None:
    ask(wire)
    found = wire.get("/asks/items?text=路灯", "handler").json
    assert {item["name"] for item in found} == {"路灯盏数", "路灯杆数"}
    assert wire.get("/asks/items?text=", "handler").json == []


def test_the_register_is_read_page_by_page(wire: Wire) -> None:
    for place in range(52):
        ask(wire, admitted=False, items=[f"物件{place}号"])
    first = wire.get("/asks", "worker").json
    second = wire.get(f"/asks?after={first['after']}", "worker").json
    assert (len(first["rows"]), len(second["rows"]), second["after"]) == (50, 2, None)
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}


@pytest.mark.parametrize("path", ["/asks?standing=gone", "/asks?person=1", "/asks?after=x", "/asks/items?name=x"])
def test_odd_questions_are_refused(wire: Wire, path: str) -> None:
    assert wire.get(path, "worker").status == 422


def test_what_there_is_not_is_unknown(wire: Wire) -> None:
    for method, path in (("get", f"/asks/{uuid4()}"), ("get", f"/asks?after={uuid4()}")):
        assert getattr(wire, method)(path, "worker").code == "ask-unknown"
    assert wire.post(f"/asks/{uuid4()}/admit", {}, "leader").code == "ask-unknown"
