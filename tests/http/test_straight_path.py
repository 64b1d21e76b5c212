"""From the report to the close over the wire: receipts, versions, what one may do, and who sees it."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from gongzhi.matters import replay
from tests.cast import SUPPORT
from tests.http.conftest import REPORT, Wire


def test_a_report_goes_from_a_phone_to_its_close(wire: Wire) -> None:
    made = wire.report("worker", contact={"phone": "13900001111"})
    at = made["id"]
    assert wire.get(f"/matters/{at}", "clerk").json["may"][:3] == ["verify", "accept", "decline"]
    assert wire.do("accept", at, "clerk", 3).json["stage"] == "accepted"
    assert wire.do("dispatch", at, "colleague", 4, support=[SUPPORT]).json["stage"] == "dispatched"
    assert wire.do("take", at, "handler", 5).json["stage"] == "handling"
    assert wire.do("progress", at, "handler", remark="已到现场").status == 200
    assert wire.do("done", at, "handler", remark="已补平", explanation="协办无需到场").json["stage"] == "checking"
    assert wire.do("check", at, "neighbour", passed=True).json["stage"] == "callback"
    called = wire.do("call_back", at, "clerk", 9, reached=True, solved=True, satisfied=True)
    assert called.json["stage"] == "closed"
    assert list(replay.matters([UUID(made["id"])])) == []


def test_the_same_request_again_gets_the_same_receipt(wire: Wire) -> None:
    body = REPORT | {"id": str(uuid4())}
    assert wire.post("/reports", body, "worker").raw == wire.post("/reports", body, "worker").raw
    at, key = body["id"], str(uuid4())
    head = {"idempotency_key": key, "if_match": '"3"'}
    first = wire.post(f"/matters/{at}/accept", {"remark": "受理"}, "clerk", **head)
    wire.city.now = wire.city.now.replace(hour=5)
    again = wire.post(f"/matters/{at}/accept", {"remark": "受理"}, "clerk", **head)
    assert (first.status, first.raw) == (200, again.raw)
    other = wire.post(f"/matters/{at}/accept", {"remark": "别的话"}, "clerk", **head)
    assert (other.status, other.code) == (409, "key-reused")


def test_a_command_at_a_desk_carries_the_version_it_saw(wire: Wire) -> None:
    at = wire.report()["id"]
    missing = wire.do("accept", at, "clerk")
    assert (missing.status, missing.code) == (428, "version-needed")
    wire.do("accept", at, "clerk", 3)
    late = wire.do("dispatch", at, "colleague", 3)
    assert (late.status, late.code) == (412, "changed-since")
    assert (late.json["details"]["seen"], late.json["details"]["now"]) == (3, 4)
    (change,) = late.json["details"]["changes"]
    assert (change["command"], change["unit"], change["version"]) == ("accept", "220302-ZZ", 4)
    assert change["actor"] == f"person:{wire.city.people['clerk'].pk}"
    assert change["at"] == "2026-03-02T01:02:00+00:00"


def test_what_a_phone_may_send_late_needs_no_version(wire: Wire) -> None:
    at = wire.report("worker")["id"]
    assert wire.do("comment", at, "worker", remark="又塌了一块").status == 200


def test_a_comment_stands_beside_the_report_and_not_in_its_place(wire: Wire) -> None:
    at = wire.report("worker")["id"]
    wire.do("comment", at, "worker", remark="又塌了一块")
    whole = wire.get(f"/matters/{at}", "clerk").json
    assert whole["matter"]["text"] == REPORT["text"]
    assert whole["words"] == {"1.text": REPORT["text"], "4.remark": "又塌了一块"}


def test_what_one_may_not_see_is_not_there(wire: Wire) -> None:
    made = wire.report()
    for path in (f"/matters/{made['id']}", f"/matters/{made['id']}/clocks", f"/matters/by-number/{made['number']}"):
        for who in ("stranger", "handler"):
            assert (wire.get(path, who).status, wire.get(path, who).code) == (404, "matter-unknown")
        assert wire.get(path).status == 401
        assert wire.get(path, "clerk").status == 200
    hidden = wire.do("comment", made["id"], "handler", remark="看不见")
    assert (hidden.status, hidden.code) == (404, "matter-unknown")


def test_may_holds_what_the_door_allows(wire: Wire) -> None:
    at = wire.report("worker")["id"]
    assert "accept" not in wire.get(f"/matters/{at}", "checker").json["may"]
    refused = wire.do("accept", at, "checker", 3)
    assert (refused.status, refused.code) == (403, "no-right")


def test_the_query_code_is_told_to_the_reporter_alone(wire: Wire) -> None:
    made = wire.report("worker")
    assert len(made["query_code"]) == 12
    accepted = wire.do("accept", made["id"], "clerk", 3)
    assert "query_code" not in accepted.json
    assert made["query_code"].encode() not in wire.get(f"/matters/{made['id']}", "clerk").raw


def test_the_reporter_follows_the_report_by_its_code(wire: Wire) -> None:
    made = wire.report()
    code = made["query_code"]
    for said in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}"):
        assert wire.get(f"/follow/{said}").json["number"] == made["number"]
    assert wire.post(f"/follow/{code}/comment", {"remark": "雨后更大了"}).status == 200
    assert wire.post(f"/follow/{code}/rate", {"solved": True, "satisfied": True}).code == "wrong-stage"
    assert wire.post(f"/follow/{code}/withdraw", {}).json["stage"] == "withdrawn"
    assert (wire.get("/follow/000000000000").status, wire.get("/follow/000000000000").code) == (404, "code-unknown")


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "工作时"), ("en", "work")])
def test_clocks_explain_themselves_in_the_callers_language(wire: Wire, lang: str, said: str) -> None:
    at = wire.report()["id"]
    (clock,) = wire.get(f"/matters/{at}/clocks", "clerk", accept_language=lang).json["clocks"]
    assert clock["name"] == "triage"
    assert any(said in line for line in clock["explanation"]), clock["explanation"]


def test_the_end_of_a_term_is_said_in_the_time_of_the_city_and_told_to_programmes_as_an_instant(wire: Wire) -> None:
    at = wire.report()["id"]
    wire.post(f"/matters/{at}/claim", None, "clerk")
    refused = wire.post(f"/matters/{at}/claim", None, "colleague").json
    until = datetime.fromisoformat(refused["details"]["until"])
    assert refused["title"].endswith(f"{until.astimezone(ZoneInfo('Asia/Shanghai')):保留到 %Y-%m-%d %H:%M}")


def test_a_triage_item_is_worked_on_by_one_clerk(wire: Wire) -> None:
    at = wire.report()["id"]
    assert wire.get(f"/matters/{at}", "clerk").json["claim"] is None
    assert wire.post(f"/matters/{at}/claim", None, "clerk").status == 200
    assert wire.get(f"/matters/{at}", "clerk").json["claim"]["mine"] is True
    assert wire.get(f"/matters/{at}", "colleague").json["claim"]["mine"] is False
    assert wire.post(f"/matters/{at}/claim", None, "colleague").code == "claimed-by-other"
    assert wire.do("accept", at, "colleague", 3).code == "claimed-by-other"
    assert wire.post(f"/matters/{at}/claim", None, "worker").code == "no-right"
    assert wire.call("DELETE", f"/matters/{at}/claim", "clerk").status == 204
    assert wire.do("accept", at, "colleague", 3).status == 200
    wire.do("dispatch", at, "colleague", 4)
    assert wire.post(f"/matters/{at}/claim", None, "colleague").code == "wrong-stage"


def test_a_session_changes_nothing_without_the_token_against_forgery(wire: Wire) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(wire.city.people["clerk"])
    made = wire.report()
    assert browser.get(f"/api/matters/{made['id']}").status_code == 200
    path, body = f"/api/matters/{made['id']}/accept", {"content_type": "application/json", "headers": {"if-match": "3"}}
    forged = browser.post(path, {}, **body)  # type: ignore[arg-type]
    assert (forged.status_code, forged.json()["code"]) == (403, "not-allowed")
    browser.get("/account/")
    token = browser.cookies["csrftoken"].value
    meant = browser.post(path, {}, content_type="application/json", headers={"if-match": "3", "x-csrftoken": token})
    assert (meant.status_code, meant.json()["stage"]) == (200, "accepted")


def test_who_must_leave_a_step_to_others_is_told_so_and_not_that_nothing_is_due(wire: Wire) -> None:
    at = wire.report()["id"]
    wire.do("void", at, "clerk", 3, reason="test", remark="误报")
    own, other = (
        {one["command"]: one for one in wire.get(f"/matters/{at}/rights", who).json} for who in ("clerk", "colleague")
    )
    assert (own["void"]["allowed"], own["void"]["because"]) == (False, "recusal")
    assert own["void"]["words"].startswith("须回避")
    assert other["void"]["allowed"]
    assert own["answer_directly"]["because"] == "not-now"
