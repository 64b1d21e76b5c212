"""The command line: one JSON object and nothing else with --json, a sentence and a failing exit where it could not."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongzhi.site.cli.frame import main

Captured = pytest.CaptureFixture[str]
CLOCK = ["clock", "due", "--amount", "4", "--unit", "work-hours"]


def said(capsys: Captured) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_last_line_of_clock_due_is_the_due_time_alone(capsys: Captured) -> None:
    assert main([*CLOCK, "--from", "2026-02-13T16:00:00+08:00"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2026-02-14T11:30:00+08:00"


def test_the_due_time_keeps_the_offset_of_the_start(capsys: Captured) -> None:
    assert main([*CLOCK, "--from", "2026-02-13T08:00:00+00:00", "--json"]) == 0
    assert said(capsys)["due"] == "2026-02-14T03:30:00+00:00"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([*CLOCK, "--from", "2026-02-13T16:00:00"], "time-unreadable"),
        ([*CLOCK, "--from", "yesterday"], "time-unreadable"),
        ([*CLOCK, "--from", "2027-02-13T16:00:00+08:00"], "calendar-year-unpublished"),
        ([*CLOCK, "--from", "2026-02-13T16:00:00+08:00", "--calendar", "moon"], "calendar-unknown"),
        (["areas", "check", "/nowhere.geojson", "--crs", "wgs84"], "file-absent"),
        (
            ["clock", "due", "--from", "2026-02-13T16:00:00+08:00", "--amount", "x", "--unit", "work-days"],
            "amount-unreadable",
        ),
        (
            ["clock", "due", "--from", "2026-02-13T16:00:00+08:00", "--amount", "-1", "--unit", "work-days"],
            "limit-amount-wrong",
        ),
    ],
)
def test_a_refusal_is_exit_1_with_words_on_standard_error(arguments: list[str], code: str, capsys: Captured) -> None:
    assert main([*arguments, "--json"]) == 1
    captured = capsys.readouterr()
    facts = json.loads(captured.out)
    assert facts["refused"] == code
    assert facts["title"].split("：")[0] in captured.err
    assert "Traceback" not in captured.err


def test_an_unknown_option_is_exit_2() -> None:
    assert main(["clock", "due", "--nonsense"]) == 2


def test_an_unknown_coordinate_system_is_refused(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text("{}", encoding="utf-8")
    assert main(["areas", "check", str(tmp_path / "a.geojson"), "--crs", "mars", "--json"]) == 1
    assert said(capsys)["refused"] == "crs-unknown"


def test_the_catalogue_as_it_stands_is_sound(capsys: Captured) -> None:
    assert main(["catalogue", "check", "--json"]) == 0
    facts = said(capsys)
    assert facts["faults"] == 0
    assert facts["kinds"] >= 250


def gongzhi(home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("GONGZHI_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "-m", "gongzhi.site.cli", *arguments]
    return subprocess.run(
        command, env={**known, "GONGZHI_HOME": str(home), **more}, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_an_empty_installation_is_made_once_and_takes_areas(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = gongzhi(home, "serve", "--json")
    assert before.returncode == 2
    assert "gongzhi init" in before.stderr
    made = gongzhi(home, "init", "--city", "empty", "--json")
    assert made.returncode == 0, made.stderr
    links = json.loads(made.stdout)["links"]
    assert list(links) == ["administrator (admin)", "security_admin (security)", "audit_admin (audit)"]
    assert all("/invitations/" in link for link in links.values())
    assert home.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in (home / "keys").iterdir())
    again = gongzhi(home, "init", "--city", "empty", "--json")
    assert (again.returncode, json.loads(again.stdout)["refused"]) == (1, "already-founded")
    square = {"type": "Polygon", "coordinates": [[[124, 43], [124.1, 43], [124.1, 43.1], [124, 43.1], [124, 43]]]}
    feature = {
        "type": "Feature",
        "geometry": square,
        "properties": {"code": "G1", "name": "一格", "level": "grid", "parent": "C"},
    }
    (tmp_path / "a.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    taken = gongzhi(home, "areas", "import", str(tmp_path / "a.geojson"), "--crs", "wgs84", "--json")
    assert taken.returncode == 0, taken.stderr
    assert json.loads(taken.stdout)["new_city"] == "C"
    twice = json.loads(gongzhi(home, "areas", "import", str(tmp_path / "a.geojson"), "--crs", "wgs84", "--json").stdout)
    assert (twice["written"], twice["unchanged"]) == (False, True)


def test_a_wrong_setting_is_exit_2_and_one_sentence(tmp_path: Path) -> None:
    done = gongzhi(tmp_path, "catalogue", "check", GONGZHI_ADDRESS="8000")
    assert done.returncode == 2
    assert "GONGZHI_ADDRESS is '8000', which is not host:port" in done.stderr
    assert "Traceback" not in done.stderr
