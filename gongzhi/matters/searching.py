"""A text is searched by tokens first; a word that many matters hold is looked for from the newest matter backwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.kernel import Refused
from gongzhi.matters.models import MatterRow
from gongzhi.matters.words import wanted

MANY = 4_000
"""Matters that hold a word, from which on it is quicker to look at the newest matters one after the other."""
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
    return Sought(whole, beginnings, runs, common=_about(whole, beginnings, runs) > MANY)


def holding(tokens: Sequence[str], most: int) -> list[UUID]:
    """The ids of matters that hold one of these tokens, `most` of them where there are more, in no order."""
    if not tokens:
        return []
    if connection.vendor == "sqlite":
        asked = _Asked("matters_search MATCH %s", (" OR ".join(f'"{token}"' for token in tokens),))
    else:
        asked = _Asked("words @@ %s::tsquery", (" | ".join(f"'{token}'" for token in tokens),))
    with connection.cursor() as cursor:
        sql = f"SELECT matter_id FROM matters_search WHERE {asked.sql} LIMIT {most:d}"  # noqa: S608
        cursor.execute(sql, asked.params)
        return [each if isinstance(each, UUID) else UUID(each) for (each,) in cursor.fetchall()]


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
    """Those whose text or address holds each run in one piece: its pairs may stand apart.

    Counted, because PostgreSQL would turn EXISTS into a join that begins by reading every text.
    """
    like = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    sql = (
        "(SELECT count(*) FROM matters_text t WHERE t.matter_id = matters_matter.id"
        " AND (t.ref LIKE '%%.text' OR t.ref LIKE '%%.address') AND t.text {} %s) > 0"
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


def _about(whole: list[str], beginnings: list[str], runs: list[str]) -> float:
    """About how many matters hold the words: counted up to MANY on SQLite, on PostgreSQL as its statistics expect.

    PostgreSQL reads all that an index finds before it stops counting. Pairs of one run come together, so that the
    rarest of them says how common the run is; words apart from each other are taken to meet by chance.
    """
    if connection.vendor == "sqlite":
        asked = _asked(whole, beginnings)
        counted = f"SELECT 1 FROM matters_search WHERE {asked.sql} LIMIT {MANY + 1}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({counted}) AS found", asked.params)  # noqa: S608
            return int(cursor.fetchone()[0])
    every = _expected()
    shares = {token: _expected(_asked([token], [])) / every for token in whole}
    shares |= {token: _expected(_asked([], [token])) / every for token in beginnings}
    run_of = {token: next((run for run in runs if token in run), token) for token in shares}
    groups = [[shares[token] for token in shares if run_of[token] == group] for group in set(run_of.values())]
    return float(every * prod(min(group) for group in groups))


def _expected(asked: _Asked | None = None) -> int:
    """How many rows PostgreSQL expects; asked one by one, for the top of each plan says it whatever lies below."""
    where = f" WHERE {asked.sql}" if asked else ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM matters_search{where}", asked.params if asked else ())  # noqa: S608
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
