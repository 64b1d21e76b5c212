"""A request that is forged, replayed or aimed at what is not searched gets nobody any further."""

from uuid import uuid4

import pytest

from tests.http.conftest import REPORT, Wire

pytestmark = pytest.mark.django_db
FORGED = ['"99"', '"0"', '"-1"', "*", 'W/"3"', '"3", "4"', '"3e0"', '"٣"', '"3\x00"', "3", '""', "9" * 400]
ODD = "紫薇花瓣鎏金"
"""A word that stands in one text only."""


@pytest.mark.parametrize("match", FORGED)
def test_a_forged_version_changes_nothing(wire: Wire, match: str) -> None:
    made = wire.report()["id"]
    answer = wire.post(f"/matters/{made}/accept", {}, "clerk", if_match=match)
    if answer.status == 200:
        assert match == "3"
    else:
        assert answer.status in (400, 412, 422, 428)


def test_a_replayed_command_is_done_once_and_other_words_under_its_key_are_refused(wire: Wire) -> None:
    made, key = wire.report()["id"], str(uuid4())
    said = {"if_match": '"3"', "idempotency_key": key}
    first = wire.post(f"/matters/{made}/accept", {}, "clerk", **said)
    assert first.status == 200, first.raw
    assert wire.post(f"/matters/{made}/accept", {}, "clerk", **said).json == first.json
    other = wire.post(f"/matters/{made}/comment", {"remark": "别的话"}, "clerk", **said)
    assert (other.status, other.json["code"]) == (409, "key-reused")


def test_the_id_of_a_report_is_not_taken_by_another(wire: Wire) -> None:
    made = wire.report("worker")["id"]
    answer = wire.post("/reports", REPORT | {"id": made, "text": "别人的话"})
    assert (answer.status, answer.json["code"]) == (409, "key-reused")
    assert "query_code" not in answer.json


@pytest.mark.parametrize("kind", ["23001", "26001"])
@pytest.mark.parametrize("who", ["clerk", "arbiter", "handler", "worker", "stranger"])
def test_no_search_betrays_what_is_between_people(wire: Wire, kind: str, who: str) -> None:
    made = wire.post("/reports", REPORT | {"kind": kind, "text": f"两家为{ODD}争执"})
    if made.status != 201:
        pytest.fail(f"the kind is gone: {made.raw!r}")
    for word in (ODD, ODD[:2], ODD[2:4], f'"{ODD}"', f"{ODD[:3]}*"):
        found = wire.search(word, who)
        assert found.status in (200, 403, 422)
        assert made.json["id"] not in found.raw.decode()
        assert made.json["number"] not in found.raw.decode()


def test_what_is_open_is_found_by_the_same_word_so_that_the_trial_above_can_fail(wire: Wire) -> None:
    made = wire.report(text=f"路面{ODD}破损")
    assert made["id"] in wire.search(ODD, "clerk").raw.decode()
