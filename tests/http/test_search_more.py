"""Numbers and query codes are searched like words; what was corrected is found by its new words alone."""

from urllib.parse import urlencode

import pytest
from django.db import connection

from gongzhi.matters import searching
from gongzhi.matters.models import MatterRow
from tests.http.conftest import Wire


def test_a_number_and_a_query_code_find_their_matter(wire: Wire) -> None:
    made = wire.report()
    wire.report(text=f"与{made['number']}同一处")
    code = made["query_code"]
    for query in (made["number"], code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", f" {code} "):
        assert [row["id"] for row in wire.search(query).json["rows"]] == [made["id"]], query


def test_a_correction_is_found_by_its_new_words_and_no_more_by_the_old(wire: Wire) -> None:
    at = wire.report(text="电线杆倾斜")["id"]
    wire.do("comment", at, "clerk", remark="已打电话核实")
    assert wire.do("correct", at, "clerk", 4, text="变压器漏油").status == 200
    for many in (10_000, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(searching, "MANY", many)
            assert wire.search("变压器").json["total"] == 1
            assert wire.get(f"/matters/count?{urlencode({'text': '变压器'})}", "clerk").json["total"] == 1
            assert wire.search("电线杆").json["total"] == 0
            assert wire.search("电话").json["total"] == 0


def test_search_and_conditions_work_together(wire: Wire) -> None:
    first, second = wire.report(text="井盖缺失"), wire.report(text="井盖松动")
    wire.do("accept", second["id"], "clerk", 3)
    rows = wire.search("井盖", stage="reported").json["rows"]
    assert [row["id"] for row in rows] == [first["id"]]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL shares out the reading of a table")
def test_a_search_stands_whether_or_not_postgresql_plans_to_read_with_several_processes(wire: Wire) -> None:
    made = wire.report(text="井盖缺失，半夜有人摔倒")
    with connection.cursor() as cursor:
        newer = cursor.connection.info.server_version >= 160000
        name = "debug_parallel_query" if newer else "force_parallel_mode"
        cursor.execute(f"SET LOCAL {name} = on")
        cursor.execute("EXPLAIN SELECT 1 FROM matters_search")
        assert "Gather" in str(cursor.fetchall())
    assert [row["id"] for row in wire.search("井盖 摔倒").json["rows"]] == [made["id"]]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL turns a condition into a join")
@pytest.mark.parametrize("many", [10_000, 0])
def test_a_run_is_looked_for_in_the_matters_found_and_never_in_all_texts(
    wire: Wire, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.report(text="路灯不亮已经三天")
    monkeypatch.setattr(searching, "MANY", many)
    plan = searching.sought("灯不亮已经三天").among(MatterRow.objects.all()).explain()
    assert "matters_text" in plan
    assert "matters_text" not in plan.partition("SubPlan")[0], plan
