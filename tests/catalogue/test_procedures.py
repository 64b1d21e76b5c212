"""Whoever enters a procedure comes out of it, on evidence and law; each fault planted in one is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongzhi.catalogue import Catalogue, Faults, check, faults_in, read
from gongzhi.catalogue.procedure import Milestone, Outcome
from gongzhi.catalogue.walking import Standing, steps
from tests.catalogue.test_faults import Planted, found, named, plant, sees

MEDIATION, AID, PROPOSAL = "procedures/mediation.toml", "procedures/legal-aid.toml", "procedures/proposal.toml"
MEDIATORS = "[milestones.consent.outcomes.agreed]"
READING = [
    Planted("key-unknown", MEDIATION, MEDIATORS, f'{MEDIATORS}\nmood = "good"', "consent.outcomes.agreed.mood"),
    Planted("key-missing", MEDIATION, 'basis = ["人民调解法第四条"', 'law = ["人民调解法第四条"', "consent.basis"),
    Planted("key-missing", MEDIATION, 'completes = "all-fulfilled"', "", "fulfilment.completes"),
    Planted("value-wrong", MEDIATION, 'by = ["lead", "support"]', 'by = ["mayor"]', "consent.by"),
    Planted("value-wrong", MEDIATION, 'since = "dispatched" }', 'since = "yesterday" }', "consent.clock.since"),
    Planted("value-wrong", MEDIATION, 'type = "yes_no", must = true, label = { zh = "已告知可',
            'type = "text", must = true, label = { zh = "已告知可', "ways_told.must"),
    Planted("value-wrong", AID, 'runs_out = "none" }', 'runs_out = "raised" }', "objection.outcomes.raised.evidence"),
    Planted("value-wrong", AID, 'by = ["system"]',
            'by = ["system"]\nto = ["aid"]\n[milestones.papers.outcomes.odd]\nname = "x"\nby = ["system"]',
            "papers.outcomes.odd.by"),
    Planted("limit-wrong", AID, "amount = 7, unit", "amount = 0, unit", "examine.clock.amount"),
    Planted("code-wrong", MEDIATION, "[milestones.revision]", '["milestones"."re vision"]', "re vision"),
    Planted("reference-unknown", MEDIATION, 'first = ["consent"]', 'first = ["begin"]', "first"),
    Planted("reference-unknown", MEDIATION, 'target = "police-110"', 'target = "police-911"', "isolation.target"),
    Planted("reference-unknown", MEDIATION, 'field = "violence"', 'field = "terms"', "isolation.field"),
    Planted("reference-unknown", MEDIATION, 'to = ["mediators"]', 'to = ["mediator"]', "consent.outcomes.agreed.to"),
    Planted("reference-unknown", MEDIATION, 'closes = ["fulfilment", "breach"]', 'closes = ["all"]', "closes"),
    Planted("reference-unknown", MEDIATION, 'end = "refused"', 'end = "given-up"', "consent.outcomes.refused.end"),
    Planted("reference-unknown", MEDIATION, 'result = "fulfilled"', 'result = "done"', "all-fulfilled.result"),
    Planted("reference-unknown", MEDIATION, '"court-decides.confirmed"', '"court-decides.yes"', "needs"),
    Planted("reference-unknown", MEDIATION, '["arbitration", "administrative-review", "court"]',
            '["petition-office"]', "tells"),
    Planted("reference-unknown", MEDIATION, 'document = "mediation-agreement"', 'document = "contract"', "document"),
    Planted("reference-unknown", MEDIATION, 'in_time = "applied_on"', 'in_time = "joint"', "in_time"),
    Planted("reference-unknown", MEDIATION, 'since = "field:in_force_on"', 'since = "field:terms"', "since"),
    Planted("reference-unknown", MEDIATION, 'until = "clause_due"', 'until = "clause"', "fulfilment.clock.until"),
    Planted("reference-unknown", MEDIATION, 'runs_out = "lapsed"', 'runs_out = "late"', "application.clock.runs_out"),
    Planted("reference-unknown", MEDIATION, '"rights_told", "side_one', '"rights", "side_one', "agreed.evidence"),
    Planted("reference-unknown", MEDIATION, 'amount = 7, unit = "work_hours"',
            'amount = 7, unit = "work_hours", calendar = "moon"', "consent.clock.calendar"),
    Planted("reference-unknown", MEDIATION, "\nways_told = ", "\nways = ", "tells"),
    Planted("reference-unknown", MEDIATION, "court-decides = { amount = 25", "court = { amount = 25",
            "longer.extends"),
    Planted("reference-unknown", AID, 'less = "papers"', 'less = "paper"', "examine.clock.less"),
    Planted("reference-unknown", AID, '"examine.refused"]', '"examine.exam"]', "review.other_than"),
    Planted("reference-unknown", PROPOSAL, 'office = { duty = "proposals", level = "county" }', "", "committee.by"),
    Planted("reference-unknown", "kinds/23.toml", 'procedure = "mediation"',
            'procedure = "duel"', "kinds.23001.procedure"),
    Planted("reference-unknown", "kinds/26.toml", '"assign", amount', '"handle", amount', "kinds.26001.procedure"),
]  # fmt: skip
WALKING = [
    Planted("leads-nowhere", MEDIATION, 'meets = ["contact"]\nto = ["mediators"]', "", "consent.outcomes.agreed"),
    Planted("leads-nowhere", AID, "once = true\nto = [\"papers\"]\n", "once = true\n", "examine.outcomes.incomplete"),
    Planted("milestone-unreachable", MEDIATION, 'to = ["court-takes"]', "rest = true", "milestones.court-takes"),
    Planted("milestone-unreachable", PROPOSAL, 'to = ["longer"]\n', "", "milestones.longer"),
    Planted("no-way-out", MEDIATION, 'rest = true\nresult = "fulfilled"', "rest = true", "results"),
    Planted("ways-untold", MEDIATION, 'tells = ["arbitration", "administrative-review", "court"]\n', "",
            "results.refused"),
    Planted("route-nowhere", PROPOSAL, 'duty = "proposals"', 'duty = "moon"', "office"),
]  # fmt: skip


@pytest.mark.parametrize("fault", READING, ids=named)
def test_a_name_that_leads_to_nothing_keeps_the_catalogue_from_use(folder: Path, fault: Planted) -> None:
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)
    with pytest.raises(Faults, match=fault.file):
        read(folder)


@pytest.mark.parametrize("fault", WALKING, ids=named)
def test_a_way_that_does_not_lead_out_is_found_by_the_check(folder: Path, fault: Planted) -> None:
    plant(folder, fault)
    assert sees(found(folder), fault), found(folder)
    assert sees([(each.code, each.file, each.key) for each in check(read(folder))], fault)


def test_a_circle_without_a_way_out_is_named_by_where_one_is_stuck(folder: Path) -> None:
    text = (folder / MEDIATION).read_text("utf-8")
    begin, end = text.index("[milestones.revision.outcomes.lawsuit]"), len(text)
    text = text[:begin].replace('to = ["session"]', 'to = ["revision"]') + text[end:]
    (folder / MEDIATION).write_text(text, "utf-8")
    told = [(fault.code, fault.key, fault.what.en) for fault in faults_in(folder)]
    assert ("no-way-out", "milestones.revision", "no way out: from revision no end can be reached") in told


def test_every_fault_of_a_procedure_is_found_in_one_run(folder: Path) -> None:
    planted = [each for each in READING if each.code == "reference-unknown" and each.file == MEDIATION]
    planted = [each for each in planted if each.key not in ("tells", "since")]
    for fault in planted:
        plant(folder, fault)
    faults = found(folder)
    assert [fault for fault in planted if not sees(faults, fault)] == []


def outcomes(catalogue: Catalogue) -> Iterator[tuple[Milestone, Outcome]]:
    for procedure in catalogue.procedures.values():
        for milestone in procedure.milestones.values():
            yield from ((milestone, outcome) for outcome in milestone.outcomes.values())


def test_the_kinds_name_their_procedures(catalogue: Catalogue) -> None:
    assert {kind.code: kind.procedure for kind in catalogue.kinds.values() if kind.procedure} == {
        "23001": "mediation", "23002": "mediation", "26001": "legal-aid", "27002": "proposal",
    }  # fmt: skip


def test_every_milestone_names_its_law_and_every_document_is_used(catalogue: Catalogue) -> None:
    assert all(milestone.basis for milestone, _ in outcomes(catalogue))
    assert {outcome.document for _, outcome in outcomes(catalogue)} - {""} == {
        "mediation-agreement",
        "mediation-ended",
        "judicial-confirmation",
        "legal-aid-granted",
        "legal-aid-refused",
        "proposal-answer",
    }


STATUTORY = {  # domain.md §1.6 and the texts of the laws
    "mediation": {"application": (30, "field:in_force_on"), "court-takes": (3, "field:applied_on"),
                  "court-decides": (15, "field:court_taken_on")},
    "legal-aid": {"examine": (7, "reported"), "appoint": (3, "field:decided_on"),
                  "examine-later": (7, "field:handed_in_on"),
                  "review": (5, "field:objected_on"), "review-of-end": (5, "field:objected_on")},
    "proposal": {},
}  # fmt: skip


@pytest.mark.parametrize("code", STATUTORY)
def test_the_limits_of_the_law_are_those_of_the_law(catalogue: Catalogue, code: str) -> None:
    clocks = {name: milestone.clock for name, milestone in catalogue.procedures[code].milestones.items()}
    found = {name: (int(each.limit.amount), each.since) for name, each in clocks.items() if each.limit.statutory}
    assert found == STATUTORY[code]
    assert all(clocks[name].limit.unit == "calendar_days" for name in found)


def test_what_confirmation_is_not_for_bars_the_application(catalogue: Catalogue) -> None:
    applied = catalogue.procedures["mediation"].milestones["application"].outcomes["applied"]
    assert {each.name: each.must for each in applied.evidence} == {
        "applied_on": None, "joint": True, "about_status": False,
    }  # fmt: skip
    (longer,) = catalogue.procedures["mediation"].milestones["court-decides"].outcomes["longer"].extends.values()
    assert int(longer.limit.amount) == 15 + 10


def test_whoever_need_not_show_their_means_is_not_asked_for_them(catalogue: Catalogue) -> None:
    granted = catalogue.procedures["legal-aid"].milestones["examine"].outcomes
    asked = {code: {each.name for each in outcome.evidence} for code, outcome in granted.items()}
    assert "means_shown_by" in asked["granted"]
    assert "means_shown_by" not in asked["granted-exempt"] | asked["granted-anyway"] | asked["aid-first"]


@pytest.mark.parametrize("code", STATUTORY)
def test_every_outcome_is_met_on_some_way_through(catalogue: Catalogue, code: str) -> None:
    procedure = catalogue.procedures[code]
    met, seen = set[str](), set[Standing]()
    todo = [Standing(frozenset(procedure.first))]
    while todo:
        standing = todo.pop()
        if standing not in seen:
            seen.add(standing)
            following = list(steps(procedure, standing))
            met |= {name for name, _ in following}
            todo += [then for _, then in following]
    all_of_them = {
        f"{milestone.code}.{outcome.code}"
        for milestone in procedure.milestones.values()
        for outcome in milestone.outcomes.values()
        if outcome.code != milestone.completes
    }
    assert met == all_of_them
