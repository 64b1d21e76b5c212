"""The hardest stories of the field, told through the API; each names its row: D of domain.md §3.2, P of peers.md §2."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from gongzhi.bodies.cache import forget_roster
from gongzhi.bodies.models import Unit
from gongzhi.matters import clocks, following, outbox, replay
from gongzhi.matters.models import MatterRow
from tests.cast import LEAD, SUPPORT
from tests.http.conftest import Wire
from tests.journey.telling import CONTACT, WHY, closed, dispatched, events, follow, in_hand, say, see, tried


@pytest.fixture(autouse=True)
def whole(wire: Wire) -> object:
    """After each story everything stored agrees with its journal."""
    yield
    assert list(replay.matters(MatterRow.objects.values_list("id", flat=True))) == []


def later(wire: Wire, **span: float) -> None:
    """Time passes, and the clock looks."""
    wire.city.now += timedelta(**span)
    clocks.work(wire.city.now)


def heard(wire: Wire) -> None:
    """Whoever hears the feed has heard it."""
    outbox.sequence(1000)
    outbox.consume("answers", lambda sent: following.answer_merged(sent, wire.city.now), 1000)
    outbox.consume("recurrence", lambda sent: following.recognise(sent, wire.city.now), 1000)


def test_d7_p12_offices_that_play_ball_are_ruled_and_the_clock_runs_from_the_first_dispatch(wire: Wire) -> None:
    made = dispatched(wire)
    at = made["id"]
    begun = next(c for c in see(wire, at)["clocks"] if c["name"] == "handling")["started_at"]
    assert tried(wire, "return_part", at, "handler", reason="not-our-duty").code == "clause-needed"
    for _ in range(2):
        say(wire, "return_part", at, "handler", reason="not-our-duty", clause="三定方案第三条")
        say(wire, "dispatch", at, "colleague", lead=LEAD, support=[])
    say(wire, "return_part", at, "handler", reason="not-our-duty", clause="三定方案第三条")
    assert see(wire, at, "arbiter")["beside"]["arbitration"] is True
    assert wire.get("/boxes", "arbiter").json["ruling"] == 1
    say(wire, "rule", at, "arbiter", lead=LEAD, basis="权责清单第 12 项")
    refused = tried(wire, "return_part", at, "handler", reason="not-our-duty", clause="三定方案第三条")
    assert (refused.status, refused.code) == (409, "locked-by-ruling")
    assert next(c["started_at"] for c in see(wire, at)["clocks"] if c["name"] == "handling") == begun
    assert follow(wire, made)["stage"] == "dispatched"


def test_d7_who_does_not_take_it_gains_no_time(wire: Wire) -> None:
    at = dispatched(wire)["id"]
    due = see(wire, at)["matter"]["due_at"]
    later(wire, days=2)
    whole_ = see(wire, at)
    assert (whole_["matter"]["stage"], whole_["matter"]["due_at"]) == ("handling", due)


def test_d9_closed_on_paper_comes_back_and_the_second_time_is_supervised(wire: Wire) -> None:
    at = in_hand(wire)["id"]
    for _ in range(2):
        say(wire, "done", at, "handler", remark="已修好")
        assert "check" not in see(wire, at, "handler")["may"]
        say(wire, "check", at, "neighbour", passed=False, remark="坑还在", on_the_spot=True,
            point={"lon": 124.006, "lat": 43.005, "crs": "wgs84"})  # fmt: skip
    found = see(wire, at)
    assert found["matter"]["supervision"] == 3
    back = [line["data"] for line in found["journal"] if line["event"] == "SentBack"]
    assert 70 < back[0]["distance_m"] < 90
    assert "point" not in str(back)
    say(wire, "answer_supervision", at, "handler", remark="已约谈施工队，明日完工")


def test_d11_solved_and_satisfied_are_two_answers(wire: Wire) -> None:
    made = in_hand(wire, contact=CONTACT)
    say(wire, "done", made["id"], "handler", remark=WHY)
    say(wire, "check", made["id"], "neighbour", passed=True)
    say(wire, "call_back", made["id"], "clerk", reached=True, solved=True, satisfied=False)
    assert follow(wire, made)["stage"] == "closed"


def test_d12_p12_a_refusal_has_a_ground_a_way_out_and_one_appeal_to_another_clerk(wire: Wire) -> None:
    made = wire.report(text="青蛙叫太吵")
    say(wire, "decline", made["id"], "clerk", reason="not-found", remark="经核实为自然现象")
    code = made["query_code"]
    assert wire.post(f"/follow/{code}/appeal", {"remark": "是养殖场的蛙"}).status == 200
    assert tried(wire, "decline", made["id"], "clerk", reason="not-found").code == "decided-by-same-clerk"
    say(wire, "accept", made["id"], "colleague")
    assert follow(wire, made)["stage"] == "accepted"


def test_d13_the_unit_never_sees_who_reported(wire: Wire) -> None:
    made = in_hand(wire, contact={"name": "王小明", "phone": "13900001111"})
    told = wire.get(f"/matters/{made['id']}", "handler").raw.decode()
    assert "王小明" not in told
    assert "13900001111" not in told


def test_d14_what_nobody_owns_is_made_safe_in_two_days_while_it_is_ruled(wire: Wire) -> None:
    at = wire.report(text="施工铁板松动，不知是谁家的")["id"]
    say(wire, "accept", at, "clerk")
    say(wire, "mark_ownerless", at, "colleague", remark="三家单位都说不是")
    found = see(wire, at, "street")
    safe = next(clock for clock in found["clocks"] if clock["name"].startswith("part:"))
    assert (safe["amount"], safe["measure"]) == (48, "clock_hours")
    say(wire, "take", at, "street")
    say(wire, "part_done", at, "street", remark="已围挡")
    say(wire, "rule", at, "arbiter", lead=LEAD, basis="市政设施管理办法第九条")
    assert see(wire, at)["matter"]["lead"] == LEAD


def test_d15_the_reporter_sees_stage_next_limit_and_unit_at_every_step(wire: Wire) -> None:
    made = dispatched(wire)
    first = follow(wire, made)
    assert first["due_at"] is not None
    assert first["unit"] == "住建局"
    say(wire, "take", made["id"], "handler")
    say(wire, "suspend", made["id"], "handler", reason="season", until="2026-05-01T00:00:00+08:00")
    say(wire, "grant_suspension", made["id"], "supervisor")
    seen = follow(wire, made)
    assert seen["suspended_until"].startswith("2026-05-01T00:00:00+08:00")
    assert [given["what"] for given in seen["answers"]] == ["Suspended"]


def test_d20_p27_duplicates_are_one_matter_and_each_reporter_is_answered(wire: Wire) -> None:
    one = in_hand(wire, contact=CONTACT)
    others = [wire.report(contact=CONTACT) for _ in range(3)]
    for other in others:
        say(wire, "merge", other["id"], "clerk", into=one["id"])
    assert {link["how"] for link in see(wire, one["id"])["beside"]["links"]} == {"absorbed"}
    assert follow(wire, others[0])["merged_into"] == one["number"]
    assert follow(wire, others[0])["stage"] == "handling"
    say(wire, "done", one["id"], "handler", remark=WHY)
    say(wire, "check", one["id"], "neighbour", passed=True)
    say(wire, "call_back", one["id"], "clerk", reached=True, solved=True)
    heard(wire)
    assert [events(wire, other["id"])[-1] for other in others] == ["Answered"] * 3
    assert follow(wire, others[2])["stage"] == "closed"


def test_p26_two_clerks_who_merge_crosswise_close_neither(wire: Wire) -> None:
    one, other = wire.report()["id"], wire.report()["id"]
    say(wire, "merge", one, "clerk", into=other)
    refused = tried(wire, "merge", other, "colleague", into=one)
    assert (refused.status, refused.code) == (409, "merge-into-open")
    assert see(wire, other)["matter"]["stage"] == "reported"
    say(wire, "split", one, "clerk", remark="不是同一处")
    assert see(wire, one)["matter"]["stage"] == "reported"


def test_d21_p36_a_unit_that_is_abolished_leaves_nothing_without_a_holder(wire: Wire) -> None:
    at = in_hand(wire)["id"]
    Unit.objects.filter(code=LEAD).update(valid_to=wire.city.now)
    forget_roster()
    later(wire, minutes=1)
    found = see(wire, at)
    assert (found["matter"]["stage"], found["matter"]["holder"]) == ("accepted", "220302-ZZ")
    assert events(wire, at)[-1] == "Rehomed"
    say(wire, "dispatch", at, "colleague", lead=SUPPORT, support=[])


def test_d24_p37_an_outbox_that_sends_everything_twice_makes_each_report_once(wire: Wire) -> None:
    reports = [
        {"id": str(uuid4()), "kind": "06013", "text": f"第{number}处", "address": "建民路"} for number in range(20)
    ]
    first = wire.post("/reports:batch", {"reports": reports}, "worker").json["answers"]
    again = wire.post("/reports:batch", {"reports": reports[10:] + reports}, "worker").json["answers"]
    assert [each["receipt"]["number"] for each in again[10:]] == [each["receipt"]["number"] for each in first]
    assert MatterRow.objects.count() == 20


def test_p3_p4_a_pin_moved_over_a_boundary_moves_grid_and_route_in_one_step(wire: Wire) -> None:
    at = wire.report()["id"]
    say(wire, "relocate", at, "clerk", point={"lon": 124.015, "lat": 43.005, "crs": "wgs84"})
    found = see(wire, at)["matter"]
    assert found["grid"] == "220302001001002"
    assert found["stage"] == "reported"


def test_p7_not_fixed_reaches_the_same_lead_with_a_new_clock(wire: Wire) -> None:
    made = closed(wire)
    assert wire.post(f"/follow/{made['query_code']}/reopen", {"remark": "又塌了"}).status == 200
    found = see(wire, made["id"])
    assert (found["matter"]["stage"], found["matter"]["lead"]) == ("dispatched", LEAD)
    running = {clock["name"] for clock in found["clocks"] if clock["ended_at"] is None}
    assert "handling" in running


def test_p15_what_went_outside_is_followed_until_a_receipt(wire: Wire) -> None:
    made = wire.report()
    say(wire, "hand_over", made["id"], "clerk", target="court")
    later(wire, days=20)
    assert {"Reminded", "Urged", "Supervised"} <= set(events(wire, made["id"]))
    say(wire, "record_receipt", made["id"], "clerk", taken=True, reference="(2026)吉03民初1号")
    assert follow(wire, made)["stage"] == "handed_over"


def test_p16_the_whole_is_not_done_while_a_share_is_open_unless_the_lead_says_why(wire: Wire) -> None:
    at = wire.report()["id"]
    say(wire, "accept", at, "clerk")
    say(wire, "dispatch", at, "colleague", lead=LEAD, support=[SUPPORT])
    say(wire, "take", at, "handler")
    assert tried(wire, "done", at, "handler", remark=WHY).code == "support-still-open"
    say(wire, "take", at, "helper")
    say(wire, "part_done", at, "helper", remark="绿化已清")
    say(wire, "done", at, "handler", remark=WHY)
    ended = {clock["name"]: clock["outcome"] for clock in see(wire, at)["clocks"]}
    assert (ended["part:2"], ended["handling"]) == ("met", "met")


def test_p24_p49_each_clock_is_its_own_and_a_pause_is_never_forgotten(wire: Wire) -> None:
    at = in_hand(wire)["id"]
    say(wire, "suspend", at, "handler", reason="third-party", until="2026-03-20T00:00:00+08:00")
    say(wire, "grant_suspension", at, "supervisor")
    later(wire, days=19)
    say(wire, "extend", at, "handler", days=3, remark="鉴定刚到")
    say(wire, "grant_extension", at, "colleague")
    told = wire.get(f"/matters/{at}/clocks", "clerk").json["clocks"]
    handling = next(clock for clock in told if clock["name"] == "handling")
    reasons = {each["reason"] for leg in handling["legs"] for each in leg["intervals"]}
    assert [leg["what"] for leg in handling["legs"]] == ["limit", "extension"]
    assert "suspended" in reasons
    assert handling["counted_minutes"] == (35 + 21) * 60


def test_p8_p25_p50_the_ladder_fires_every_step_once_however_long_the_machine_slept(wire: Wire) -> None:
    at = in_hand(wire)["id"]
    later(wire, days=45)
    later(wire, minutes=1)
    lines = [line for line in see(wire, at)["journal"] if (line["data"].get("rung") or {}).get("clock") == "handling"]
    assert [line["event"] for line in lines] == ["Reminded", "Urged", "Supervised", "Listed"]
    fell = [line["data"]["rung"]["fell_due"] for line in lines]
    assert fell == sorted(fell)


def test_d10_an_office_without_the_power_is_not_given_the_work(wire: Wire) -> None:
    at = wire.report(kind="06001", address="建民路 1 号")["id"]
    say(wire, "accept", at, "clerk")
    refused = tried(wire, "dispatch", at, "colleague", lead="220302001001-ZZ", support=[])
    assert refused.status == 422, refused.raw


def test_p28_two_clerks_on_one_matter_lose_nothing(wire: Wire) -> None:
    at = wire.report()["id"]
    version = see(wire, at)["matter"]["version"]
    say(wire, "accept", at, "clerk")
    lost = wire.do("decline", at, "colleague", version, reason="not-found")
    assert (lost.status, lost.code) == (412, "changed-since")
    assert lost.json["details"]["changes"][0]["command"] == "accept"


def test_d18_what_comes_back_at_the_same_place_is_recognised(wire: Wire) -> None:
    first = closed(wire)
    wire.city.now += timedelta(days=40)
    again = wire.report()
    heard(wire)
    links = see(wire, again["id"])["beside"]["links"]
    assert [(link["how"], link["number"]) for link in links] == [("recurs", first["number"])]
    assert UUID(links[0]["matter"]) == UUID(first["id"])
