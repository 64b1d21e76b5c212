"""What was sent is sent again: its sender gets the receipt again, and nobody else gets the code."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from gongzhi.bodies.tokens import make_token
from gongzhi.matters.models import MatterRow
from gongzhi.matters.sources import matter_of
from tests.http.conftest import REPORT, Wire


def hotline(wire: Wire, who: str, *sources: str) -> dict[str, str]:
    """The header of a token that reports in the name of those systems."""
    at = wire.city.now
    person = wire.city.people[who]
    _, secret = make_token(person, ["matters.report"], at + timedelta(days=1), at, sources=sources)
    return {"authorization": f"Bearer {secret}"}


def order(**more: Any) -> dict[str, Any]:
    return REPORT | {"source": {"system": "12345", "id": "2026-77"}} | more


def test_who_sees_a_report_and_sends_its_words_again_is_not_told_its_code(wire: Wire) -> None:
    by_worker, by_public = REPORT | {"id": str(uuid4())}, REPORT | {"id": str(uuid4())}
    assert wire.post("/reports", by_worker, "worker").status == 201
    assert wire.post("/reports", by_public).status == 201
    for body in (by_worker, by_public):
        for key in ({}, {"idempotency_key": body["id"]}, {"idempotency_key": str(uuid4())}):
            refused = wire.post("/reports", body, "clerk", **key)
            assert (refused.status, refused.code) == (409, "key-reused")
        assert "query_code" not in wire.post("/reports:batch", {"reports": [body]}, "clerk").raw.decode()
    assert wire.post("/reports", by_worker).code == "key-reused"


def test_without_an_account_the_receipt_comes_again_without_the_code(wire: Wire) -> None:
    body = REPORT | {"id": str(uuid4())}
    first, again = wire.post("/reports", body), wire.post("/reports", body)
    assert first.json["query_code"]
    assert (again.status, again.json) == (201, first.json | {"query_code": None})
    known = wire.post("/reports", REPORT, idempotency_key=str(uuid4())).json
    copied = wire.post("/reports", REPORT | {"id": known["id"]})
    assert (copied.status, copied.json["query_code"]) == (201, None)


def test_a_key_that_only_the_sender_knows_opens_the_code_again(wire: Wire) -> None:
    body, key = REPORT | {"id": str(uuid4())}, str(uuid4())
    first = wire.post("/reports", body, idempotency_key=key)
    assert (first.status, first.json["id"]) == (201, body["id"])
    assert wire.post("/reports", body, idempotency_key=key).raw == first.raw
    assert key not in wire.get(f"/matters/{body['id']}", "clerk").raw.decode()
    for other in ({}, {"idempotency_key": str(uuid4())}, {"idempotency_key": body["id"]}):
        assert wire.post("/reports", body, **other).code == "key-reused"
    assert wire.post("/reports", body, "clerk", idempotency_key=key).code == "key-reused"


def test_a_command_under_the_key_of_somebody_else_is_not_theirs(wire: Wire) -> None:
    made, key = wire.report()["id"], str(uuid4())
    said = {"if_match": '"3"', "idempotency_key": key}
    assert wire.post(f"/matters/{made}/accept", {}, "clerk", **said).status == 200
    assert wire.post(f"/matters/{made}/accept", {}, "colleague", **said).code == "key-reused"


def test_an_order_of_another_system_is_one_matter(wire: Wire) -> None:
    mine = hotline(wire, "seat", "12345")
    first, again = wire.post("/reports", order(), **mine), wire.post("/reports", order(), **mine)
    assert (first.status, again.raw) == (201, first.raw)
    assert first.json["query_code"]
    assert MatterRow.objects.count() == 1


def test_nobody_speaks_for_a_system_but_the_token_made_for_it(wire: Wire) -> None:
    assert wire.post("/reports", order()).code == "no-right"
    for by in ({"by": "seat"}, hotline(wire, "seat"), hotline(wire, "clerk", "311")):
        refused = wire.post("/reports", order(), **by)
        assert (refused.status, refused.code) == (403, "source-not-yours")
    (answer,) = wire.post("/reports:batch", {"reports": [order()]}, "seat").json["answers"]
    assert answer["code"] == "source-not-yours"
    assert MatterRow.objects.count() == 0


def test_nobody_takes_the_id_of_an_order_before_its_system_sends_it(wire: Wire) -> None:
    taken = str(matter_of("12345", "2026-77"))
    for sent in ({"id": taken}, {}):
        refused = wire.post("/reports", REPORT | sent, "worker", idempotency_key=taken)
        assert (refused.status, refused.code) == (422, "id-of-a-source")
    assert wire.post("/reports", order(), **hotline(wire, "seat", "12345")).status == 201
