"""A text is searched by tokens first; a word that many matters hold is looked for from the newest matter backwards."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.kernel import Refused
from gongzhi.matters.models import MatterRow
from gongzhi.matters.words import wanted

MANY = 10_000
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Sought:
    """What a query asks for; `common` where so many matters hold its words that nobody counts them."""

    whole: list[str]
    beginnings: list[str]
    runs: list[str]
    common: bool

    def among(self, rows: "QuerySet[MatterRow]") -> "QuerySet[MatterRow]":
        """Those of `rows` whose text or address holds every word."""
        if self.common:
            return _standing(_looked_at(rows, self.whole, self.beginnings), self.runs)
        asked = _asked(self.whole, self.beginnings)
        by_index = RawSQL(f"SELECT matter_id FROM matters_search WHERE {asked.sql}", asked.params)  # noqa: S608, S611
        return _standing(rows.filter(id__in=by_index), self.runs)


def sought(query: str) -> Sought:
    """What a query asks for; refuses with 422 `search-empty`, `search-too-long`."""
    if len(query) > LONGEST:
        raise Refused("search-too-long", status=422, most=LONGEST)
    whole, beginnings, runs = wanted(query)
    if not whole and not beginnings:
        raise Refused("search-empty", status=422)
    return Sought(whole, beginnings, runs, common=_about(_asked(whole, beginnings)) > MANY)


def _looked_at(rows: "QuerySet[MatterRow]", whole: list[str], beginnings: list[str]) -> "QuerySet[MatterRow]":
    """The same question as the index answers, put to each row in the order of the list.

    A subquery for one value, because PostgreSQL would turn EXISTS into a join that begins with the common word.
    """
    asked = _asked(whole, beginnings)
    if connection.vendor != "sqlite":
        sql = f"(SELECT {asked.sql} FROM matters_search s WHERE s.matter_id = matters_matter.id)"  # noqa: S608
        return rows.extra(where=[sql], params=list(asked.params))  # noqa: S610
    found = [f" {token} " for token in whole] + [f" {token}" for token in beginnings]
    held = " AND ".join(["instr(' ' || s.c1 || ' ', %s) > 0"] * len(found))
    sql = f"(SELECT {held} FROM matters_search_content s WHERE s.id = search_rowid(matters_matter.id))"  # noqa: S608
    return rows.extra(where=[sql], params=found)  # noqa: S610


def _standing(rows: "QuerySet[MatterRow]", runs: list[str]) -> "QuerySet[MatterRow]":
    """Those whose text or address holds each run in one piece: its pairs may stand apart."""
    like = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    sql = (
        "EXISTS (SELECT 1 FROM matters_text t WHERE t.matter_id = matters_matter.id"
        " AND (t.ref LIKE '%%.text' OR t.ref LIKE '%%.address') AND t.text {} %s)"
    )
    return rows.extra(where=[sql.format(like)] * len(runs), params=[f"%{run}%" for run in runs])  # noqa: S610


@dataclass(frozen=True, slots=True)
class _Asked:
    sql: str
    params: tuple[str, ...]


def _asked(whole: list[str], beginnings: list[str]) -> _Asked:
    if connection.vendor == "sqlite":
        said = [f'"{token}"' for token in whole] + [f'"{token}"*' for token in beginnings]
        return _Asked("matters_search MATCH %s", (" AND ".join(said),))
    said = [f"'{token}'" for token in whole] + [f"'{token}':*" for token in beginnings]
    return _Asked("words @@ %s::tsquery", (" & ".join(said),))


def _about(asked: _Asked) -> int:
    """About how many matters hold the words: counted up to MANY on SQLite, on PostgreSQL as its planner expects.

    PostgreSQL reads all that an index finds before it stops counting; its statistics know common words.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            counted = f"SELECT 1 FROM matters_search WHERE {asked.sql} LIMIT {MANY + 1}"  # noqa: S608
            cursor.execute(f"SELECT count(*) FROM ({counted}) AS found", asked.params)  # noqa: S608
            return int(cursor.fetchone()[0])
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM matters_search WHERE {asked.sql}", asked.params)  # noqa: S608
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
