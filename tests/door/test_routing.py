"""What was answered, when and where decides who leads; the journal keeps why, and nobody without the power leads."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gongzhi.bodies.models import UnitDuty
from gongzhi.bodies.staffing import DutyRow, PowerRow, UnitRow, bulk
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, journal, replay
from gongzhi.matters.codec import decode
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.noting import Correct, Reclassify
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import Entry
from gongzhi.matters.receipts import Receipt
from gongzhi.site.settings import CATALOGUE
from tests.cast import BEGUN, LEAD, SUPPORT, City

CENTRE, POLICE, ECOLOGY = "220302-ZZ", "220302001-GA", "220302-HB"
EVENING = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
"""22:30 in the city."""


@pytest.fixture(autouse=True)
def offices(city: City) -> None:
    """A police station in the township, and the county's office for ecology."""
    bulk(
        at=BEGUN,
        units=[
            UnitRow(code=POLICE, name="派出所", type="GA", level="township", area="220302001"),
            UnitRow(code=ECOLOGY, name="生态环境局", type="HB", level="county", area="220302"),
        ],
        duties=[DutyRow(unit=POLICE, duty="public-security"), DutyRow(unit=ECOLOGY, duty="environment")],
    )


def noise(city: City, **answers: Any) -> Receipt:
    said = {name: Plain(value) if isinstance(value, str) else value for name, value in answers.items()}
    made = city.report(kind="06028", text=Plain("太吵"), answers=said)
    city.do(Accept(), "clerk", made.id)
    return made


def dispatched(city: City, made: Receipt, **said: Any) -> Any:
    """The event of the dispatch."""
    city.do(Dispatch(**said), "colleague", made.id)
    line = Entry.objects.filter(matter_id=made.id, event="Dispatched").latest("version")
    assert list(replay.matters([made.id])) == []
    return decode(line.event, line.data)


@pytest.mark.parametrize(
    ("answers", "lead", "rule"),
    [
        ({}, POLICE, "kind:06028"),
        ({"noise_source": "living"}, POLICE, "kind:06028"),
        ({"noise_source": "industrial"}, ECOLOGY, "route:noise-industrial"),
        ({"noise_source": "construction"}, SUPPORT, "route:noise-construction"),
        (
            {"noise_source": "construction", "occurred_at": "2026-03-01T23:00:00+08:00"},
            SUPPORT,
            "route:noise-construction-night",
        ),
    ],
)
def test_noise_goes_by_its_source_and_the_journal_says_why(city: City, answers: Any, lead: str, rule: str) -> None:
    event = dispatched(city, noise(city, **answers))
    assert (event.lead, event.rule, event.why.rule, event.why.unit, event.why.via) == (lead, rule, rule, lead, "duty")
    told = [event.why.rule, *(each for each, _ in event.why.lost)]
    own = [each.named for each in catalogues.in_force()[1].rules.rules if each.code.startswith("noise-")]
    assert sorted(told) == sorted([*own, "kind:06028"])
    assert event.why.powers == (("penalise", "order-correction") if rule.endswith("night") else ("penalise",))


def test_what_a_correction_says_counts_from_then_on(city: City) -> None:
    made = noise(city, noise_source="construction")
    city.do(Correct(answers={"noise_source": Plain("industrial")}), "clerk", made.id)
    assert dispatched(city, made).lead == ECOLOGY


def test_the_hour_is_that_of_the_report_not_that_of_the_dispatch(city: City) -> None:
    city.now = EVENING
    made = noise(city, noise_source="construction")
    city.now = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    assert dispatched(city, made).rule == "route:noise-construction-night"


def test_a_report_that_needs_no_triage_goes_by_the_rules_too(city: City) -> None:
    made = city.report(kind="06020", text=Plain("烧树叶"))
    assert journal.state(made.id).lead == "220302001001-ZZ"
    city.now = EVENING
    late = city.report(kind="06020", text=Plain("烧树叶"))
    event = decode("Dispatched", Entry.objects.get(matter_id=late.id, event="Dispatched").data)
    assert (event.lead, event.rule, event.why.inputs) == (
        SUPPORT, "route:burning-off-hours", {"working": "2026-03-02 22:31"}
    )  # fmt: skip


def test_a_unit_without_the_power_is_refused_by_name_with_who_has_it(city: City) -> None:
    made = noise(city)
    with pytest.raises(Refused) as refusal:
        city.do(Dispatch(lead="220302001-ZZ"), "colleague", made.id)
    assert refusal.value.code == "power-lacking"
    assert refusal.value.details["powers"] == "penalise"
    assert refusal.value.details["able"] == f"{SUPPORT}, {ECOLOGY}, {POLICE}"


def test_what_is_written_down_for_a_unit_counts_before_what_its_type_may(city: City) -> None:
    bulk(at=BEGUN, powers=[PowerRow(unit=POLICE, power="inspect")])
    event = dispatched(city, noise(city))
    assert (event.lead, event.why.via, event.finding) == ("220302001-ZZ", "centre-above", "no-power:public-security")


def test_where_nobody_answers_for_it_the_centre_stands_in_with_its_finding(city: City) -> None:
    UnitDuty.objects.filter(unit=POLICE).delete()
    event = dispatched(city, noise(city))
    assert (event.lead, event.finding) == ("220302001-ZZ", "no-holder:public-security")


def test_what_must_stay_above_is_not_sent_down(city: City) -> None:
    made = city.report(kind="26001", text=None, answers={}, address=Plain("法律援助站"))
    city.do(Accept(), "clerk", made.id)
    with pytest.raises(Refused, match="not-sent-down"):
        city.do(Dispatch(lead="220302001-ZZ"), "colleague", made.id)
    with pytest.raises(Refused, match="not-sent-down"):
        city.do(Dispatch(support=("220302001001-ZZ",)), "colleague", made.id)
    assert dispatched(city, made).lead == CENTRE


def test_a_matter_keeps_the_rules_it_began_under_until_it_is_reclassified(city: City, tmp_path: Path) -> None:
    made, other = noise(city, noise_source="industrial"), noise(city, noise_source="industrial")
    began = journal.state(made.id).catalogue
    folder = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))
    rules = folder / "routes/noise.toml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace('lead = { duty = "environment"', 'lead = { unit = "CG"'), "utf-8")
    newest = catalogues.put_in_force(folder, city.now)
    assert dispatched(city, made).lead == ECOLOGY
    city.do(Reclassify(kind="06028"), "clerk", other.id)
    again = decode("Reclassified", Entry.objects.get(matter_id=other.id, event="Reclassified").data)
    assert (again.lead, again.why.asked, again.why.via) == (SUPPORT, "type:CG/county", "type")
    assert began != journal.state(other.id).catalogue == str(newest)
    assert dispatched(city, other).lead == SUPPORT


def test_a_hand_that_chooses_otherwise_is_kept_beside_what_the_rules_said(city: City) -> None:
    event = dispatched(city, noise(city), lead=LEAD, support=())
    assert event.rule.startswith("by-hand:person:")
    assert (event.lead, event.why.unit, event.why.rule) == (LEAD, POLICE, "kind:06028")
