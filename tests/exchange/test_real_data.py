"""The heads of three real files go in as they are, located, closed and due as their sources say."""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from gongzhi.bodies.founding import ensure_root_centre, root_for_city
from gongzhi.kernel import SYSTEM, Crs
from gongzhi.matters import catalogues, replay
from gongzhi.matters.models import MatterRow
from gongzhi.places.importing import import_file
from gongzhi.site.settings import CATALOGUE
from tests.cast import forget
from tests.exchange.conftest import Bring

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = 2_000


@pytest.fixture
def boston(keys: None, shared: Path) -> Iterator[Path]:
    """An empty installation with the postal areas of Boston; yields the folder of the data."""
    forget()
    ensure_root_centre("", NEW_YEAR)
    catalogues.put_in_force(CATALOGUE, NEW_YEAR)
    report = import_file(shared / "data" / "boston_zipcodes.geojson.gz", Crs.WGS84, at=NEW_YEAR, by=SYSTEM)
    assert report.new_city is not None
    root_for_city(report.new_city, "Boston", NEW_YEAR)
    yield shared / "data"
    forget()


def head(path: Path, rows: int) -> bytes:
    """The header and the first lines (Boston has no line breaks in its cells; nor have the first messages)."""
    with gzip.open(path) as file:
        return b"".join(islice(file, rows + 1))


def test_the_requests_of_boston_are_located_and_mapped_and_a_second_import_changes_nothing(
    boston: Path, bring: Bring
) -> None:
    content = head(boston / "boston311.csv.gz", HEAD)
    facts = bring(content, name="boston311.csv", mapping="boston311")
    assert (facts["read"], facts["refused"], facts["without_place"]) == (HEAD, 0, 0)
    assert facts["located"] >= 0.999 * HEAD
    assert 0.85 < facts["agreement"]["share"] < 0.95
    assert facts["mapped"] > 0.3 * HEAD
    assert facts["closed"] > 0.7 * HEAD
    assert set(MatterRow.objects.values_list("origin", flat=True)) == {"import"}
    assert list(replay.matters(MatterRow.objects.values_list("id", flat=True)[:300])) == []
    again = bring(content, name="boston311.csv", mapping="boston311")
    assert (again["taken"], again["already"], again["differs"]) == (0, HEAD, 0)


@pytest.mark.parametrize(("name", "stage"), [("messages_answered_zh", "closed"), ("messages_open_zh", "reported")])
def test_messages_whose_place_is_only_text_wait_to_be_located(
    boston: Path, bring: Bring, name: str, stage: str
) -> None:
    facts = bring(head(boston / f"{name}.csv.gz", 300), name=f"{name}.csv", crs="cgcs2000")
    assert (facts["read"], facts["taken"], facts["without_place"], facts["unsorted"]) == (300,) * 4
    assert Counter(MatterRow.objects.values_list("stage", "placed")) == {(stage, "unplaced"): 300}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["messages_answered_zh", "messages_open_zh"])
def test_all_messages_go_in(boston: Path, bring: Bring, name: str) -> None:
    facts = bring((boston / f"{name}.csv.gz").read_bytes(), name=f"{name}.csv.gz", crs="cgcs2000")
    assert facts["refused"] == 0
    assert facts["taken"] == facts["read"] == MatterRow.objects.count()
