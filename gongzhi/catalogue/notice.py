"""A published holiday notice becomes one file of the catalogue; a year is never added by hand or by guess."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date

from gongzhi.kernel import Refused

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "“五一”": "Labour Day",
    "“五一”国际劳动节": "Labour Day",
    "“十一”": "National Day",
    "抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th Anniversary of Victory in the War of Resistance",
}
COLUMNS = ("date", "name", "is_off_day", "source_year", "notice_url")


def import_notice(rows: str | Iterable[Mapping[str, str]], year: int) -> str:
    """The text of `calendars/<set>/<year>.toml` from the notice of that year.

    `rows` is CSV text or rows with the columns date (ISO), name, is_off_day (1 off, 0 worked instead), source_year
    and notice_url, the form of the maintained list of notices; rows of other years are left out.
    Refuses with 422 `notice-column-missing`, `notice-row-wrong` (line, value) or `notice-year-absent`.
    """
    table: Iterable[Mapping[str, str]] = csv.DictReader(rows.splitlines()) if isinstance(rows, str) else rows
    holidays: dict[str, dict[bool, list[date]]] = {}
    source = ""
    for line, row in enumerate(table, start=2):
        for column in COLUMNS:
            if row.get(column) is None:
                raise Refused("notice-column-missing", status=422, line=line, column=column)
        if row["source_year"].strip() == str(year):
            day, off = _day(row, line, year)
            holidays.setdefault(row["name"].strip(), {True: [], False: []})[off].append(day)
            source = row["notice_url"].strip() or source
    if not holidays:
        raise Refused("notice-year-absent", status=422, year=year)
    return _written(year, source or "—", holidays)


def _day(row: Mapping[str, str], line: int, year: int) -> tuple[date, bool]:
    try:
        day = date.fromisoformat(row["date"].strip())
    except ValueError:
        raise Refused("notice-row-wrong", status=422, line=line, value=row["date"]) from None
    flag = row["is_off_day"].strip()
    if flag not in ("0", "1") or abs(day.year - year) > 1 or not row["name"].strip():
        raise Refused("notice-row-wrong", status=422, line=line, value=f"{row['date']} {row['name']} {flag}")
    return day, flag == "1"


def _written(year: int, source: str, holidays: Mapping[str, Mapping[bool, list[date]]]) -> str:
    lines = [f"year = {year}", f"source = {_quoted(source)}"]
    for name, days in holidays.items():
        english = " and ".join(ENGLISH.get(part, part) for part in name.split("、"))
        lines += ["", "[[holidays]]", f"name = {{ zh = {_quoted(name)}, en = {_quoted(english)} }}"]
        lines += [
            f"{key} = [{', '.join(map(str, sorted(set(days[off]))))}]"
            for key, off in (("off", True), ("make_up", False))
            if days[off]
        ]
    return "\n".join([*lines, ""])


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each for each in escaped if each.isprintable()) + '"'
