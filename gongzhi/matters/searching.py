"""A text is searched by tokens first; a word that many matters hold is looked for from the newest matter backwards."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.kernel import Refused
from gongzhi.matters.models import MatterRow
from gongzhi.matters.words import wanted

_HAN = re.compile(r"[㐀-鿿]+")
MANY = 10_000
LONGEST = 100


def matching(rows: "QuerySet[MatterRow]", query: str) -> "QuerySet[MatterRow]":
    """Those of `rows` whose text or address holds every piece of `query`; 422 `search-empty`, `search-too-long`."""
    if len(query) > LONGEST:
        raise Refused("search-too-long", status=422, most=LONGEST)
    whole, beginnings, pieces = wanted(query)
    if not whole and not beginnings:
        raise Refused("search-empty", status=422)
    asked = _asked(whole, beginnings)
    if _count(asked) > MANY:
        return _holding(rows, pieces)
    rows = rows.filter(id__in=RawSQL(f"SELECT matter_id FROM matters_search WHERE {asked.sql}", asked.params))  # noqa: S608, S611
    return _holding(rows, [piece for piece in pieces if len(piece) > 2 and _HAN.fullmatch(piece)])


def _holding(rows: "QuerySet[MatterRow]", pieces: list[str]) -> "QuerySet[MatterRow]":
    """Those whose text or address holds each piece as it stands, compared row by row in the order of the list."""
    like = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    sql = "EXISTS (SELECT 1 FROM matters_text t WHERE t.matter_id = matters_matter.id AND t.text {} %s ESCAPE '!')"
    return rows.extra(where=[sql.format(like)] * len(pieces), params=[_pattern(piece) for piece in pieces])  # noqa: S610


def _pattern(piece: str) -> str:
    for letter in "!%_":
        piece = piece.replace(letter, f"!{letter}")
    return f"%{piece}%"


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


def _count(asked: _Asked) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM matters_search WHERE {asked.sql} LIMIT {MANY + 1}) AS found",  # noqa: S608
            asked.params,
        )
        return int(cursor.fetchone()[0])
