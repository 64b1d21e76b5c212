"""What the catalogue holds: all national codes, the 46 starter kinds, the 41 units, and a way out of each refusal."""

import csv
from pathlib import Path

import pytest

from gongzhi.catalogue import Catalogue, Limit, check
from gongzhi.catalogue.kind import LEVELS, URGENCIES
from gongzhi.catalogue.reason import REASON_GROUPS

STARTERS = {  # code: level, privacy, amounts and units of the phases; domain.md §6.1
    "01002": ("county", "P0", "2ch 14h"),
    "01037": ("county", "P0", "21h"),
    "02014": ("county", "P0", "4ch"),
    "06001": ("county", "P1", "4h 7d 20d"),  # §1.2 and S9a say days; 49 h and 140 h are the same at seven hours a day
    "06010": ("community", "P0", "4h"),
    "06011": ("township", "P0", "14h"),
    "06012": ("township", "P0", "2h 5h"),
    "06013": ("county", "P0", "35h"),
    "06020": ("community", "P0", "2ch"),
    "06025": ("township", "P0", "105h"),
    "06028": ("township", "P1", "35h"),
    "06036": ("community", "P0", "14h"),
    "06042": ("community", "P0", "4h"),
    "06052": ("county", "P0", "35h"),
    "08004": ("county", "P0", "7h"),
    "09005": ("township", "P0", "7h"),
    "09006": ("township", "P0", "4h"),
    "09012": ("township", "P0", "2ch"),
    "10001": ("township", "P0", "12ch 14h"),
    "10002": ("county", "P0", "2ch"),
    "21001": ("county", "P1", "4ch 24ch 35h"),
    "21002": ("county", "P0", "2ch 24ch"),
    "21003": ("county", "P0", "1ch 24ch"),
    "21004": ("county", "P0", "0.5ch"),
    "21005": ("county", "P0", "24ch"),
    "22001": ("township", "P1", "35h"),
    "22002": ("county", "P0", "0.5ch 24ch"),
    "22003": ("community", "P0", "7h"),
    "22004": ("county", "P1", "105h"),
    "22005": ("city", "P1", "105h 180cd"),
    "23001": ("community", "P2", "7h 30cd"),
    "23002": ("township", "P2", "4h 30cd"),
    "23003": ("county", "P2", "7h 60d"),
    "23004": ("township", "P2", "105h"),
    "23005": ("county", "P2", "7h 60cd"),
    "24001": ("township", "P0", "24ch 35h"),
    "24002": ("county", "P0", "0.5ch"),
    "25001": ("township", "P0", "0.5ch"),
    "25002": ("township", "P0", "35h"),
    "25003": ("township", "P0", "105h"),
    "26001": ("county", "P3", "7cd 10cd"),
    "26002": ("county", "P3", "4h 15d"),
    "26003": ("township", "P0", "21h"),
    "26004": ("county", "P1", "3d 105h"),
    "27001": ("township", "P1", "105h"),
    "28001": ("township", "P0", "21h"),
}
SHORT = {"work_hours": "h", "clock_hours": "ch", "work_days": "d", "calendar_days": "cd"}


def written(limit: Limit) -> str:
    return f"{limit.amount}{SHORT[limit.unit]}"


def test_the_catalogue_is_sound(catalogue: Catalogue) -> None:
    assert [fault.say("en") for fault in check(catalogue)] == []


def test_all_403_national_codes_have_their_names(catalogue: Catalogue, shared: Path) -> None:
    with (shared / "domain/gbt47678_5_codes.csv").open(encoding="utf-8-sig", newline="") as rows:
        standard = {
            row["code5"] if row["kind"] == "matter" else f"component/{row['code5']}": row["name"]
            for row in csv.DictReader(rows)
        }
    ours = {kind.code: kind.name.zh for kind in catalogue.kinds.values() if kind.national}
    assert len(ours) == 403
    assert ours == standard


def test_components_are_never_reported_themselves(catalogue: Catalogue) -> None:
    components = [kind for kind in catalogue.kinds.values() if kind.code.startswith("component/")]
    assert len(components) == 153
    assert not any(kind.reportable or kind.self_handle for kind in components)


def test_the_46_starter_kinds_are_as_the_domain_says(catalogue: Catalogue) -> None:
    starters = {
        kind.code: (kind.level, kind.privacy, " ".join(map(written, kind.phases)))
        for kind in catalogue.kinds.values()
        if kind.starter
    }
    assert starters == STARTERS
    assert len(starters) == 46


def test_starter_kinds_and_classes_have_english_names(catalogue: Catalogue) -> None:
    names = [kind.name for kind in catalogue.kinds.values() if kind.starter]
    names += [klass.name for klass in catalogue.classes.values()]
    assert [name.zh for name in names if name.en == name.zh] == []


def test_the_41_units_answer_for_every_route(catalogue: Catalogue) -> None:
    assert len(catalogue.units) == 41
    for route in catalogue.routes:
        assert any(unit.answers(route.duty, route.level) for unit in catalogue.units.values()), route


def test_the_centre_triages_at_every_level(catalogue: Catalogue) -> None:
    centres = [unit for unit in catalogue.units.values() if unit.is_centre]
    assert [unit.code for unit in centres] == ["ZZ"]
    assert all("triage" in centres[0].duties_at(level) for level in LEVELS)


def test_an_unsorted_matter_is_protected_and_waits_in_triage(catalogue: Catalogue) -> None:
    unsorted = catalogue.kinds["unsorted"]
    assert (unsorted.privacy, unsorted.triage, unsorted.required) == ("P1", True, frozenset())


def test_violence_in_the_family_leaves_mediation_for_the_police(catalogue: Catalogue) -> None:
    isolation = catalogue.kinds["23002"].isolation
    assert isolation is not None
    assert (isolation.field, isolation.privacy, isolation.target) == ("violence", "P3", "police-110")


def test_disputes_and_more_sensitive_matters_are_always_triaged_and_never_self_handled(catalogue: Catalogue) -> None:
    guarded = [kind for kind in catalogue.kinds.values() if kind.privacy in ("P2", "P3")]
    assert len(guarded) == 10
    assert all(kind.triage and not kind.self_handle and kind.checker == "centre" for kind in guarded)


def test_emergencies_do_not_wait_for_offices_to_open(catalogue: Catalogue) -> None:
    hasty = [kind for kind in catalogue.kinds.values() if kind.urgency == "emergency"]
    assert hasty
    assert all(phase.unit == "clock_hours" for kind in hasty for phase in kind.phases)
    assert all(phase.calendar == "around-the-clock" for kind in hasty for phase in kind.phases)


def test_every_decline_can_be_appealed_and_every_hand_over_is_followed_up(catalogue: Catalogue) -> None:
    assert all(catalogue.reasons_in(group) for group in REASON_GROUPS)
    assert all(reason.appeal and "申诉" in reason.way_out.zh for reason in catalogue.reasons_in("decline").values())
    assert all(reason.follow_up for reason in catalogue.reasons_in("hand_over").values())
    assert {"110", "119", "120", "122"} <= {reason.phone for reason in catalogue.reasons_in("hand_over").values()}


def test_the_ladder_goes_from_reminder_to_list(catalogue: Catalogue) -> None:
    steps = catalogue.ladders["standard"].steps
    assert [step.action for step in steps] == ["remind", "urge", "supervise", "list"]
    assert (str(steps[0].used), steps[2].raise_levels, steps[3].reworks) == ("0.8", 1, 2)
    assert [written(step.after) for step in steps if step.after] == ["1d", "5d"]


def test_every_urgency_has_its_limits(catalogue: Catalogue) -> None:
    assert tuple(catalogue.urgencies) == URGENCIES
    assert not catalogue.urgencies["emergency"].extendable


@pytest.mark.parametrize("name", ["triage", "verify", "check", "callback", "take", "return", "archive", "imported"])
def test_every_stage_has_a_limit(catalogue: Catalogue, name: str) -> None:
    assert catalogue.limits[name].calendar in catalogue.calendars
