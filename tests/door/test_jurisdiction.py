"""A town that another county runs: its matters go and show to who runs it; their numbers keep the division."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shapely.geometry import box

from gongzhi.kernel import SYSTEM, Actor, Crs, GeoPoint
from gongzhi.matters import catalogues, explaining, journal, queries, replay
from gongzhi.matters.loop.closing import Reopen
from gongzhi.matters.loop.state import Plain
from gongzhi.places.importing import import_areas
from gongzhi.places.report import AreaRow
from gongzhi.site.settings import CATALOGUE
from tests.cast import City

TOWN = GeoPoint(lon=124.105, lat=43.005, crs=Crs.WGS84)


def handed_town(city: City) -> None:
    """郭家店镇: code of 梨树 (220322), run by 铁西 (220302)."""
    areas = (
        AreaRow(row=1, code="220322", name="梨树县", level="county", parent="220300"),
        AreaRow(row=2, code="220322101", name="郭家店镇", level="township", parent="220322", jurisdiction="220302"),
        AreaRow(row=3, code="220322101001", name="一村", level="community", parent="220322101"),
        AreaRow(row=4, code="220322101001001", name="一格", level="grid", parent="220322101001",
                shape=box(124.1, 43.0, 124.11, 43.01)),
        AreaRow(row=5, code="220302", name="铁西区", level="county", parent="220300"),
    )  # fmt: skip
    city.now += timedelta(hours=1)
    report = import_areas(areas, source="town", at=city.now, by=SYSTEM)
    assert report.written, report.refusals


def test_a_handed_town_is_worked_and_seen_by_who_runs_it(city: City) -> None:
    handed_town(city)
    made = city.report(point=TOWN)
    state = journal.state(made.id)
    assert made.number.startswith("20260302-220322-")
    assert (state.holder, state.place.county, state.place.grid) == ("220302-ZZ", "220302", "220322101001001")
    seen = queries.page(queries.Wish(area="220302"), city.actor("clerk"), city.now)
    assert [row.id for row in seen.rows] == [made.id]
    assert list(replay.matters([made.id])) == []


def test_a_notice_published_since_counts_for_older_matters_too(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = city.report(kind="06010", self_handled=Plain("已清理"))
    city.now = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
    folder = tmp_path / "catalogue"
    _with_day_off(folder)
    number = catalogues.put_in_force(folder, city.now)
    began_under = journal.state(made.id).catalogue
    city.do(Reopen(remark=Plain("又有了")), Actor(id=f"reporter:{made.id}"), made.id)
    state = journal.state(made.id)
    assert state.catalogue == began_under != str(number)
    assert [clock.counted_by for clock in state.running] == [str(number)]
    told = explaining.explained(made.id, "zh")["clocks"][-1]
    assert told["due_at"].date().isoformat() == "2026-03-21", "20 March became a day off, 21 March is worked instead"
    assert any("放假" in line for line in told["explanation"])


def _with_day_off(folder: Path) -> None:
    """The catalogue with one more holiday: Friday 20 March 2026 off, Saturday 21 March worked instead."""
    for source in CATALOGUE.rglob("*.toml"):
        target = folder / source.relative_to(CATALOGUE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    year = folder / "calendars" / "national" / "2026.toml"
    year.write_text(year.read_text(encoding="utf-8") + EXTRA, encoding="utf-8")


EXTRA = """
[[holidays]]
name = { zh = "城市日", en = "City day" }
off = [2026-03-20]
make_up = [2026-03-21]
"""
