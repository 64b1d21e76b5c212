"""What anybody may see: figures of at least five, matters about places, and not a word of what was said."""

import json

from django.test import Client

from gongzhi.matters import outbox
from gongzhi.matters.loop.state import Plain
from tests.cast import CONTACT, City


def glance(city: City) -> dict[str, object]:
    while outbox.sequence():
        pass
    outbox.consume("tally", outbox.tally)
    answer = Client().get("/api/open")
    assert answer.status_code == 200
    found: dict[str, object] = json.loads(answer.content)
    return found


def test_a_stranger_sees_the_city_and_its_newest_matters_about_places(city: City) -> None:
    made = city.report()
    said = glance(city)
    assert (said["city"], said["grids"]) == ("四平市", 2)
    assert said["newest"] == [
        {
            "number": made.number,
            "kind_zh": "道路破损",
            "kind_en": "Damaged road",
            "stage": "reported",
            "area": "铁西区 仁兴街道 第一社区",
            "opened_at": "2026-03-02T01:01:00Z",
            "lat": 43.005,
            "lon": 124.005,
        }
    ]


def test_figures_below_five_are_not_published(city: City) -> None:
    for _ in range(4):
        city.report()
    assert glance(city)["stages"] == {}
    city.report()
    assert glance(city)["stages"] == {"reported": 5}


def test_what_has_a_reporter_or_is_between_people_and_every_word_stays_inside(city: City) -> None:
    city.report(kind="06028", text=Plain("夜里施工"))
    city.report(kind="23001", text=Plain("邻居占了过道"))
    city.report(text=Plain("路面有坑"), contact=CONTACT)
    said = json.dumps(glance(city), ensure_ascii=False)
    assert said.count('"number"') == 1
    assert not any(word in said for word in ("施工", "邻居", "有坑", "王小明", "1390"))
