"""A list is asked for by conditions that everybody can read; a condition that nobody knows is refused."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from gongzhi.bodies import reading as bodies
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, queries, wire
from gongzhi.matters.loop.state import Stage

STAGES = tuple(stage.value for stage in Stage if stage is not Stage.NEW)
Coded = Annotated[str, StringConstraints(pattern=r"^[\w./:,-]{0,64}$")]
Sought = Annotated[str, StringConstraints(max_length=400), AfterValidator(wire.storable)]
Light = Literal["", "green", "yellow", "orange", "red"]
Waiting = Literal["", "ruling", "extension", "suspension", "receipt", "spot-check", "look", "rating", "answer"]
Placed = Literal["", "inside", "edge", "overlap", "gap", "outside", "unmapped", "unplaced"]


class Wish(Schema):
    """Conditions of a list; what is left out is no condition."""

    stage: Annotated[str, Field(description=f"One or several, separated by commas: {', '.join(STAGES)}")] = ""
    kind: Annotated[Coded, Field(description="Codes of kinds, separated by commas (`GET /api/kinds`)")] = ""
    channel: Annotated[Coded, Field(description="One or several, separated by commas: phone, hotline, web …")] = ""
    area: Annotated[Coded, Field(description="Code of an area: everything in it, down to the grid")] = ""
    unit: Annotated[Coded, Field(description="Code of a unit that holds the matter or has an open share in it")] = ""
    light: Annotated[Light, Field(description="Light of the clock that runs for the present stage")] = ""
    since: Annotated[wire.Moment | None, Field(description="Opened at or after this instant (with offset)")] = None
    until: Annotated[wire.Moment | None, Field(description="Opened before this instant (with offset)")] = None
    text: Annotated[Sought, Field(description="Words, a number, a query code or an address")] = ""
    origin: Annotated[Literal["", "report", "import"], Field(description="Reported here, or imported")] = ""
    placed: Annotated[Placed, Field(description="How the point lies; `unplaced`: waiting for a place")] = ""
    waiting: Annotated[
        Waiting, Field(description="Whose word it waits for; `answer`: a supervise order, due by its own clock")
    ] = ""
    supervision: Annotated[
        Literal["", "urged", "supervised", "listed"], Field(description="Supervised so far, or further")
    ] = ""
    order: Annotated[
        Literal["newest", "due", "place"],
        Field(description="Newest first, what is due first, or grid by grid and in each what is due first"),
    ] = "newest"

    def wish(self) -> queries.Wish:
        """The wish with its stages, kinds and channels taken apart; 422 `stage-unknown`,
        `kind-unknown`, `unit-unknown`.
        """
        stages, kinds, channels = _each(self.stage), _each(self.kind), _each(self.channel)
        for stage in stages:
            if stage not in STAGES:
                raise Refused("stage-unknown", status=422, value=stage[:40], known=", ".join(STAGES))
        for kind in kinds:
            if kind not in catalogues.in_force()[1].kinds:
                raise Refused("kind-unknown", status=422, kind=kind)
        if self.unit:
            bodies.unit(self.unit)
        return queries.Wish(**{**self.model_dump(), "stage": stages, "kind": kinds, "channel": channels})


def _each(said: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in said.split(","))))
