"""A mapping is checked whole before a row is read: it names columns, statuses, channels and kinds that there are."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from gongzhi import catalogue
from gongzhi.exchange.records.guide import Guide, guide
from gongzhi.kernel import Refused
from gongzhi.site.settings import CATALOGUE

MAPPINGS = CATALOGUE / "mappings"
Write = Callable[[str | bytes, str], Path]


@pytest.mark.parametrize("name", sorted(path.stem for path in MAPPINGS.glob("*.toml")))
def test_a_mapping_that_comes_with_the_catalogue_names_kinds_of_it(name: str) -> None:
    found = guide(name, MAPPINGS)
    assert found.named
    found.check(catalogue.read(CATALOGUE).kinds)


def test_a_kind_is_found_by_subcategory_then_by_category_then_not_at_all() -> None:
    found = Guide(kinds={"Trees": {"Stump": "04003", "*": "04002"}, "Lights": {"Out": "01037"}})
    assert [found.kind("Trees", name) for name in ("Stump", "Branch", "")] == ["04003", "04002", "04002"]
    assert [found.kind("Lights", "Out"), found.kind("Lights", "Dim"), found.kind("Snow", "")] == [
        "01037", "unsorted", "unsorted",
    ]  # fmt: skip


@pytest.mark.parametrize("kinds", ['"*" = "99999"', '"*" = "component/01001"'])
def test_a_kind_that_cannot_be_reported_is_refused(write: Write, kinds: str) -> None:
    path = write(f"[kinds.Trees]\n{kinds}\n", "city.toml")
    with pytest.raises(Refused, match="mapping-kind-unknown"):
        guide(str(path), MAPPINGS).check(catalogue.read(CATALOGUE).kinds)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("source = ", "—"),
        (b"\xff\xfe", "—"),
        ("colour = 1", "—"),
        ("source = 5", "source"),
        ('zone = "Mars/Olympus"', "zone"),
        ('zone = "/etc/passwd"', "zone"),
        ('columns = "lat"', "columns"),
        ('[columns]\nlatitude = "lat"', "columns"),
        ('[status]\nopen = "open"', "status.open"),
        ('[status]\ndone = ["x"]', "status"),
        ('[channel]\ndefault = "by phone"', "channel"),
        ("[channel.values]\nphone = 1", "channel.values.phone"),
        ('[kinds]\nTrees = "04002"', "kinds.Trees"),
        ("[kinds.Trees]\nStump = 4003", "kinds.Trees.Stump"),
    ],
)
def test_a_mapping_of_another_shape_is_refused_with_its_place(write: Write, content: str | bytes, where: str) -> None:
    path = write(content, "city.toml")
    with pytest.raises(Refused, match="mapping-unreadable") as refused:
        guide(str(path), MAPPINGS)
    assert refused.value.details["where"] == where


def test_a_mapping_cannot_name_a_source_that_is_none(write: Write) -> None:
    with pytest.raises(Refused, match="source-name-unfit"):
        guide(str(write('source = "two words"', "city.toml")), MAPPINGS)


@pytest.mark.shared
def test_every_category_that_the_mapping_of_boston_names_is_in_the_file_of_boston(shared: Path) -> None:
    with gzip.open(shared / "data" / "boston311.csv.gz", "rt", encoding="utf-8") as file:
        there = {(row["category"], row["subcategory"]) for row in csv.DictReader(file)}
    named = {(category, sub) for category, under in guide("boston311", MAPPINGS).kinds.items() for sub in under}
    assert named <= there
