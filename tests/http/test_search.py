"""Search finds what a text says, however it is typed, the same on both databases and however common the word is."""

import pytest

from gongzhi.matters import searching
from tests.http.conftest import REPORT, Wire

TEXTS: tuple[tuple[str, str], ...] = (
    ("井盖缺失，行人险些跌落", "英雄大街7号楼下"),
    ("盖板松动，井 盖两边积水", "南湖路"),
    ("路灯不亮 LED lamp broken", "仁兴街A座"),
    ("ＬＥＤ屏幕噪音，夜里１２点还响", "北体育街"),
    ("100%的垃圾没有清运", "a_b号"),
    ("NOT AND OR NEAR 乱涂乱画 *", '"引号" (括号)'),
    ("🚧施工占道😡", "英雄广场"),
    ("垃圾堆放，垃圾桶满", "O'Brien 餐厅"),
)
WANTED: tuple[tuple[str, set[int] | None], ...] = (
    ("井盖", {0}), ("缺失", {0}), ("井盖缺失", {0}), ("盖缺", {0}), ("井", {0, 1}), ("盖", {0, 1}),
    ("井盖 行人", {0}), ("行人 井盖", {0}), ("井盖 路灯", set()), ("英雄", {0, 6}), ("英雄大街", {0}),
    ("英雄大街7号", {0}), ("7号", {0}), ("7", {0}), ("英雄大街 井盖", {0}), ("盖缺失行", set()),
    ("失井", set()), ("LED", {2, 3}), ("led", {2, 3}), ("ＬＥＤ", {2, 3}), ("lamp", {2}), ("LAMP broken", {2}),
    ("lam", {2}), ("amp", set()), ("12", {3}), ("１２", {3}), ("垃圾", {4, 7}), ("垃圾桶", {7}), ("100%", {4}),
    ("%", None), ("_", None), ("!", None), ("100%%", {4}), ("a_b", {2, 4}), ("a%b", {2, 4}), ("a!b", {2, 4}),
    ("垃_圾", {4, 7}), ("NOT", {5}), ("AND", {5}), ("or", {5}), ("NEAR", {5}), ("乱涂 OR 路灯", set()),
    ("井盖 NOT 行人", set()), ("NEAR(乱涂 乱画)", {5}), ("乱涂*", {5}), ('"引号"', {5}), ("'引号'", {5}),
    ('引号"', {5}), ("(括号", {5}), ("括号)", {5}), ("words:井盖", set()), ("^井盖", {0}), ("-井盖", {0}),
    ("井盖|路灯", set()), ("井盖&路灯", set()), ("'; DROP TABLE x; --", set()), ("O'Brien", {7}), ("\\", None),
    ("施工", {6}), ("🚧施工", {6}), ("🚧", None), ("😡", None), ("不存在的字", set()),
)  # fmt: skip


@pytest.fixture(scope="module")
def stored(one_city: Wire) -> list[str]:
    """The matters in the order of TEXTS."""
    reports = [REPORT | {"text": text, "address": address} for text, address in TEXTS]
    answers = one_city.post("/reports:batch", {"reports": reports}, "worker").json["answers"]
    return [each["receipt"]["id"] for each in answers]


@pytest.mark.parametrize("many", [searching.MANY, 0], ids=["rare", "common"])
@pytest.mark.parametrize(("query", "places"), WANTED, ids=[query for query, _ in WANTED])
def test_a_query_finds_these_matters_and_no_others(
    one_city: Wire,
    stored: list[str],
    db: None,
    query: str,
    places: set[int] | None,
    many: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "MANY", many)
    answer = one_city.search(query)
    if places is None:
        assert (answer.status, answer.code) == (422, "search-empty")
        return
    assert answer.status == 200, answer.raw
    assert {stored.index(row["id"]) for row in answer.json["rows"]} == places
    assert answer.json["total"] == len(places)
