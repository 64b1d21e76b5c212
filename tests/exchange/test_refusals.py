"""What cannot be taken is refused with where and why: a file as a whole before anything is written, a row in a list."""

import csv
import gzip
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gongzhi.exchange.records.rejects import harmless
from gongzhi.kernel import Refused
from gongzhi.matters.models import MatterRow
from gongzhi.matters.sources import matter_of
from gongzhi.site.cli.reports import bring_in
from gongzhi.site.words import words
from tests.cast import City
from tests.exchange.conftest import CLOSED, GOOD, HEADER, Bring, table

LISTED = ("line", "source_id", "field", "value", "code", "reason", "way_out")
BAD_ROWS: list[tuple[dict[str, str], str, str]] = [
    ({"source_id": ""}, "record-id-missing", "source_id"),
    ({"source_id": "x" * 129}, "record-too-long", "source_id"),
    ({"opened_at": ""}, "record-time-missing", "opened_at"),
    ({"opened_at": "gestern"}, "record-time-unreadable", "opened_at"),
    ({"opened_at": "2025-02-29T10:00:00+08:00"}, "record-time-unreadable", "opened_at"),
    ({"opened_at": "2026-02-20T09:00:00"}, "record-time-without-offset", "opened_at"),
    ({"opened_at": "0001-01-01T00:00:00+14:00"}, "record-time-impossible", "opened_at"),
    ({"due_at": "9999-12-31T23:59:59+08:00"}, "record-time-impossible", "due_at"),
    ({"opened_at": "2190-01-01T00:00:00+08:00"}, "time-in-future", "opened_at"),
    ({"closed_at": "2026-02-19T09:00:00+08:00", "status": "closed"}, "closed-before-opened", "closed_at"),
    ({"closed_at": "2190-01-01T00:00:00+08:00", "status": "closed"}, "time-in-future", "closed_at"),
    ({"lat": "nördlich"}, "record-degrees-unreadable", "lat"),
    ({"lon": "12_4"}, "record-degrees-unreadable", "lon"),
    ({"lat": "124.005", "lon": "43.005"}, "point-impossible", "lat"),
    ({"lat": "nan"}, "point-impossible", "lat"),
    ({"lon": "inf"}, "point-impossible", "lon"),
    ({"lon": ""}, "record-point-half", "lon"),
    ({"text": "井盖\x00缺失"}, "record-control-character", "text"),
    ({"category": "a\x1bb"}, "record-control-character", "category"),
    ({"text": "字" * 20_001}, "record-too-long", "text"),
    ({"status": "s" * 65}, "record-too-long", "status"),
    ({"text": "", "category": "", "address": "", "lat": "", "lon": ""}, "record-says-nothing", "text"),
]
BAD_FILES: list[tuple[bytes, str]] = [
    (b"", "reports-file-empty"),
    (b"\n\n", "reports-file-empty"),
    (b"PK\x03\x04 a table program's own file", "reports-file-not-csv"),
    (table(GOOD).encode("utf-16"), "reports-file-not-csv"),
    (b'{"type": "FeatureCollection"}\n', "reports-columns-missing"),
    (b"\xff\xfe\xfd" * 20, "reports-file-not-csv"),
    (b"source_id,text\n" + b"\xff\xff\xff\n" * 9, "reports-encoding-unknown"),
    (table(GOOD).replace("lat,lon", "lat,lat").encode(), "reports-column-double"),
    (table(GOOD).replace("lat,lon", "latitude,lon").encode(), "reports-columns-missing"),
    (gzip.compress(table(GOOD).encode())[:-20], "reports-file-unreadable"),
    (b"\x1f\x8b but no gzip file", "reports-file-unreadable"),
]


def listed(facts: dict[str, object]) -> list[dict[str, str]]:
    with open(str(facts["rejects"]), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("said", "code", "field"), BAD_ROWS)
def test_a_bad_row_is_listed_and_the_rest_goes_in(
    city: City, bring: Bring, said: dict[str, str], code: str, field: str
) -> None:
    content = table(GOOD | {"source_id": "before"}, GOOD | said, GOOD | {"source_id": "after"})
    facts = bring(content)
    assert (facts["taken"], facts["refused"], facts["refused_by_code"]) == (2, 1, {code: 1})
    (row,) = listed(facts)
    assert (row["line"], row["field"], row["code"]) == ("3", field, code)
    assert "{" not in row["reason"] + row["way_out"]
    assert "—" not in row["reason"]
    assert bring(content)["refused"] == 1


@pytest.mark.parametrize(("content", "code"), BAD_FILES)
def test_a_file_that_is_no_table_of_reports_is_refused_before_anything_is_written(
    city: City, bring: Bring, content: bytes, code: str
) -> None:
    with pytest.raises(Refused, match=code) as refused:
        bring(content)
    title, way_out = words().refusal(code, "zh", **refused.value.details)
    assert "hotline.csv" in title
    assert "—" not in title + way_out
    assert not MatterRow.objects.exists()


@pytest.mark.parametrize("column", ["source_id", "opened_at", "closed_at", "text", "status", "lat", "lon"])
def test_a_missing_column_is_named(city: City, bring: Bring, column: str) -> None:
    header = tuple(name for name in HEADER if name != column)
    row = {name: value for name, value in GOOD.items() if name != column}
    with pytest.raises(Refused, match="reports-columns-missing") as refused:
        bring(table(row, header=header))
    assert refused.value.details["columns"] == column


@pytest.mark.parametrize("column", ["due_at", "category", "subcategory", "resolution", "address"])
def test_a_column_that_a_source_may_not_have_is_not_missed(city: City, bring: Bring, column: str) -> None:
    header = tuple(name for name in HEADER if name != column)
    assert bring(table({name: GOOD[name] for name in header if name in GOOD}, header=header))["taken"] == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"crs": ""}, "crs-unknown"),
        ({"crs": "epsg:4326"}, "crs-unknown"),
        ({"source": "two words"}, "source-name-unfit"),
        ({"mapping": "atlantis"}, "mapping-unknown"),
    ],
)
def test_a_wrong_option_is_refused(city: City, bring: Bring, options: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        bring(table(GOOD), **options)
    assert not MatterRow.objects.exists()


def test_a_file_that_is_not_there_is_refused(city: City, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="file-absent"):
        bring_in(tmp_path / "nowhere.csv", crs="wgs84")


def test_the_same_number_with_other_content_is_refused_and_names_the_first_line(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD, GOOD | {"source_id": "A-2"}, GOOD | {"text": "别的事"}))
    assert (facts["taken"], facts["refused_by_code"]) == (2, {"record-id-double": 1})
    assert "第 2 行" in listed(facts)[0]["reason"]


def test_a_closing_before_the_opening_is_refused_also_for_what_is_there(city: City, bring: Bring) -> None:
    bring(table(GOOD))
    facts = bring(table(CLOSED | {"closed_at": "2026-02-19T09:00:00+08:00"}))
    assert (facts["already"], facts["refused_by_code"]) == (0, {"closed-before-opened": 1})
    assert MatterRow.objects.get().stage == "reported"


@pytest.mark.parametrize(
    ("line", "code"),
    [('A-9,"half a row', "record-unreadable"), ("A-9,2026", "record-cells"), ('A"9"b,"x"y', "record-unreadable")],
)
def test_a_broken_line_is_listed_with_where_it_begins(city: City, bring: Bring, line: str, code: str) -> None:
    facts = bring(table(GOOD) + line + "\n")
    assert (facts["taken"], facts["refused_by_code"]) == (1, {code: 1})
    assert listed(facts)[0]["line"] == "3"


def test_a_row_over_several_lines_is_one_row_and_the_next_has_its_own_line(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD | {"text": "第一行\n第二行\n第三行"}, GOOD | {"source_id": ""}))
    assert (facts["read"], facts["taken"]) == (2, 1)
    assert listed(facts)[0]["line"] == "5"


@pytest.mark.parametrize(
    ("change", "name", "encoding"),
    [
        (lambda text: text.encode("utf-8-sig"), "hotline.csv", "utf-8"),
        (lambda text: text.encode("gb18030"), "hotline.csv", "gb18030"),
        (lambda text: gzip.compress(text.encode()), "hotline.csv.gz", "utf-8"),
        (lambda text: gzip.compress(text.encode("gb18030")), "hotline.csv", "gb18030"),
        (lambda text: text.replace("\n", "\r\n").encode(), "hotline.csv", "utf-8"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_has(
    city: City, bring: Bring, change: Callable[[str], bytes], name: str, encoding: str
) -> None:
    facts = bring(change(table(GOOD, CLOSED | {"source_id": "A-2"})), name=name)
    assert (facts["taken"], facts["encoding"], facts["source"]) == (2, encoding, "hotline")
    again = bring(table(GOOD, CLOSED | {"source_id": "A-2"}))
    assert (again["already"], again["differs"]) == (2, 0)


def test_bytes_that_are_no_text_cost_their_row_only(city: City, bring: Bring) -> None:
    rows = [GOOD | {"source_id": f"A-{number}"} for number in range(9)]
    content = table(*rows, GOOD | {"source_id": "broken", "text": "?!?"}).encode().replace(b"?!?", b"\xe8\xb7")
    facts = bring(content)
    assert (facts["taken"], facts["encoding"], facts["refused_by_code"]) == (9, "utf-8", {"record-text-broken": 1})


def test_markup_and_emoji_are_words_like_others(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD | {"text": "'; DROP TABLE matters_matter; -- <script>alert(1)</script> 🕳️"}))
    assert facts["taken"] == 1
    assert MatterRow.objects.get().id == matter_of("hotline", "A-1")


def test_the_command_says_how_many_rows_were_refused_with_one_of_each_reason(
    city: City, bring: Bring, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(table(GOOD, *[GOOD | {"source_id": f"B-{number}", "lat": f"{number} N"} for number in range(3)]))
    said = capsys.readouterr().err
    assert "未导入 3 行，如：lat 不是数：0 N" in said


def test_the_list_of_refused_rows_is_readable_by_its_owner_only(city: City, bring: Bring) -> None:
    facts = bring(table(GOOD, GOOD | {"source_id": ""}))
    assert stat.S_IMODE(Path(facts["rejects"]).stat().st_mode) == 0o600
    assert tuple(listed(facts)[0]) == LISTED
    assert bring(table(GOOD))["rejects"] is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("@cmd", "'@cmd"), ("-71.0587", "-71.0587"), ("-x", "'-x"), ("a\x00b", "a\\x00b"), ("", "")],
)
def test_a_listed_value_is_nothing_that_a_table_program_would_calculate(value: str, shown: str) -> None:
    assert harmless(value) == shown
