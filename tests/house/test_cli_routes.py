"""A changed rule set moves exactly the matters that it is about, says so before it goes live, and writes nothing."""

import csv
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gongzhi.bodies.staffing import DutyRow, UnitRow, bulk
from gongzhi.matters import catalogues
from gongzhi.matters.loop.dispatching import Dispatch
from gongzhi.matters.loop.noting import Correct
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.loop.triage import Accept
from gongzhi.matters.models import CatalogueVersion, Entry, FeedRow, MatterRow
from gongzhi.matters.receipts import Receipt
from gongzhi.site.cli.frame import main
from gongzhi.site.settings import CATALOGUE
from tests.cast import BEGUN, SUPPORT, City, city, keys

__all__ = ["city", "keys"]
Captured = pytest.CaptureFixture[str]
POLICE, ECOLOGY, SINCE = "220302001-GA", "220302-HB", "2026-03-01"
FIRST = {"living": POLICE, "industrial": ECOLOGY, "construction": SUPPORT}


@pytest.fixture(autouse=True)
def offices(city: City, settings: Any) -> None:
    """A police station in the township, and the county's office for ecology."""
    (settings.HOME / "founded").parent.mkdir(parents=True, exist_ok=True)
    bulk(
        at=BEGUN,
        units=[
            UnitRow(code=POLICE, name="派出所", type="GA", level="township", area="220302001"),
            UnitRow(code=ECOLOGY, name="生态环境局", type="HB", level="county", area="220302"),
        ],
        duties=[DutyRow(unit=POLICE, duty="public-security"), DutyRow(unit=ECOLOGY, duty="environment")],
    )


@pytest.fixture
def past(city: City) -> dict[str, list[str]]:
    """Numbers of matters by the source of their noise, two each, and three others; each an hour after the other."""
    found: dict[str, list[str]] = {}
    for source in (*FIRST, *FIRST):
        found.setdefault(source, []).append(report(city, noise_source=Plain(source)).number)
    found["unsaid"] = [report(city).number]
    found["road"] = [city.report().number, city.report().number]
    return found


def report(city: City, **answers: Any) -> Receipt:
    city.now += timedelta(hours=1)
    return city.report(kind="06028", text=Plain("吵"), answers=answers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The routes of the project, to be changed."""
    return Path(shutil.copytree(CATALOGUE / "routes", tmp_path / "routes"))


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def ran(capsys: Captured, *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["routes", *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def stored() -> tuple[Any, ...]:
    """Everything that a try might have touched."""
    tables = (MatterRow, Entry, FeedRow, CatalogueVersion)
    return tuple(list(table.objects.order_by("pk").values_list()) for table in tables)


@pytest.mark.parametrize("what", ["folder", "file", "catalogue"])
def test_exactly_the_planted_matters_move(past: Any, folder: Path, capsys: Captured, what: str) -> None:
    path = changed(folder, "noise.toml", 'lead = { duty = "environment"', 'lead = { duty = "urban-management"')
    whole = Path(shutil.copytree(CATALOGUE, folder.parent / "catalogue", dirs_exist_ok=True))
    shutil.copy(path, whole / "routes/noise.toml")
    given = {"folder": folder, "file": path, "catalogue": whole}[what]
    sheet, before = folder.parent / "moved.csv", stored()
    told = ran(capsys, "try", str(given), "--since", SINCE, "--until", "2026-04-01", "--csv", str(sheet))
    assert (told["matters"], told["tried"], told["moved"], told["other_support"]) == (9, 9, 2, 0)
    assert told["table"] == [
        {
            "kind": "06028", "name": "噪声扰民", "from": ECOLOGY, "to": SUPPORT, "count": 2, "dispatched": 0,
            "rules": [["route:noise-industrial", "route:noise-industrial"]], "examples": past["industrial"],
        }
    ]  # fmt: skip
    rows = list(csv.DictReader(sheet.read_text("utf-8-sig").splitlines()))
    assert [(row["number"], row["from"], row["to"]) for row in rows] == [
        (number, ECOLOGY, SUPPORT) for number in past["industrial"]
    ]
    assert {row["area"] for row in rows} == {"220302001001001"}
    assert stored() == before


def test_the_rules_in_force_move_nothing(past: Any, folder: Path, capsys: Captured) -> None:
    told = ran(capsys, "try", str(folder), "--since", SINCE, "--until", "2026-04-01")
    assert (told["tried"], told["moved"], told["table"], told["unanswered"]) == (9, 0, [], {})


def test_another_order_of_the_rules_moves_what_two_of_them_are_about(past: Any, folder: Path, capsys: Captured) -> None:
    (folder / "00.toml").write_text(
        'name = "先"\n[[rules]]\ncode = "all-noise"\nname = "噪声都归城管"\nbasis = "试"\n'
        'when = { kinds = ["06028"] }\nlead = { unit = "CG", level = "county" }\n', "utf-8",
    )  # fmt: skip
    told = ran(capsys, "try", str(folder), "--since", SINCE, "--until", "2026-04-01")
    assert told["moved"] == 5
    assert {(line["from"], line["count"]) for line in told["table"]} == {(POLICE, 3), (ECOLOGY, 2)}
    assert told["other_support"] == 2, "those of construction keep their lead and lose their helpers"
    assert len(told["faults"]) == 5, "each rule of noise is covered now, and is named"


def test_only_matters_of_the_span_are_tried(city: City, past: Any, folder: Path, capsys: Captured) -> None:
    changed(folder, "noise.toml", 'lead = { duty = "environment"', 'lead = { duty = "urban-management"')
    opened = MatterRow.objects.get(number=past["industrial"][1]).opened_at
    told = ran(capsys, "try", str(folder), "--since", opened.isoformat(), "--until", "2026-04-01")
    assert told["table"][0]["examples"] == past["industrial"][1:]
    told = ran(capsys, "try", str(folder), "--since", SINCE, "--until", opened.isoformat())
    assert told["table"][0]["examples"] == past["industrial"][:1]


def test_an_answer_counts_as_it_was_corrected(city: City, past: Any, folder: Path, capsys: Captured) -> None:
    changed(folder, "noise.toml", 'lead = { duty = "environment"', 'lead = { duty = "urban-management"')
    made = MatterRow.objects.get(number=past["living"][0]).id
    city.do(Correct(answers={"noise_source": Plain("industrial")}), "clerk", made)
    told = ran(capsys, "try", str(folder), "--since", SINCE, "--until", "2026-04-01")
    assert sorted(told["table"][0]["examples"]) == sorted([past["living"][0], *past["industrial"]])


def test_an_answer_that_a_changed_rule_asks_and_nobody_gave_is_said(past: Any, folder: Path, capsys: Captured) -> None:
    changed(folder, "noise.toml", 'noise_source = "traffic"', 'noise_source = "traffic", duration = { least = 5 }')
    told = ran(capsys, "try", str(folder), "--since", SINCE, "--until", "2026-04-01")
    assert (told["moved"], told["unanswered"]) == (0, {"noise_source": 1})


def test_what_cannot_be_tried_is_said_by_reason(city: City, past: Any, folder: Path, capsys: Captured) -> None:
    changed(folder, "noise.toml", 'lead = { duty = "environment"', 'lead = { duty = "urban-management"')
    violent = {"violence": True, "willingness": Plain("none")}
    city.report(kind="23002", text=Plain("家里"), answers=violent, point=None, address=Plain("某村"))
    numbers = past["industrial"]
    MatterRow.objects.filter(number=numbers[0]).update(locked=True)
    spoilt = MatterRow.objects.get(number=numbers[1]).id
    Entry.objects.filter(matter_id=spoilt, event="Reported").update(data='{"number": 3}')
    MatterRow.objects.filter(number=past["road"][0]).update(kind="06099")
    whole = Path(shutil.copytree(CATALOGUE, folder.parent / "catalogue"))
    shutil.copy(folder / "noise.toml", whole / "routes/noise.toml")
    changed(whole / "kinds", "23.toml", 'lead = { duty = "women-rights", level = "township" }',
            'lead = { duty = "women-rights", level = "county" }')  # fmt: skip
    told = ran(capsys, "try", str(whole), "--since", SINCE, "--until", "2026-04-01")
    assert told["left_out"] == {"ruled": 1, "journal-unreadable": 1, "kind-unknown": 1, "isolated": 1}
    assert (told["matters"], told["tried"], told["moved"]) == (10, 6, 0)


@pytest.mark.parametrize(
    ("since", "text", "refused"),
    [
        ("gestern", None, "time-unreadable"),
        (SINCE, "name = ", "catalogue-faults"),
        (SINCE, 'name = "x"\n[[rules]]\ncode = "x"\n', "catalogue-faults"),
        (SINCE, b"\xff", "file-unreadable"),
        (SINCE, None, "file-unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(since: str, text: Any, refused: str, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "noise.toml"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    sheet = tmp_path / "moved.csv"
    assert ran(capsys, "try", str(file), "--since", since, "--csv", str(sheet), code=1)["refused"] == refused
    assert not sheet.exists()


def test_a_folder_without_rules_is_no_rule_set(tmp_path: Path, capsys: Captured) -> None:
    assert ran(capsys, "try", str(tmp_path), "--since", SINCE, code=1)["refused"] == "file-absent"


def test_a_matter_is_explained_with_every_rule_once(city: City, past: Any, capsys: Captured) -> None:
    number = past["industrial"][0]
    before = ran(capsys, "explain", number)
    assert (before["suggested"], before["unit"], before["lead"]) == (True, ECOLOGY, "")
    made = MatterRow.objects.get(number=number).id
    city.do(Accept(), "clerk", made)
    city.do(Dispatch(), "colleague", made)
    told = ran(capsys, "explain", number)
    assert (told["suggested"], told["rule"], told["lead"]) == (False, "route:noise-industrial", ECOLOGY)
    rules = catalogues.in_force()[1].rules.rules
    assert [each["rule"] for each in told["rules"]] == [*(rule.named for rule in rules), "kind:06028"]
    assert [each["rule"] for each in told["rules"] if each["verdict"] == "won"] == ["route:noise-industrial"]
    assert {"rule": "route:wages-many", "verdict": "kinds"} in told["rules"]
    assert told["said"][0] == "依规则“工业噪声”"


def test_an_unknown_number_is_refused(capsys: Captured) -> None:
    assert ran(capsys, "explain", "20260302-220302-999999", code=1)["refused"] == "matter-unknown"


def test_more_matters_than_a_batch_are_walked_in_order(
    past: Any, folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(folder, "noise.toml", 'lead = { duty = "environment"', 'lead = { duty = "urban-management"')
    monkeypatch.setattr("gongzhi.matters.trying.BATCH", 2)
    MatterRow.objects.update(opened_at=datetime.fromisoformat("2026-03-02T09:00:00+08:00"))
    told = ran(capsys, "try", str(folder), "--since", SINCE, "--until", timezone.now().isoformat())
    assert (told["matters"], told["moved"]) == (9, 2)
