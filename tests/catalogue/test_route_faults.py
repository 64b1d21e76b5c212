"""A rule that names nothing, asks what nobody can answer, leads nowhere or can never win is found before it is used."""

from pathlib import Path

import pytest

from gongzhi.catalogue import Faults, check, faults_in, read
from tests.catalogue.test_faults import Planted, found, named, plant, sees

NOISE, WAGES, SNOW, OFF = (f"routes/{name}.toml" for name in ("noise", "wages", "roads", "off-hours"))
INDUSTRY = 'kinds = ["06028"], answers = { noise_source = "industrial" }'
READING = [
    Planted("reference-unknown", WAGES, '["23003"]', '["23999"]', "rules.wages-many.when.kinds"),
    Planted("reference-unknown", WAGES, '["23003"]', '["component/01001"]', "rules.wages-many.when.kinds"),
    Planted("reference-unknown", WAGES, 'kinds = ["23003"]', 'classes = ["39"]', "rules.wages-many.when.classes"),
    Planted("reference-unknown", WAGES, '["penalise"]', '["fly"]', "rules.wages-many.powers"),
    Planted("reference-unknown", "kinds/09.toml", '["penalise"]', '["fly"]', "kinds.09015.powers"),
    Planted("reference-unknown", WAGES, "{ households", "{ sheep", "rules.wages-many.when.answers.sheep"),
    Planted("reference-unknown", OFF, "= false", '= false, calendar = "moon"', "burning-off-hours.when.calendar"),
    Planted("reference-unknown", NOISE, 'duty = "environment"', 'unit = "HBJ"', "rules.noise-industrial.lead.unit"),
    Planted("value-wrong", NOISE, '"industrial" }', '"cats" }', "rules.noise-industrial.when.answers.noise_source"),
    Planted("value-wrong", NOISE, '"industrial" }', "true }", "rules.noise-industrial.when.answers.noise_source"),
    Planted("value-wrong", WAGES, "{ households = { least = 30 } }", '{ owner = "甲" }', "when.answers.owner"),
    Planted("value-wrong", NOISE, '"industrial" }', "{ least = 3 } }", "when.answers.noise_source"),
    Planted("value-wrong", WAGES, "least = 30", "least = 30, most = 3", "answers.households.least"),
    Planted("key-missing", WAGES, "{ least = 30 }", "{ }", "answers.households.least"),
    Planted("value-wrong", NOISE, "22:00-06:00", "22:00-24:00", "when.hours"),
    Planted("value-wrong", NOISE, "22:00-06:00", "22:00-22:00", "when.hours"),
    Planted("value-wrong", SNOW, "[11, 12", "[11, 13", "when.months"),
    Planted("value-wrong", SNOW, "[11, 12, 1, 2, 3]", "[]", "when.months"),
    Planted("type-wrong", SNOW, "[11, 12", '[11, "12"', "when.months"),
    Planted("key-missing", OFF, "working = false", 'calendar = "standard"', "when.working"),
    Planted("key-missing", OFF, 'kinds = ["06020"], working = false', "", "rules[0].when"),
    Planted("key-missing", WAGES, "basis =", "# basis =", "rules[0].basis"),
    Planted("key-unknown", OFF, "working = false", "working = false, moon = 1", "when.moon"),
    Planted("code-wrong", OFF, "kinds =", 'areas = ["铁西"], kinds =', "when.areas"),
    Planted("code-wrong", OFF, '"burning-off-hours"', '"Burning"', "rules[0].code"),
    Planted("code-twice", WAGES, '"wages-many"', '"burning-off-hours"', "rules[0]"),
    Planted("code-twice", NOISE, '"noise-traffic"', '"noise-industrial"', "rules[4]"),
]
ABOVE = '{ duty = "public-security", level = "township" }'
CHECKING = [
    Planted("route-nowhere", NOISE, 'duty = "environment"', 'duty = "moon"', "rules.noise-industrial.lead"),
    Planted("route-nowhere", NOISE, ABOVE, '{ duty = "moon", level = "county" }', "night.support"),
    Planted("unit-nowhere", OFF, 'duty = "urban-management", level = "township"', 'unit = "RQX", level = "city"', ""),
    Planted("power-nowhere", NOISE, '["order-correction"]', '["police-measures"]', "construction-night.lead"),
    Planted("power-nowhere", "kinds/09.toml", '["penalise"]', '["mediate"]', "kinds.09015.powers"),
    Planted("sent-down", WAGES, '"labour-inspection", level = "city"', '"labour-inspection", level = "township"', ""),
    Planted("sent-down", "kinds/26.toml", '["township", "community"]', '["county"]', "kinds.26001.non_dispatch"),
    Planted("rule-never", OFF, 'kinds = ["06020"]', 'kinds = ["06020"], classes = ["22"]', "off-hours.when"),
]


def with_unit(folder: Path) -> None:
    """A type of unit that exists in townships alone."""
    path = folder / "units/economy.toml"
    unit = '[units.RQX]\nname = "巡查队"\nlevels = ["township"]\nduties = ["commerce"]\npowers = ["inspect"]\n'
    path.write_text(f"{path.read_text('utf-8')}\n{unit}", "utf-8")


@pytest.mark.parametrize("fault", READING, ids=named)
def test_a_rule_that_cannot_be_read_keeps_the_catalogue_from_use(folder: Path, fault: Planted) -> None:
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)
    with pytest.raises(Faults, match=fault.file):
        read(folder)


@pytest.mark.parametrize("fault", CHECKING, ids=named)
def test_a_rule_that_makes_no_sense_is_found_by_the_check(folder: Path, fault: Planted) -> None:
    with_unit(folder)
    plant(folder, fault)
    assert sees([(each.code, each.file, each.key) for each in check(read(folder))], fault), found(folder)


RULE = """
[[rules]]
code = "{code}"
name = "后加的规则"
basis = "试"
when = {when}
lead = {{ duty = "environment", level = "county" }}
"""
COVERED = [
    ('{ kinds = ["06028"], answers = { noise_source = "industrial" } }', "noise-industrial"),
    ('{ kinds = ["06028"], answers = { noise_source = "industrial" }, urgency = ["urgent"] }', "noise-industrial"),
    (
        '{ kinds = ["06028"], answers = { noise_source = "construction" }, hours = ["23:00-05:00"] }',
        "noise-construction-night",
    ),
    ('{ classes = ["08"], kinds = ["08001"], hours = ["22:30-01:00", "02:00-06:00"] }', "construction-night"),
    ('{ kinds = ["10001"], answers = { impact = "blocked" }, months = [1, 12] }', "snow-blocked"),
    ('{ kinds = ["23003"], answers = { households = { least = 50, most = 90 } } }', "wages-many"),
    ('{ kinds = ["06020"], working = false, channels = ["web"] }', "burning-off-hours"),
]
FREE = [
    '{ kinds = ["06028"], answers = { noise_source = "living" } }',
    '{ kinds = ["06028"], answers = { noise_source = ["industrial", "living"] } }',
    '{ kinds = ["06028", "06027"], urgency = ["normal"] }',
    '{ kinds = ["08001"], hours = ["21:00-23:00"] }',
    '{ kinds = ["08001"] }',
    '{ kinds = ["10001"], answers = { impact = "blocked" } }',
    '{ kinds = ["10001"], answers = { impact = "partial" }, months = [1] }',
    '{ kinds = ["23003"], answers = { households = { least = 29 } } }',
    '{ kinds = ["23003"], answers = { households = { most = 40 } } }',
    '{ kinds = ["06020"], working = true }',
    '{ classes = ["06"], working = false }',
]


def later(folder: Path, when: str, code: str = "later") -> None:
    """A rule behind all the others."""
    (folder / "routes/zz.toml").write_text('name = "补"\n' + RULE.format(code=code, when=when), "utf-8")


@pytest.mark.parametrize(("when", "other"), COVERED)
def test_a_rule_that_an_earlier_one_covers_is_named_with_that_one(folder: Path, when: str, other: str) -> None:
    later(folder, when)
    (fault,) = faults_in(folder)
    assert (fault.code, fault.file, fault.key) == ("rule-covered", "routes/zz.toml", "rules.later.when")
    assert fault.say("en").endswith(
        f"rule later can never win: the earlier rule {other} covers it → move later before {other}, or remove it"
    )


@pytest.mark.parametrize("when", FREE)
def test_a_rule_that_wins_at_least_sometimes_is_no_fault(folder: Path, when: str) -> None:
    later(folder, when)
    assert [fault.say("en") for fault in faults_in(folder)] == []


def test_an_area_in_another_is_not_covered_by_it_because_a_third_may_run_it(folder: Path) -> None:
    inside, beside = '{ areas = ["220322101"] }', '{ areas = ["220322"] }'
    text = 'name = "地"\n' + RULE.format(code="county", when=beside) + RULE.format(code="town", when=inside)
    (folder / "routes/zz.toml").write_text(text, "utf-8")
    assert [fault.say("en") for fault in faults_in(folder)] == []


def test_a_catalogue_without_rules_is_sound_because_older_versions_have_none(folder: Path) -> None:
    for path in (folder / "routes").glob("*.toml"):
        path.unlink()
    assert read(folder).rules.rules == ()
    assert faults_in(folder) == ()
