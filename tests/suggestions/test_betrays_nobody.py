"""Neither what was learnt nor what is alike tells of people, or of a matter that is not for the asker."""

import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps

from gongzhi.matters import lessons, vicinity
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.models import MatterRow
from gongzhi.site.cli import suggest
from gongzhi.suggestions import keeping, learning, offering, same
from gongzhi.suggestions.impersonal import impersonal
from tests.cast import City, keys
from tests.http.conftest import Wire, city, wire
from tests.suggestions.test_api import HOLE, POINT, suggested
from tests.suggestions.test_own import Fill, fill, home, true

__all__ = ["city", "fill", "home", "keys", "wire"]
SEALED = "26001"
BODY = {"text": HOLE, "point": POINT}


def typed(wire: Wire, by: str = "clerk") -> Any:
    same.forget()
    answer = wire.post("/suggestions", BODY, by)
    assert answer.status == 200, answer.raw
    return answer.json


def sealed(wire: Wire) -> dict[str, Any]:
    """A P3 matter with the very same words at the very same place."""
    return wire.report("worker", kind=SEALED, text=HOLE, point=POINT)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("by", ["clerk", "worker", "arbiter"])
def test_a_sealed_matter_changes_nothing_in_what_is_told(wire: Wire, by: str) -> None:
    before = typed(wire, by)
    matter = sealed(wire)
    assert typed(wire, by) == before
    wire.report("worker", text=HOLE, point=POINT)
    (seen,) = typed(wire, by)["same"]["matters"]
    assert matter["number"] not in json.dumps(seen)


@pytest.mark.usefixtures("home")
def test_a_sealed_matter_is_as_unknown_as_one_that_never_was(wire: Wire) -> None:
    there, never = sealed(wire)["id"], str(uuid4())
    answers = [wire.get(f"/matters/{matter}/suggestions", "handler") for matter in (there, never)]
    assert answers[0].code == "matter-unknown"
    assert answers[0].raw.replace(there.encode(), never.encode()) == answers[1].raw


def test_to_its_own_circle_a_sealed_matter_is_compared_with_nothing(wire: Wire, fill: Fill) -> None:
    fill(210, true)
    suggest.learn()
    wire.report("worker", text=HOLE, point=POINT)
    found = suggested(wire, sealed(wire)["id"])
    assert (found["kinds"]["reason"], found["units"]["reason"]) == ("words-sealed", "words-sealed")
    assert found["kinds"]["guesses"] == found["units"]["guesses"] == found["same"]["matters"] == []


@pytest.mark.usefixtures("home")
def test_what_was_alike_is_gone_once_it_is_sealed(wire: Wire) -> None:
    first = wire.report("worker", text=HOLE, point=POINT)
    assert [each["id"] for each in typed(wire)["same"]["matters"]] == [first["id"]]
    assert wire.do("reclassify", first["id"], "clerk", first["version"], kind="23001").status == 200
    assert typed(wire)["same"]["matters"] == []


@pytest.mark.usefixtures("home")
def test_the_class_of_a_matter_alone_keeps_it_out_even_if_its_words_were_left_behind(wire: Wire) -> None:
    """Were a text forgotten beside a matter that was sealed, it would still be neither shown nor learnt from."""
    wire.report("worker", text=HOLE, point=POINT)
    closed = wire.city.report("worker", kind="06010", text=Plain(HOLE), self_handled=Plain("已清理"))
    assert [lesson.matter for lesson in lessons.lessons(10)] == [closed.id]
    assert len(typed(wire)["same"]["matters"]) == 1
    assert len(vicinity.ended_saying(["路面"], wire.city.actor("worker"), 10)) == 1
    MatterRow.objects.update(privacy="P3")
    assert lessons.lessons(10) == []
    assert typed(wire)["same"]["matters"] == []
    assert list(vicinity.newest_texts(10)) == []
    assert vicinity.ended_saying(["路面"], wire.city.actor("worker"), 10) == []


def test_asking_changes_no_matter(wire: Wire, fill: Fill) -> None:
    fill(210, true)
    suggest.learn()
    matter = wire.report("worker", text=HOLE, point=POINT, kind="unsorted")
    tables = [*apps.get_app_config("matters").get_models()]
    before = {table: sorted(map(str, table._default_manager.values_list())) for table in tables}
    assert suggested(wire, matter["id"])["kinds"]["guesses"]
    assert typed(wire)["kinds"]["guesses"]
    assert {table: sorted(map(str, table._default_manager.values_list())) for table in tables} == before


def test_a_kept_model_holds_no_name_and_no_number(city: City, fill: Fill, home: Path) -> None:
    fill(210, true)
    for _ in range(learning.RECIPE.fewest):
        text = "我叫欧阳玉莲，邻居李建国，电话13900001111，卡号880022446688，路面塌陷一块"
        city.report("worker", kind="06010", text=Plain(text), self_handled=Plain("已清理"))
    suggest.learn()
    folder = home / offering.OWN / "000001"
    runs = [run for model in keeping.read(folder.parent, 1).models.values() for run in model.runs]
    assert [run for run in runs if "塌陷" in run]
    held = [run for run in runs for said in ("欧阳", "玉莲", "李建", "建国", "139", "8800", "446688") if said in run]
    assert held == []
    names = {name for file in folder.glob("*.npz") for name in zipfile.ZipFile(file).namelist()}
    assert names == {f"{name}.npy" for name in ("classes", "runs", "sharpness", "rarity", "telling", "weight", "bias")}
    assert not {"李建国", "13900001111"} & set((folder / keeping.ABOUT).read_text("utf-8").split('"'))
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "said", ["我叫李建国", "联系人：杨秀英", "姓名 欧阳娜娜", "王强说没人管", "13900001111", "a@b.cn"]
)
def test_names_and_numbers_of_people_are_taken_out(said: str) -> None:
    text = impersonal(f"路面塌陷，{said}，谢谢")
    assert text.startswith("路面塌陷，")
    assert text.endswith("，谢谢")
    for personal in ("李建国", "杨秀英", "欧阳", "王强", "1390000", "a@b"):
        assert personal not in text
