"""Who sits at the desk sees whom the rules name and why; afterwards whoever sees the matter sees why it went there."""

import json
from typing import Any

from gongzhi.bodies.staffing import DutyRow, UnitRow, bulk
from gongzhi.matters.models import Entry
from tests.cast import BEGUN, LEAD, SUPPORT
from tests.http.conftest import Wire

ECOLOGY = "220302-HB"


def noise(wire: Wire, source: str = "industrial") -> Any:
    """A report of noise, whose county has an office for ecology."""
    bulk(
        at=BEGUN,
        units=[UnitRow(code=ECOLOGY, name="生态环境局", type="HB", level="county", area="220302")],
        duties=[DutyRow(unit=ECOLOGY, duty="environment")],
    )
    answers = {"noise_source": source, "occurred_at": "2026-03-01T23:10:00+08:00"}
    return wire.report(kind="06028", text="厂里机器响", answers=answers)


def route(wire: Wire, made: Any, by: str) -> Any:
    return wire.get(f"/matters/{made['id']}", by).json["route"]


def test_before_the_dispatch_whoever_sits_at_the_desk_sees_whom_the_rules_name_and_why(wire: Wire) -> None:
    made = noise(wire)
    seen = route(wire, made, "clerk")
    assert (seen["suggested"], seen["named"], seen["unit"], seen["via"]) == (
        True, "route:noise-industrial", ECOLOGY, "duty"
    )  # fmt: skip
    assert (seen["powers"], seen["able"], seen["support"]) == (["penalise"], [SUPPORT, ECOLOGY], [])
    assert {"rule": "route:noise-construction-night", "failed": "answers.noise_source"} in seen["lost"]
    assert {"rule": "route:noise-traffic", "failed": "order"} in seen["lost"]
    assert seen["said"]["zh"] == [
        "依规则“工业噪声”",
        "看了：噪声来源：工业",
        "应由承担“生态环境”职责的县（市、区）单位主办：生态环境局（220302-HB）",
        "主办须有的权力：行政处罚",
        "依据：噪声污染防治法第七十五条（须核现行文本）",
        "规则“夜间施工噪声”未用：“噪声来源”的答案不符",
        "规则“施工噪声”未用：“噪声来源”的答案不符",
        "规则“商业经营噪声”未用：排在前面的规则已生效",
        "规则“机动车噪声”未用：排在前面的规则已生效",
    ]
    assert seen["said"]["en"][:4] == [
        "By the rule “Industrial noise”",
        "Looked at: Source of the noise: Industry",
        "The County unit that answers for “Environment” leads: 生态环境局（220302-HB）",
        "The lead must have the power of: Penalise",
    ]


def test_who_does_not_sit_at_the_desk_sees_no_suggestion(wire: Wire) -> None:
    made = noise(wire)
    assert route(wire, made, "worker") is None


def test_after_the_dispatch_everybody_who_sees_the_matter_sees_why(wire: Wire) -> None:
    made = noise(wire, "construction")
    wire.do("accept", made["id"], "clerk", 3)
    assert wire.do("dispatch", made["id"], "colleague", 4).status == 200
    seen = route(wire, made, "helper")
    assert (seen["suggested"], seen["rule"], seen["lead"]) == (False, "route:noise-construction-night", SUPPORT)
    assert seen["said"]["zh"][1] == "看了：噪声来源：建筑施工；时刻：23:10"
    assert "提示：夜间施工须有证明，先到场核对" in seen["said"]["zh"]
    assert seen["support"] == ["220302001-ZZ", "220302-ZZ"]


def test_a_rule_that_nobody_answered_for_says_so_and_a_centre_that_stands_in_says_why(wire: Wire) -> None:
    made = wire.report(kind="06028", text="吵")
    said = route(wire, made, "clerk")["said"]
    assert said["zh"][0] == "依类别自己的路由"
    assert "注意：本地没有单位承担“治安管理”职责，由上级最近的综治中心暂管" in said["zh"]
    assert "规则“工业噪声”未用：没有人填写“噪声来源”" in said["zh"]
    assert "Not by the rule “Industrial noise”: nobody answered “Source of the noise”" in said["en"]


def test_a_hand_that_chose_otherwise_is_said_with_whom_the_rules_named(wire: Wire) -> None:
    made = noise(wire)
    wire.do("accept", made["id"], "clerk", 3)
    assert wire.do("dispatch", made["id"], "colleague", 4, lead=SUPPORT, support=[]).status == 200
    seen = route(wire, made, "colleague")
    assert seen["rule"].startswith("by-hand:person:")
    assert "派遣员改派 城管执法局（220302-CG）；规则原指 生态环境局（220302-HB）" in seen["said"]["zh"]


def test_a_dispatch_to_a_unit_without_the_power_is_refused_with_words_and_who_has_it(wire: Wire) -> None:
    made = noise(wire)
    wire.do("accept", made["id"], "clerk", 3)
    refused = wire.do("dispatch", made["id"], "colleague", 4, lead="220302-ZZ")
    assert (refused.status, refused.code) == (422, "power-lacking")
    assert refused.json["details"] == {"unit": "220302-ZZ", "powers": "penalise", "able": f"{SUPPORT}, {ECOLOGY}"}
    assert f"{SUPPORT}, {ECOLOGY}" in refused.json["way_out"]


def test_a_matter_dispatched_before_there_were_rules_says_nothing(wire: Wire) -> None:
    made = wire.report()
    wire.do("accept", made["id"], "clerk", 3)
    wire.do("dispatch", made["id"], "colleague", 4, support=[])
    line = Entry.objects.get(matter_id=made["id"], event="Dispatched")
    old = {name: value for name, value in json.loads(line.data).items() if name != "why"}
    Entry.objects.filter(matter_id=made["id"], event="Dispatched").update(data=json.dumps(old))
    assert wire.get(f"/matters/{made['id']}", "handler").json["route"] is None
    assert wire.get(f"/matters/{made['id']}", "handler").json["matter"]["lead"] == LEAD
