"""Units ask and centres admit over the wire, in the small city."""

from typing import Any
from uuid import uuid4

from tests.door.crowd import crowd
from tests.http.conftest import Answer, city, keys, wire

__all__ = ["Answer", "ask", "city", "crowd", "keys", "wanted", "wire"]
WANTED: dict[str, Any] = {
    "title": "路灯设施年报",
    "items": ["路灯盏数", "路灯杆数"],
    "level": "community",
    "area": "220302",
    "often": "year",
    "purpose": "编制年度养护计划",
    "ground": "《城市照明管理规定》第十八条",
    "until": "2026-12-31",
}


def wanted(**other: Any) -> dict[str, Any]:
    """What a unit asks: lamps, of all communities of the county, unless it is said otherwise."""
    return WANTED | other


def ask(wire: Any, by: str = "helper", admitted: bool = True, **other: Any) -> dict[str, Any]:
    """An entry, admitted by the county's leader; as it is told to whoever entered it."""
    made = wire.post("/asks", wanted(**other), by, idempotency_key=str(uuid4()))
    assert made.status == 201, made.raw
    found: dict[str, Any] = made.json
    if admitted:
        answer = wire.post(f"/asks/{found['id']}/admit", {}, "leader")
        assert answer.status == 200, answer.raw
        found = answer.json
    return found
