"""What the house must never hold has no name in it: no table, field, address, data (privacy.md 7, domain.md §8)."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from gongzhi.site.api import api

FORBIDDEN = (
    "special_population",
    "key_person",
    "key_population",
    "face",
    "plate_number",
    "person_score",
    "credit_score",
    "social_credit",
    "track",
    "trajectory",
    "sentiment_of_person",
    "opinion",
    "belief",
    "religion",
    "leaderboard",
    "ranking",
    "quota",
    "checkin",
    "online_duration",
    "online_time",
    "last_login",
    "last_seen_at",
    "watch_?list",
    "black_?list",
    "person_of_interest",
    "focus_person",
    "sensitive_(person|population|group)",
    "special_(group|person)",
    "(petitioner|patient|addict|convict|parolee)_list",
    "(person|citizen|resident|household|reporter)_(score|rating|grade|level|rank|tag|label|risk|profile|history)",
    "risk_score",
    "stability_score",
    "points_of_person",
    "facial",
    "biometric",
    "voice_?print",
    "(licen[cs]e|number)_plate",
    "plate",
    "stance",
    "ideology",
    "political",
    "faith",
    "footprint",
    "location_history",
    "route_walked",
    "geofence",
    "clock_(in|out)_at",
    "attendance",
    "presence",
    "idle_time",
    "performance_score",
    "rank",
    "top_workers",
    "worst_workers",
    "target_count",
    "same_(reporter|person|phone)",
    "(search|find|matters|reports|cases)_(by|of)_(person|reporter|phone|name)",
    "by_(reporter|phone)",
)
"""Written as they stand in snake case; each also with an s behind it."""
IN_CHINESE = (
    "重点人员", "重点人群", "特殊人群", "重点关注", "人员评分", "个人评分", "信用分", "人脸", "车牌识别",
    "声纹", "轨迹", "排行榜", "排名", "打卡", "签到", "考勤", "在线时长", "信仰",
    "思想动态", "政治倾向", "立场", "黑名单", "涉稳", "画像", "一人一档", "上报任务数", "指标任务",
)  # fmt: skip
PERSONAL = re.compile(r"(^|_)(person|reporter|phone|mobile|telephone|email|identity|id_card|surname|full_name)s?(_|$)")
"""What no list is asked by: it would find what somebody reported elsewhere."""


def snake(name: str) -> str:
    """camelCase, kebab-case and paths as snake_case."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")


def forbidden_in(names: Iterable[str]) -> list[str]:
    """The names that hold a forbidden word as a whole word (`surface` holds no face)."""
    pattern = re.compile(rf"(^|_)({'|'.join(FORBIDDEN)})s?(_|$)")
    return sorted({name for name in names if pattern.search(snake(name)) or any(word in name for word in IN_CHINESE)})


def keys(value: Any) -> Iterator[str]:
    """All keys of a nested value."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@pytest.mark.parametrize(
    "planted",
    [
        "face",
        "Faces",
        "person_face_id",
        "personScore",
        "/api/key-person/{id}",
        "last_login",
        "特殊人群台账",
        "/api/watchlist",
        "watch-list",
        "blacklists",
        "ResidentProfile",
        "householdTags",
        "risk_score",
        "facialFeatures",
        "licencePlate",
        "number_plate",
        "location_history",
        "checkins",
        "clockInAt",
        "attendance",
        "ranks",
        "/api/matters-of-person",
        "reports_by_phone",
        "sameReporter",
        "reporter_history",
        "politicalLean",
        "faith",
        "个人评分",
        "网格员排名",
        "签到记录",
        "一人一档",
    ],
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert forbidden_in([planted]) == [planted]


@pytest.mark.parametrize("harmless", ["surface", "interface", "tracked_by_nobody", "checking", "attrack", "template"])
def test_a_word_that_only_looks_like_it_is_left_alone(harmless: str) -> None:
    assert forbidden_in([harmless]) == []


def test_no_table_and_no_field_holds_it() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("gongzhi.")]
    assert ours
    assert forbidden_in(name for model in ours for name in names_of(model)) == []


def test_no_address_and_no_shape_of_the_api_holds_it() -> None:
    schema = api.get_openapi_schema()
    assert schema["paths"]
    assert forbidden_in(keys(schema)) == []


def test_nothing_in_the_catalogue_holds_it() -> None:
    files = sorted(settings.CATALOGUE.rglob("*.toml"))
    assert files
    found = [key for path in files for key in keys(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert forbidden_in(found) == []
    said = [
        line for path in files for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert [line for line in said if any(word in line for word in IN_CHINESE)] == []


def conditions(schema: Mapping[str, Any]) -> set[str]:
    """What any list of the API can be asked by."""
    return {
        parameter["name"]
        for path in schema["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }


def test_no_list_is_asked_for_a_person() -> None:
    asked = conditions(api.get_openapi_schema())
    assert {"kind", "area", "text"} <= asked
    assert [name for name in sorted(asked) if PERSONAL.search(snake(name))] == []


@pytest.mark.parametrize("planted", ["reporter", "reporterPhone", "phone", "person_id", "idCard", "emails"])
def test_a_planted_condition_is_found(planted: str) -> None:
    path = {"get": {"parameters": [{"name": planted, "in": "query"}]}}
    assert [name for name in conditions({"paths": {"/x": path}}) if PERSONAL.search(snake(name))] == [planted]


def test_a_planted_field_of_a_table_is_found() -> None:
    class Resident(models.Model):
        risk_score = models.IntegerField()
        watch_list = models.BooleanField()

        class Meta:
            app_label = "planted"
            managed = False

    try:
        assert forbidden_in(names_of(Resident)) == ["Resident.risk_score", "Resident.watch_list"]
    finally:
        del apps.all_models["planted"]


def names_of(model: type[models.Model]) -> list[str]:
    return [model.__name__, *(f"{model.__name__}.{field.name}" for field in model._meta.get_fields())]
