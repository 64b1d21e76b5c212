"""A centre learns from what it closed itself, in the open alone, and is silent where the rules do better."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from gongzhi.kernel import Actor, Refused, Right
from gongzhi.matters import door, lessons
from gongzhi.matters.door import Order
from gongzhi.matters.loop.importing import ImportRecord
from gongzhi.matters.loop.state import Plain
from gongzhi.matters.receipts import Receipt
from gongzhi.site.cli import suggest
from gongzhi.suggestions import asking, cutting, keeping, offering, own
from gongzhi.suggestions.model import Guess
from tests.cast import HERE, City, city, keys
from tests.suggestions.conftest import told as text_of
from tests.suggestions.test_commands import told

__all__ = ["city", "keys"]
KINDS = {"道路": "06013", "环卫": "06010", "噪声": "06036"}
IMPORTER = Actor(id="system:import", unit="ZZ", rights=frozenset({Right(duty="matters.import")}))
Fill = Callable[..., None]


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home for models; keys lie elsewhere."""
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def fill(city: City, home: Path) -> Fill:
    """Import closed matters: `said` tells the kind that the source gave for the true one."""

    def filled(count: int, said: Callable[[str, Random], str], seed: int = 3) -> None:
        random = Random(seed)
        orders = []
        for place in range(count):
            label = random.choice(sorted(KINDS))
            at = city.now - timedelta(days=30) + timedelta(minutes=place)
            record = ImportRecord(
                kind=said(KINDS[label], random), source=("other", str(place)), foreign=("", ""), channel="import",
                opened_at=at, closed_at=at + timedelta(minutes=1), text=Plain(text_of(label, random)), point=HERE,
            )  # fmt: skip
            orders.append(Order(command=record, by=IMPORTER, key=uuid4()))
        answers = door.execute_new(orders, at=city.now)
        assert all(isinstance(answer, Receipt) for answer in answers), answers[0]

    return filled


def true(kind: str, random: Random) -> str:
    return kind


def offered(city: City, text: str, by: str = "clerk") -> offering.Offers:
    asked = asking.typed(text, HERE, city.actor(by), city.now)
    return offering.offers(asked, city.actor(by), city.now)


def test_what_was_learnt_is_offered_with_reasons_and_similar_matters(city: City, fill: Fill) -> None:
    fill(300, true)
    facts = told(suggest.learn())
    assert facts["kind"]["cases"]["blank"]["on"]
    assert facts["kind"]["cases"]["blank"]["right"] > 0.9 * facts["kind"]["cases"]["blank"]["matters"]
    text = "南河街12号垃圾桶满溢没人清运，请尽快处理"
    found = offered(city, text).kinds
    assert (found.off, found.offered[0].code) == ("", "06010")
    assert found.offered[0].runs
    assert all(run in text for run in found.offered[0].runs)
    assert found.offered[0].similar
    assert {each.matter.kind for each in found.offered[0].similar} == {"06010"}
    assert len(found.offered) == 3
    assert found.offered[0].share > 50


def test_it_is_off_where_it_is_worse_than_the_kinds_that_were_said(city: City, fill: Fill) -> None:
    fill(300, lambda kind, random: random.choice(sorted(KINDS.values())))
    facts = told(suggest.learn())
    judged = facts["kind"]["cases"]["said"]
    assert judged["rules"] == judged["matters"]
    assert judged["right"] < judged["rules"]
    assert not judged["on"]
    receipt = city.report("worker", text=Plain("垃圾桶满溢没人清运"))
    asked = asking.about(receipt.id, city.actor("clerk"))
    found = offering.offers(asked, city.actor("clerk"), city.now)
    assert found.kinds.off == "worse-than-rules"
    assert found.kinds.offered == ()


@pytest.mark.parametrize(
    ("right", "ruled", "matters", "on"),
    [(20, 20, 20, True), (19, 20, 20, False), (20, 19, 20, True), (0, 0, 20, False), (19, 0, 19, False)],
)
def test_it_is_on_only_where_it_was_right_no_less_often(
    city: City, right: int, ruled: int, matters: int, on: bool
) -> None:
    lesson = lessons.Lesson(
        matter=uuid4(), opened_at=city.now, text="x", came_as="b", kind="a", lead="", areas=()
    )  # fmt: skip
    told = iter(range(matters))
    voice = replace(own.VOICES[0], rule=lambda lesson, at: "a" if next(told) < ruled else "b")
    heard = iter([(Guess(label="a" if place < right else "b", share=100, runs=()),) for place in range(matters)])
    model: Any = SimpleNamespace(guesses=lambda text: next(heard))
    figures = own.judged(voice, own.SAID, [lesson] * matters, model, "b", city.now)
    assert (figures["right"], figures["rules"], figures["on"]) == (right, ruled, on)


@pytest.mark.parametrize("voice", ["kind", "unit"])
@pytest.mark.parametrize("case", [own.BLANK, own.SAID])
def test_what_is_off_offers_nothing_and_says_the_figures(
    city: City, fill: Fill, home: Path, voice: str, case: str
) -> None:
    fill(210, true)
    suggest.learn()
    about = home / offering.OWN / "000001" / keeping.ABOUT
    kept = json.loads(about.read_text("utf-8"))
    kept["figures"][voice]["cases"][case] = {"on": False, "matters": 42, "right": 7, "right_of_three": 9, "rules": 8}
    about.write_text(json.dumps(kept), encoding="utf-8")
    asked = asking.typed("垃圾桶满溢没人清运", HERE, city.actor("clerk"), city.now)
    found = offering.offers(replace(asked, kind="06010" if case == own.SAID else asking.UNSORTED), IMPORTER, city.now)
    offer = found.kinds if voice == "kind" else found.units
    assert (offer.off, offer.offered) == ("worse-than-rules", ())
    assert offer.figures is not None
    assert offer.figures["rules"] == 8


def test_words_between_people_are_never_learnt_from(city: City, fill: Fill) -> None:
    fill(40, true)
    before = lessons.lessons(100)
    fill(40, lambda kind, random: "23001", seed=4)
    assert [lesson.matter for lesson in lessons.lessons(100)] == [lesson.matter for lesson in before]


def test_what_is_not_over_is_not_learnt_from(city: City) -> None:
    receipt = city.report("worker", kind="06010", text=Plain("垃圾成堆"), self_handled=Plain("已清理"))
    assert [lesson.matter for lesson in lessons.lessons(10)] == [receipt.id]
    assert lessons.lessons(10)[0].came_as == "06010"
    city.report("worker", text=Plain("还没有办结"))
    assert len(lessons.lessons(10)) == 1


def test_numbers_of_people_are_masked_before_anything_is_learnt(city: City) -> None:
    city.report("worker", kind="06010", text=Plain("垃圾成堆，我的电话13900001111"), self_handled=Plain("已清理"))
    (lesson,) = lessons.lessons(10)
    assert "139" not in lesson.text
    assert "〔电话〕" in lesson.text


@pytest.mark.parametrize(("matters", "kept"), [(4, False), (5, True)])
def test_a_run_of_fewer_than_five_matters_is_not_kept(
    city: City, fill: Fill, home: Path, matters: int, kept: bool
) -> None:
    fill(300, true)
    for _ in range(matters):
        city.report("worker", kind="06010", text=Plain("铁匠铺门口垃圾成堆"), self_handled=Plain("已清理"))
    suggest.learn()
    runs = keeping.read(home / offering.OWN, 1).models["kind"].runs
    assert bool([run for run in runs if "铁匠" in run]) == kept
    assert [run for run in runs if "垃圾" in run]


def test_too_few_closed_matters_teach_nothing(city: City, fill: Fill) -> None:
    fill(own.LEAST - 1, true)
    with pytest.raises(Refused, match="too-few-closed"):
        suggest.learn()


@pytest.mark.parametrize("why", ["never-learnt", "not-installed", "model-unreadable"])
def test_without_a_model_it_is_off_and_says_why(
    city: City, fill: Fill, home: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why != "never-learnt":
        fill(210, true)
        suggest.learn()
    if why == "not-installed":
        monkeypatch.setattr(cutting, "NEEDED", ("no_such_package",))
    if why == "model-unreadable":
        (home / offering.OWN / "000001" / keeping.ABOUT).write_text("{}")
    found = offered(city, "垃圾桶满溢")
    assert (found.kinds.off, found.units.off) == (why, why)


def test_the_newest_matters_judge_and_are_not_learnt_from_before(city: City, fill: Fill) -> None:
    fill(200, true)
    known = lessons.lessons(own.MOST)
    assert [lesson.opened_at for lesson in known] == sorted(lesson.opened_at for lesson in known)
    seen: list[lessons.Lesson] = []

    def rule(lesson: lessons.Lesson, at: datetime) -> str:
        seen.append(lesson)
        return ""

    own.heard(replace(own.VOICES[0], rule=rule), known, city.now)
    assert [lesson.matter for lesson in seen] == [lesson.matter for lesson in known[160:]]


def test_the_rules_name_whom_they_would_name_for_the_kind_it_came_in_as(city: City) -> None:
    receipt = city.report("worker", kind="06010", text=Plain("垃圾成堆"), self_handled=Plain("已清理"))
    (lesson,) = lessons.lessons(10)
    assert lesson.matter == receipt.id
    named = {came_as: replace(lesson, came_as=came_as) for came_as in ("06010", "06013", "gone")}
    led = {came_as: lessons.lead_by_rule(each, city.now) for came_as, each in named.items()}
    assert led == {"06010": "220302001001-ZZ", "06013": "220302-ZJ", "gone": ""}
