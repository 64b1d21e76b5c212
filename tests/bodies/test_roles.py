"""Each row of the city's roles is a kind of post with the duties that the row names, written here by hand."""

import pytest

from gongzhi.bodies.duties import ADMINISTRATORS, GRID_ROLES, POWERFUL, ROLE_DUTIES, duties_at
from gongzhi.bodies.models.units import POST_NAMES
from gongzhi.matters.loop import STEPS

ROWS: dict[str, tuple[tuple[str, ...], set[str], set[str]]] = {
    "网格员": (
        ("grid_worker",),
        {"report", "self_handle", "verify", "handle", "check"},
        {"dispatch", "rule", "triage"},
    ),
    "网格长": (("grid_leader",), {"report", "self_handle", "verify", "handle", "check"}, {"dispatch", "rule"}),
    "一格三长": (("building_leader", "villager_rep"), {"report", "comment"}, {"see", "handle", "check"}),
    "村/社区书记": (("secretary",), {"triage", "handle", "see"}, {"dispatch", "rule", "void", "supervise"}),
    "乡镇坐席": (("triage",), {"triage", "verify", "callback", "whistle", "see"}, {"dispatch", "rule", "supervise"}),
    "派遣员": (("dispatcher",), {"dispatch", "rule", "triage", "see"}, {"supervise", "ledger", "check"}),
    "承办人": (("handler",), {"handle", "comment"}, {"assign", "see", "check", "grant"}),
    "负责人": (("head",), {"handle", "assign"}, {"see", "check", "dispatch"}),
    "矛调员": (("mediator",), {"handle", "callback"}, {"see", "dispatch", "check"}),
    "督办员": (("supervisor",), {"urge", "supervise", "grant", "see"}, {"handle", "dispatch", "triage", "check"}),
    "核查员": (("checker",), {"check", "verify", "see"}, {"handle", "dispatch", "supervise"}),
    "考核员": (("assessor",), {"see"}, {"handle", "dispatch", "triage", "check", "supervise"}),
    "指挥长": (("duty_commander",), {"urge", "supervise", "ledger", "see"}, {"handle", "triage", "check"}),
    "热线坐席": (("hotline",), {"report", "triage", "callback", "see"}, {"dispatch", "handle", "rule"}),
    "三员": (ADMINISTRATORS, set(), {"see", "report", "handle", "triage", "dispatch", "redact"}),
}
"""Row of the table → kinds of post, what they may do with matters, and what they may not."""


def matters(kind: str, *, at_centre: bool = True) -> set[str]:
    return {
        duty.removeprefix("matters.") for duty in duties_at(kind, at_centre=at_centre) if duty.startswith("matters.")
    }


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_its_posts_and_their_duties(row: str) -> None:
    kinds, may, may_not = ROWS[row]
    for kind in kinds:
        assert may <= matters(kind), kind
        assert not may_not & matters(kind), kind


def test_every_kind_of_post_is_in_a_row_has_a_name_and_no_other() -> None:
    listed = {kind for kinds, _, _ in ROWS.values() for kind in kinds} | {"callback", "centre_leader", "archivist"}
    assert set(ROLE_DUTIES) == listed
    assert [kind for kind, _ in POST_NAMES] == list(dict.fromkeys(kind for kind, _ in POST_NAMES))
    assert {kind for kind, _ in POST_NAMES} == listed


def test_the_handler_and_the_head_of_a_unit_are_apart() -> None:
    assert matters("head", at_centre=False) - matters("handler", at_centre=False) == {"assign"}


def test_in_a_unit_that_is_no_centre_a_post_works_on_the_units_own_part_only() -> None:
    for kind in ROLE_DUTIES:
        assert matters(kind, at_centre=False) <= {"report", "comment", "handle", "assign"}, kind


def test_every_duty_that_a_command_asks_for_is_some_posts() -> None:
    given = {duty for duties in ROLE_DUTIES.values() for duty in duties}
    asked = {step.duty for step in STEPS if step.duty}
    assert asked - given <= {"matters.import"}


def test_whoever_commands_or_administers_is_powerful_and_nobody_in_a_grid_is() -> None:
    assert {"centre_leader", "duty_commander", *ADMINISTRATORS} == POWERFUL
    assert not POWERFUL & set(GRID_ROLES.values())
