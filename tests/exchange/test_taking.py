"""Records of another system are taken as they are, once, and closed when their source has closed them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from gongzhi.exchange.records.running import source_actor
from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import journal, queries, replay, said
from gongzhi.matters.api_commands import order_of
from gongzhi.matters.loop.importing import Adopt
from gongzhi.matters.loop.state import Matter, Stage
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import MatterRow
from gongzhi.matters.sources import matter_of
from tests.cast import GRIDS, City
from tests.exchange.conftest import CLOSED, GOOD, HEADER, Bring, table

FIRST = matter_of("hotline", "A-1")
EYES = Actor(id="person:eyes", rights=frozenset({Right(duty="matters.see")}))
MAPPING = """
source = "12345"
[columns]
source_id = "case"
subcategory = ""
[status]
closed = ["closed", "已办结"]
[channel]
column = "via"
values = { phone = "hotline" }
[kinds."Street Lights"]
"*" = "01037"
"""


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said)


def state(matter: UUID = FIRST) -> Matter:
    return journal.state(matter)


def test_an_open_record_waits_in_triage_with_the_due_time_of_its_source(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD))
    assert (facts["taken"], facts["open"], facts["closed"], facts["located"]) == (1, 1, 0, 1)
    matter = state()
    assert (matter.stage, matter.origin, matter.kind) == (Stage.REPORTED, "import", "unsorted")
    assert (matter.opened_at, matter.place.grid) == (moment(GOOD["opened_at"]), GRIDS[0])
    assert [(clock.name, clock.due_at) for clock in matter.running] == [("source", moment(GOOD["due_at"]))]
    assert matter.foreign == ("Street Lights / Outage", "open")
    assert matter.source == ("hotline", "A-1")
    assert {entry.actor for entry in queries.lines(FIRST)} == {"source:hotline"}
    assert queries.texts_of([FIRST])[FIRST] == {"text": GOOD["text"], "address": GOOD["address"]}


def test_a_closed_record_is_closed_at_the_time_of_its_source(city: City, bring: Bring) -> None:
    assert bring(table(CLOSED))["closed"] == 1
    matter = state()
    assert (matter.stage, matter.closed_at) == (Stage.CLOSED, moment(CLOSED["closed_at"]))
    assert not matter.running
    assert list(replay.matters([FIRST])) == []


def test_a_record_without_due_time_runs_on_a_clock_of_calendar_days(city: City, bring: Bring) -> None:
    bring(table(GOOD | {"due_at": ""}))
    (clock,) = state().running
    assert (clock.name, clock.measure, clock.amount) == ("source", "calendar_days", 30)


def test_a_record_without_a_point_waits_to_be_located_and_the_summary_says_so(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD | {"lat": "", "lon": ""}))
    assert (facts["located"], facts["outside"], facts["without_place"]) == (0, 0, 1)
    assert state().place.how == "unplaced"
    waiting = queries.page(queries.Wish(placed="unplaced"), EYES, city.now)
    assert [row.id for row in waiting.rows] == [FIRST]


def test_a_point_beyond_the_city_is_taken_and_counted_as_outside(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD | {"lat": "30", "lon": "140"}))
    assert (facts["taken"], facts["outside"], facts["placed"]) == (1, 1, {"outside": 1})


def test_a_status_that_nobody_knows_counts_as_open_and_is_kept(city: City, bring: Bring) -> None:
    facts = bring(table(CLOSED | {"status": "erledigt?"}))
    assert (facts["open"], facts["unknown_statuses"]) == (1, {"erledigt?": 1})
    assert facts["findings"] == {"closing-time-while-open": 1, "status-unknown": 1, "answer-while-open": 1}
    assert MatterRow.objects.get().foreign_status == "erledigt?"


@pytest.mark.parametrize(
    ("said", "finding", "stage"),
    [
        ({"status": "closed", "closed_at": ""}, "closed-without-time", Stage.REPORTED),
        ({"status": "open"}, "closing-time-while-open", Stage.REPORTED),
        ({"status": "CLOSED"}, None, Stage.CLOSED),
        ({"status": ""}, None, Stage.CLOSED),
        ({"status": "", "closed_at": ""}, None, Stage.REPORTED),
        ({"due_at": "2026-02-20T09:00:00+08:00"}, "due-not-after-opening", Stage.CLOSED),
    ],
)
def test_what_is_odd_about_a_record_is_told_and_does_not_keep_it_out(
    city: City, bring: Bring, said: dict[str, str], finding: str | None, stage: Stage
) -> None:
    facts = bring(table(CLOSED | said | {"resolution": ""}))
    assert facts["findings"] == ({finding: 1} if finding else {})
    assert state().stage is stage


def test_a_mapping_renames_columns_and_finds_kind_channel_and_status(
    city: City, bring: Bring, tmp_path: object
) -> None:
    mapping = f"{tmp_path}/city.toml"
    with open(mapping, "w", encoding="utf-8") as file:
        file.write(MAPPING)
    header = ("case", *(name for name in HEADER if name not in ("source_id", "subcategory")), "via", "district")
    rows = [CLOSED | {"case": "7", "status": "已办结", "via": "phone"}, GOOD | {"case": "8", "category": "Trees"}]
    wanted = [{name: value for name, value in row.items() if name in header} for row in rows]
    facts = bring(table(*wanted, header=header), mapping=mapping)
    assert (facts["source"], facts["mapped"], facts["unsorted"]) == ("12345", 1, 1)
    assert facts["columns_left_out"] == ["district"]
    lamp, tree = state(matter_of("12345", "7")), state(matter_of("12345", "8"))
    assert (lamp.kind, lamp.channel, lamp.stage) == ("01037", "hotline", Stage.CLOSED)
    assert (tree.kind, tree.channel, tree.foreign) == ("unsorted", "import", ("Trees", "open"))


def test_times_without_offset_are_read_in_the_zone_of_the_mapping(city: City, bring: Bring, tmp_path: object) -> None:
    mapping = f"{tmp_path}/city.toml"
    with open(mapping, "w", encoding="utf-8") as file:
        file.write('zone = "Asia/Shanghai"')
    bring(table(GOOD | {"opened_at": "2026-02-20 09:00:00"}), mapping=mapping)
    assert state().opened_at == moment(GOOD["opened_at"])


def test_the_grids_that_a_source_writes_are_compared_with_the_ones_found(city: City, bring: Bring) -> None:
    rows = [
        GOOD | {"zipcode": GRIDS[0]},
        GOOD | {"source_id": "A-2", "zipcode": "第1网格"},
        GOOD | {"source_id": "A-3", "zipcode": GRIDS[1]},
        GOOD | {"source_id": "A-4", "zipcode": ""},
        GOOD | {"source_id": "A-5", "zipcode": GRIDS[0], "lat": "", "lon": ""},
    ]
    facts = bring(table(*rows, header=(*HEADER, "zipcode")))
    assert facts["agreement"] == {"agree": 2, "compared": 3, "share": 0.6667}


def test_the_second_import_of_a_file_changes_nothing(city: City, bring: Bring) -> None:
    content = table(GOOD, CLOSED | {"source_id": "A-2"}, GOOD | {"source_id": "A-3", "lat": "", "lon": ""})
    first = bring(content)
    before = [entry for row in MatterRow.objects.order_by("id") for entry in queries.lines(row.id)]
    again = bring(content)
    assert (first["taken"], again["taken"], again["already"], again["differs"]) == (3, 0, 3, 0)
    same = ("located", "outside", "without_place", "open", "closed", "overdue", "unsorted")
    assert {name: first[name] for name in same} == {name: again[name] for name in same}
    assert [entry for row in MatterRow.objects.order_by("id") for entry in queries.lines(row.id)] == before


def test_a_record_that_says_something_else_now_stays_as_it_is_and_is_counted(city: City, bring: Bring) -> None:
    bring(table(GOOD))
    facts = bring(table(GOOD | {"text": "路灯又亮了"}))
    assert (facts["already"], facts["differs"]) == (1, 1)
    assert queries.texts_of([FIRST])[FIRST]["text"] == GOOD["text"]


def test_what_the_source_has_closed_since_is_closed_once(city: City, bring: Bring) -> None:
    bring(table(GOOD))
    facts = bring(table(CLOSED))
    assert (facts["taken"], facts["already"], facts["closed_since"], facts["closed"]) == (0, 1, 1, 1)
    assert state().closed_at == moment(CLOSED["closed_at"])
    again = bring(table(CLOSED))
    assert (again["already"], again["closed_since"], again["differs"]) == (1, 0, 0)
    other = bring(table(CLOSED | {"closed_at": "2026-02-22T10:00:00+08:00"}))
    assert (other["already"], other["closed_since"], other["differs"]) == (1, 0, 1)
    assert list(replay.matters([FIRST])) == []


def test_a_matter_that_somebody_has_taken_over_is_not_closed_by_its_source(city: City, bring: Bring) -> None:
    bring(table(GOOD, GOOD | {"source_id": "A-2"}))
    city.do(Adopt(), "clerk", FIRST)
    city.do(Accept(), "clerk", matter_of("hotline", "A-2"))
    facts = bring(table(CLOSED, CLOSED | {"source_id": "A-2"}))
    assert (facts["already"], facts["closed_since"], facts["differs"], facts["open"]) == (2, 1, 1, 1)
    assert state().stage is Stage.REPORTED


def test_the_same_row_twice_in_a_file_is_one_matter(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD, GOOD))
    assert (facts["read"], facts["taken"], facts["already"], facts["differs"]) == (2, 1, 1, 0)


def test_a_report_of_the_interface_and_a_row_of_a_file_with_the_same_number_are_one_matter(
    city: City, bring: Bring
) -> None:
    report = said.ReportIn(text="路灯不亮", source=said.SourceIn(system="hotline", id="A-1"))
    gateway = replace(city.actor("worker"), sources=frozenset({"hotline"}))
    assert order_of(report, gateway, None).key == FIRST
    city.do(report.command(), "worker", key=FIRST)
    facts = bring(table(GOOD))
    assert (facts["taken"], facts["already"], facts["differs"]) == (0, 1, 1)


def test_a_source_may_import_and_nothing_else(city: City, bring: Bring) -> None:
    bring(table(GOOD))
    with pytest.raises(Refused, match="no-right"):
        city.do(Accept(), source_actor("hotline"), FIRST)
