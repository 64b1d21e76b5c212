"""Reports of the demonstration are the same for the same seed, fit the season and the catalogue, and expose nobody."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely

from gongzhi.catalogue import Kind, read
from gongzhi.demo.geography import DemoCity
from gongzhi.demo.life import Life, LifeReport
from gongzhi.demo.stories import book
from gongzhi.kernel import Crs
from gongzhi.places.crs import to_wgs84

HOME = ZoneInfo("Asia/Shanghai")
CATALOGUE = Path(__file__).parents[2] / "catalogue"
JANUARY, JULY = (datetime(2026, month, 14, 9, 30, tzinfo=HOME) for month in (1, 7))
COUNT = 3000


@pytest.fixture(scope="module")
def kinds() -> dict[str, Kind]:
    return dict(read(CATALOGUE).kinds)


@pytest.fixture(scope="module")
def january(small_city: DemoCity, kinds: dict[str, Kind]) -> list[LifeReport]:
    return told(small_city, kinds, seed=1, at=JANUARY)


def told(city: DemoCity, kinds: dict[str, Kind], *, seed: int, at: datetime, count: int = COUNT) -> list[LifeReport]:
    life = Life(city.areas, kinds, seed)
    return [life.report(at) for _ in range(count)]


def metres_outside(report: LifeReport, outline: shapely.Polygon) -> float:
    assert report.point is not None
    return float(shapely.Point(to_wgs84(report.point)).distance(outline) * 111_200)


def test_every_story_is_about_a_kind_that_can_be_reported(kinds: dict[str, Kind]) -> None:
    for story in book().stories:
        kind = kinds[story.kind]
        assert kind.reportable
        assert story.handled is None or kind.self_handle


def test_the_same_seed_tells_the_same_and_another_seed_something_else(
    small_city: DemoCity, kinds: dict[str, Kind], january: list[LifeReport]
) -> None:
    assert told(small_city, kinds, seed=1, at=JANUARY, count=300) == january[:300]
    assert told(small_city, kinds, seed=2, at=JANUARY, count=300) != january[:300]


def test_stories_fit_the_season(small_city: DemoCity, kinds: dict[str, Kind], january: list[LifeReport]) -> None:
    winter = {report.kind for report in january}
    summer = {report.kind for report in told(small_city, kinds, seed=1, at=JULY)}
    assert {"10001", "21001"} <= winter - summer
    assert {"24002", "25001"} & winter == set()
    assert "24002" in summer


def test_points_lie_in_their_grid_or_by_its_edge_or_are_said_to_be_outside(
    small_city: DemoCity, january: list[LifeReport]
) -> None:
    outline = {area.code: area.outline for area in small_city.areas if area.level in ("grid", "city")}
    first = [report for report in january if report.point is not None and report.again is None]
    for report in first:
        if report.grid is None:
            assert metres_outside(report, outline["220300"]) > 0
        else:
            assert metres_outside(report, outline[report.grid]) <= (15 if report.near_edge else 0.5)
    assert any(report.grid is None for report in first)
    assert any(report.near_edge for report in first)


def test_the_channel_says_in_which_system_the_point_is(january: list[LifeReport]) -> None:
    systems = {report.channel: report.point and report.point.crs for report in january}
    assert systems == {
        "worker": Crs.CGCS2000,
        "wechat": Crs.GCJ02,
        "web": Crs.GCJ02,
        "hotline": None,
        "window": None,
    }


def test_a_repeated_report_is_about_the_same_thing_near_the_same_spot(january: list[LifeReport]) -> None:
    repeated = [report for report in january if report.again is not None]
    assert 0.02 < len(repeated) / COUNT < 0.1
    for report in repeated:
        before = january[report.again or 0]
        assert before.again is None
        assert (report.kind, report.grid, report.address) == (before.kind, before.grid, before.address)
        assert report.self_handled is None


def test_what_concerns_persons_never_comes_from_a_grid_worker(
    january: list[LifeReport], kinds: dict[str, Kind]
) -> None:
    private = [report for report in january if kinds[report.kind].privacy in ("P2", "P3")]
    assert private
    assert {report.channel for report in private} <= {"hotline", "window", "web"}
    assert all(report.point is None or report.channel == "web" for report in private)


def test_only_workers_settle_things_at_once_and_only_where_the_kind_allows(
    january: list[LifeReport], kinds: dict[str, Kind]
) -> None:
    settled = [report for report in january if report.self_handled]
    assert settled
    assert all(report.channel == "worker" and kinds[report.kind].self_handle for report in settled)


def test_telephones_are_of_a_block_that_no_network_uses(january: list[LifeReport]) -> None:
    contacts = [report.contact for report in january if report.contact]
    assert all(re.fullmatch(r"1540000\d{4}", contact.phone) for contact in contacts)
    assert all(re.fullmatch(r"演示居民\d{4}", contact.name) for contact in contacts)
    written = [number for report in january for number in re.findall(r"\d{11}", report.text)]
    assert written
    assert all(number.startswith("1540000") for number in written)


def test_words_are_complete_and_short_enough(january: list[LifeReport]) -> None:
    for report in january:
        assert not re.search(r"[{}]", report.text + report.address)
        assert 5 <= len(report.text) <= 200
        assert 5 <= len(report.address) <= 200


def test_required_answers_are_there_unless_they_need_a_person_or_a_file(
    january: list[LifeReport], kinds: dict[str, Kind]
) -> None:
    for report in january:
        for field in kinds[report.kind].fields:
            if field.required and field.type not in ("place", "contact", "files") and field.name != "description":
                assert field.name in report.answers, (report.kind, field.name)
            if field.type == "choice" and field.name in report.answers:
                assert report.answers[field.name] in field.choices
