"""At the command line, too, whatever does not fit is refused in a sentence and leaves nothing behind."""

import gzip
import json
from pathlib import Path

import pytest

from gongzhi.matters.models import MatterRow
from gongzhi.places.models import Area
from gongzhi.site.cli.frame import main
from tests.cast import City

A_POINT = {
    "type": "Feature",
    "properties": {"code": "A", "name": "a", "level": "grid"},
    "geometry": {"type": "Point", "coordinates": [1, 2]},
}
FILES = {
    "empty.csv": b"",
    "broken.csv": b"case_enquiry_id,open_dt\n\xff\xfe\x00\x81,\xff\n",
    "other.csv": "姓名,年龄\n张三,40\n".encode(),
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "cut.csv.gz": gzip.compress(b"a,b\n" * 1000)[:40],
    "words.geojson": b"not JSON at all",
    "empty.geojson": b"{}",
    "points.geojson": json.dumps({"type": "FeatureCollection", "features": [A_POINT]}).encode(),
    "deep.geojson": b"[" * 50_000,
    "fake.xlsx": b"PK\x03\x04" + bytes(50),
    "garbage.json": b"\x00\x01",
}  # fmt: skip
IMPORT, CHECK = ["reports", "import"], ["areas", "check"]
CASES: dict[str, list[str]] = {
    "reports of no file": [*IMPORT, "nowhere.csv", "--crs", "wgs84"],
    "reports without crs": [*IMPORT, "other.csv"],
    "reports with unknown crs": [*IMPORT, "other.csv", "--crs", "mars"],
    "reports with unknown mapping": [*IMPORT, "other.csv", "--crs", "wgs84", "--mapping", "nonesuch"],
    "reports with missing columns": [*IMPORT, "other.csv", "--crs", "wgs84", "--mapping", "boston311"],
    "reports of nothing": [*IMPORT, "empty.csv", "--crs", "wgs84"],
    "reports in broken UTF-8": [*IMPORT, "broken.csv", "--crs", "wgs84"],
    "reports that are a picture": [*IMPORT, "picture.csv", "--crs", "wgs84"],
    "reports cut off": [*IMPORT, "cut.csv.gz", "--crs", "wgs84"],
    "areas of no file": [*CHECK, "nowhere.geojson", "--crs", "wgs84"],
    "areas without crs": [*CHECK, "empty.geojson"],
    "areas with unknown crs": [*CHECK, "empty.geojson", "--crs", "mars"],
    "areas that are words": [*CHECK, "words.geojson", "--crs", "wgs84"],
    "areas without features": [*CHECK, "empty.geojson", "--crs", "wgs84"],
    "areas that are points": [*CHECK, "points.geojson", "--crs", "wgs84"],
    "areas nested without end": [*CHECK, "deep.geojson", "--crs", "wgs84"],
    "areas in a table of something else": [*CHECK, "other.csv", "--crs", "wgs84"],
    "areas in a broken workbook": [*CHECK, "fake.xlsx", "--crs", "wgs84"],
    "areas imported that are words": ["areas", "import", "words.geojson", "--crs", "wgs84"],
    "matter unknown": ["matter", "show", "20260302-220302-999999"],
    "matter with quotes": ["matter", "show", "'; DROP TABLE matters_matter; --"],
    "clock of an unknown matter": ["matter", "explain-clock", "1"],
    "anchor of no file": ["verify", "--anchor", "nowhere.json"],
    "anchor that is garbage": ["verify", "--anchor", "garbage.json"],
    "clock from no time": ["clock", "due", "--from", "昨天", "--amount", "4", "--unit", "work-hours"],
    "clock of a year unpublished": [
        "clock", "due", "--from", "2031-01-01T08:00:00+08:00", "--amount", "4", "--unit", "work-hours",
    ],
    "clock of unknown unit": [
        "clock", "due", "--from", "2026-01-05T08:00:00+08:00", "--amount", "4", "--unit", "moons",
    ],
    "clock of endless time": [
        "clock", "due", "--from", "2026-01-05T08:00:00+08:00", "--amount", "1e99", "--unit", "clock-hours",
    ],
    "command unknown": ["explode"],
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every kind of wrong file, in which the command is given."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", CASES)
def test_a_command_that_does_not_fit_fails_in_a_sentence(
    city: City, files: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    areas = Area.objects.count()
    code = main([*CASES[name], "--json"])
    captured = capsys.readouterr()
    assert code in (1, 2), captured.out
    assert captured.err.strip()
    assert "Traceback" not in captured.err + captured.out
    if code == 1:
        told = json.loads(captured.out)
        assert told.get("refused") or told.get("refusals"), told
    assert (MatterRow.objects.count(), Area.objects.count()) == (0, areas)
