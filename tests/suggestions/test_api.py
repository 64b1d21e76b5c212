"""Over the wire a suggestion comes with its reasons, and to nobody who may not see the matter."""

from pathlib import Path
from typing import Any

import pytest

from gongzhi.site.cli import suggest
from tests.cast import keys
from tests.http.conftest import Wire, city, wire
from tests.suggestions.test_own import Fill, fill, home, true

__all__ = ["city", "fill", "home", "keys", "wire"]
HOLE = "英雄大街7号门前路面有一个大坑，电动车摔倒"
POINT = {"lon": 124.005, "lat": 43.005, "crs": "wgs84"}


def suggested(wire: Wire, matter: str, by: str = "clerk", **headers: str) -> dict[str, Any]:
    answer = wire.get(f"/matters/{matter}/suggestions", by, **headers)
    assert answer.status == 200, answer.raw
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.usefixtures("home")
def test_before_anything_is_learnt_it_is_off_and_says_so_in_the_callers_language(wire: Wire) -> None:
    matter = wire.report("worker")["id"]
    chinese = suggested(wire, matter)
    english = suggested(wire, matter, accept_language="en")
    for found in (chinese, english):
        for voice in ("kinds", "units"):
            assert (found[voice]["off"], found[voice]["reason"], found[voice]["guesses"]) == (True, "never-learnt", [])
        assert found["learnt"] is None
    assert "尚未从往例中学习" in chinese["kinds"]["why"]
    assert "learnt" in english["kinds"]["why"]


@pytest.mark.usefixtures("home")
def test_the_same_thing_is_told_with_distance_time_and_words(wire: Wire) -> None:
    first = wire.report("worker", text=HOLE)
    second = wire.report("worker", text="英雄大街路面大坑还没补，电动车又摔倒了")
    (same,) = suggested(wire, second["id"])["same"]["matters"]
    assert (same["id"], same["number"], same["metres"], same["hours"]) == (first["id"], first["number"], 0, 0)
    assert "英雄大街" in same["runs"]
    assert same["because"] == "相距 0 米，相隔 0 小时；都说到" + "、".join(f"“{run}”" for run in same["runs"])
    assert 0 < same["alike"] <= 100


@pytest.mark.usefixtures("home")
def test_whoever_may_not_see_the_matter_is_told_nothing(wire: Wire) -> None:
    matter = wire.report("worker")["id"]
    assert wire.get(f"/matters/{matter}/suggestions", "handler").code == "matter-unknown"
    assert wire.get(f"/matters/{matter}/suggestions").status == 401
    assert wire.post("/suggestions", {"text": HOLE}).status == 401
    assert wire.post("/suggestions", {"text": HOLE}, "stranger").code == "no-right"


@pytest.mark.usefixtures("home")
def test_a_similar_matter_that_one_may_not_see_is_not_among_them(wire: Wire) -> None:
    wire.report("worker", text=HOLE)
    second = wire.report("worker", text=HOLE)
    wire.do("accept", second["id"], "clerk", second["version"])
    wire.do("dispatch", second["id"], "colleague", second["version"] + 1)
    assert len(suggested(wire, second["id"])["same"]["matters"]) == 1
    assert suggested(wire, second["id"], "handler")["same"]["matters"] == []


def test_words_being_typed_get_kinds_units_and_reasons_and_nothing_is_kept(wire: Wire, fill: Fill) -> None:
    fill(300, true)
    suggest.learn()
    body = {"text": "南河街12号垃圾桶满溢没人清运，请尽快处理", "point": POINT}
    answer = wire.post("/suggestions", body, "clerk")
    assert answer.status == 200, answer.raw
    kinds = answer.json["kinds"]
    first = kinds["guesses"][0]
    assert (kinds["off"], kinds["reason"], first["code"]) == (False, None, "06010")
    assert first["because"].startswith("文中的“")
    assert first["similar"][0]["number"] in first["because"]
    assert "首选对" in kinds["judged"]
    assert answer.json["learnt"]["matters"] == 300
    assert wire.search("南河街12号垃圾桶满溢没人清运，请尽快处理").json["rows"] == []


def test_similar_closed_matters_are_only_those_that_the_asker_may_see(wire: Wire, fill: Fill) -> None:
    fill(300, true)
    suggest.learn()
    receipt = wire.report("worker", text="垃圾桶满溢没人清运", point=POINT, kind="unsorted")
    wire.do("accept", receipt["id"], "clerk", receipt["version"])
    whole = suggested(wire, receipt["id"])["kinds"]["guesses"][0]
    assert whole["similar"]
    held = wire.report("worker", text="垃圾桶满溢没人清运", point=POINT)
    wire.do("accept", held["id"], "clerk", held["version"])
    wire.do("dispatch", held["id"], "colleague", held["version"] + 1)
    found = suggested(wire, held["id"], "handler")["kinds"]
    assert all(guess["similar"] == [] for guess in found["guesses"])


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"text": ""}, 422), ({"text": "坑", "kind": "06013"}, 422), ({"text": "坑", "point": {"lon": 1}}, 422),
     ({"text": "坑"}, 200), ({"text": "坑" * 4001}, 422), ({"text": "〇①𠮷 ABC ﹏"}, 200)],
)  # fmt: skip
def test_odd_words_are_answered_or_refused(wire: Wire, body: dict[str, Any], status: int) -> None:
    assert wire.post("/suggestions", body, "clerk").status == status


def test_a_model_that_was_damaged_switches_it_off_and_nothing_else(wire: Wire, fill: Fill, home: Path) -> None:
    fill(210, true)
    suggest.learn()
    next(home.rglob("kind.npz")).write_bytes(b"PK")
    receipt = wire.report("worker", text=HOLE)
    found = suggested(wire, receipt["id"])
    assert (found["kinds"]["off"], found["kinds"]["reason"]) == (True, "model-unreadable")
    assert found["same"]["matters"] == []
