"""Every route of the API as its description has it, with a body that would be taken: a new one is tried as well."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.http.conftest import REPORT
from tools.openapi import generated

SCHEMA: dict[str, Any] = json.loads(generated())
GIVEN = {"point": REPORT["point"], "kind": "06013"}
NOWHERE = "7a1f0c7e-0000-4000-8000-000000000001"
LISTED = {"date-time": "2026-03-02T10:00:00+08:00", "uuid": NOWHERE, "date": "2026-03-02"}
KNOWN = {"digest": "0" * 64, "number": "220302-2026-000001", "serial": "1", "month": "2026-03", "code": "0" * 12}


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One operation: method, path with its holes, a body that fits, whether a stranger may try it."""

    name: str
    method: str
    path: str
    body: Any
    free: bool

    def at(self, **values: str) -> str:
        """The address with the holes filled; what is not given is filled with something that is nowhere."""
        found = self.path.removeprefix("/api")
        for name in holes(self.path):
            found = found.replace(f"{{{name}}}", values.get(name) or KNOWN.get(name, NOWHERE))
        return found + ("?offset=0" if self.name == "upload_append" else "")


def holes(path: str) -> list[str]:
    """The names of what is put into a path."""
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def routes() -> Iterator[Route]:
    """All operations."""
    for path, operations in SCHEMA["paths"].items():
        for method, told in operations.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json")
            yield Route(
                name=told["operationId"],
                method=method.upper(),
                path=path,
                body=sample(body["schema"]) if body else None,
                free={} in told.get("security", [{}]),
            )


def sample(schema: Mapping[str, Any], name: str = "") -> Any:
    """A value that the schema takes, with nothing in it that is not needed."""
    if "$ref" in schema:
        return sample(SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]], name)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], name)
    if name in GIVEN:
        return GIVEN[name]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            needed = schema.get("required", ())
            return {key: sample(schema["properties"][key], key) for key in needed}
        case "array":
            return [sample(schema["items"], name)] * max(schema.get("minItems", 0), 1)
        case "integer" | "number":
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case _:
            return text(schema)


def text(schema: Mapping[str, Any]) -> str:
    """A text that the schema takes."""
    if schema.get("format") in LISTED:
        return LISTED[schema["format"]]
    if "64" in schema.get("pattern", ""):
        return "0" * 64
    return "abc"[: schema.get("maxLength", 3)].ljust(schema.get("minLength", 1), "a")


ROUTES = list(routes())
WITH_A_MATTER = [route for route in ROUTES if "matter" in holes(route.path)]
CLOSED = [route for route in ROUTES if not route.free]
