"""Tokens and holiday notices from the command line: each once, each with a clear word when it cannot be."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gongzhi.bodies.models import Unit
from gongzhi.bodies.tokens import authenticate_token
from gongzhi.matters import explaining
from gongzhi.site.cli.frame import main
from tests.cast import LEAD, City, city, keys

__all__ = ["city", "keys"]
NOTICE = "date,name,is_off_day,source_year,notice_url\n2031-01-01,元旦,1,2031,https://example.gov.cn/2031\n"
Captured = pytest.CaptureFixture[str]


def said(capsys: Captured) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def notice(tmp_path: Path, settings: Any) -> Path:
    """A notice for a year far off, and a catalogue folder to put it in."""
    settings.CATALOGUE = tmp_path / "catalogue"
    (settings.CATALOGUE / "calendars" / "national").mkdir(parents=True)
    file = tmp_path / "notice.csv"
    file.write_text(NOTICE, encoding="utf-8")
    return file


def test_a_notice_becomes_a_year_of_the_calendar_once(notice: Path, settings: Any, capsys: Captured) -> None:
    command = ["catalogue", "notice", str(notice), "--year", "2031", "--json"]
    assert main(command) == 0
    assert said(capsys)["changed"] is True
    written = settings.CATALOGUE / "calendars" / "national" / "2031.toml"
    assert "2031-01-01" in written.read_text(encoding="utf-8")
    assert main(command) == 0
    assert said(capsys)["changed"] is False


def test_a_year_that_is_there_with_other_days_is_not_overwritten(notice: Path, settings: Any, capsys: Captured) -> None:
    there = settings.CATALOGUE / "calendars" / "national" / "2031.toml"
    there.write_text("year = 2031\n", encoding="utf-8")
    assert main(["catalogue", "notice", str(notice), "--year", "2031", "--json"]) == 1
    assert said(capsys)["refused"] == "notice-there"
    assert there.read_text(encoding="utf-8") == "year = 2031\n"


@pytest.mark.parametrize(("year", "code"), [("2032", "notice-year-absent"), ("2031", "file-unreadable")])
def test_what_cannot_be_read_is_said(notice: Path, capsys: Captured, year: str, code: str) -> None:
    if code == "file-unreadable":
        notice.write_bytes(b"\xff\xfe\x00")
    assert main(["catalogue", "notice", str(notice), "--year", year, "--json"]) == 1
    assert said(capsys)["refused"] == code


@pytest.mark.django_db
def test_a_unit_whose_calendar_the_catalogue_lacks_is_named(
    city: City, settings: Any, tmp_path: Path, capsys: Captured
) -> None:
    settings.HOME = tmp_path
    (tmp_path / "founded").touch()
    assert main(["catalogue", "check", "--json"]) == 0
    assert said(capsys)["units_without_their_calendar"] == {}
    Unit.objects.filter(code=LEAD).update(calendar="moon")
    assert main(["catalogue", "check", "--json"]) == 1
    assert said(capsys)["units_without_their_calendar"] == {LEAD: "moon"}


@pytest.mark.django_db
def test_the_clocks_of_a_matter_are_explained_as_the_api_explains_them(city: City, capsys: Captured) -> None:
    made = city.report()
    assert main(["matter", "explain-clock", made.number, "--json"]) == 0
    told = said(capsys)
    assert told == json.loads(json.dumps(explaining.explained(made.id, "zh"), default=str))
    assert main(["matter", "explain-clock", made.number]) == 0
    printed = capsys.readouterr()
    assert all(line in printed.out + printed.err for clock in told["clocks"] for line in clock["explanation"])


@pytest.mark.django_db
def test_a_token_opens_what_it_names_and_nothing_else(city: City, capsys: Captured) -> None:
    assert main(["token", "clerk", "--scopes", "matters.see", "--json"]) == 0
    secret = said(capsys)["token"]
    assert authenticate_token(secret, timezone.now()) is not None
    assert main(["token", "clerk", "--scopes", "matters.report", "--sources", "12345, 311", "--json"]) == 0
    assert said(capsys)["sources"] == ["12345", "311"]
    assert main(["token", "nobody", "--scopes", "matters.see", "--json"]) == 1
    assert said(capsys)["refused"] == "login-unknown"
    assert main(["token", "clerk", "--scopes", "matters.fly", "--json"]) == 1
    assert said(capsys)["refused"] == "scope-unknown"
