"""A file as another system would write it, and the import as the command does it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from pytest_django import Settings

from gongzhi.site.cli.reports import bring_in
from tests.cast import city, keys

__all__ = ["city", "keys"]
HEADER = (
    "source_id", "opened_at", "closed_at", "due_at", "category", "subcategory", "text", "resolution", "status", "lat",
    "lon", "address",
)  # fmt: skip
GOOD = {
    "source_id": "A-1",
    "opened_at": "2026-02-20T09:00:00+08:00",
    "due_at": "2026-02-27T17:00:00+08:00",
    "category": "Street Lights",
    "subcategory": "Outage",
    "text": "路灯不亮",
    "status": "open",
    "lat": "43.005",
    "lon": "124.005",
    "address": "英雄大路 18 号",
}
CLOSED = GOOD | {"status": "closed", "closed_at": "2026-02-21T10:00:00+08:00", "resolution": "已更换灯泡"}


def table(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> str:
    """The rows as CSV text with its header."""
    said = io.StringIO()
    writer = csv.DictWriter(said, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return said.getvalue()


class Bring(Protocol):
    """Import a file of these contents; returns the facts of the summary. `name` is the file's name."""

    def __call__(self, content: str | bytes, name: str = "hotline.csv", **options: str) -> dict[str, Any]: ...


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes, str], Path]:
    """Write a file of these contents."""

    def written(content: str | bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def bring(tmp_path: Path, settings: Settings, write: Callable[[str | bytes, str], Path]) -> Bring:
    """The import, with rejects in this test's own home."""
    settings.HOME = tmp_path / "home"

    def brought(content: str | bytes, name: str = "hotline.csv", **options: str) -> dict[str, Any]:
        summary = bring_in(write(content, name), **{"crs": "wgs84", **options})
        assert summary is not None
        facts = dict(summary.facts)
        assert facts["read"] == facts["taken"] + facts["already"] + facts["refused"]
        assert facts["taken"] + facts["already"] == facts["located"] + facts["outside"] + facts["without_place"]
        assert summary.code == int(facts["read"] > 0 and facts["read"] == facts["refused"])
        return facts

    return brought
