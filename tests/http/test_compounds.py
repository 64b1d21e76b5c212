"""A place is picked by the name of its compound: those of the own grids are told with the box around each."""

import shapely
from django.db import transaction

from gongzhi.places.models import Area, Boundary
from gongzhi.places.standing import changed
from tests.cast import BEGUN
from tests.http.conftest import Wire

HOME, GRID, NEXT = "220302001001001901", "220302001001001", "220302001001002"


def drawn(code: str, parent: str, box: tuple[float, float, float, float], last: int | None = None) -> None:
    """A compound with its outline, in the first version of the boundaries up to `last`."""
    Area.objects.create(code=code, name=f"小区{code[-1]}", level="compound", parent_id=parent, valid_from=BEGUN)
    outlined(code, box, last)


def outlined(code: str, box: tuple[float, float, float, float], last: int | None = None) -> None:
    """The outline of an area that is known, in the first version of the boundaries up to `last`."""
    west, south, east, north = box
    with transaction.atomic():
        Boundary.objects.create(
            area_id=code, first=0 if last is not None else 1, last=last, shape=shapely.box(*box).wkb, area_m2=1.0,
            west=west, south=south, east=east, north=north,
        )  # fmt: skip
        changed()


def test_the_compounds_of_grids_and_communities_are_told_with_their_boxes(wire: Wire) -> None:
    drawn(HOME, GRID, (124.004, 43.004, 124.006, 43.006))
    drawn("220302001001002902", NEXT, (124.014, 43.004, 124.016, 43.006))
    drawn("220302001001001903", GRID, (124.001, 43.001, 124.002, 43.002), last=0)
    (only,) = wire.get(f"/compounds?areas={GRID}").json
    assert only == {"code": HOME, "name": "小区1", "west": 124.004, "south": 43.004, "east": 124.006, "north": 43.006}
    assert len(wire.get(f"/compounds?areas={GRID},{NEXT}").json) == 2
    assert len(wire.get("/compounds?areas=220302001001").json) == 2
    assert wire.get("/compounds?areas=220302").json == []


def test_a_point_in_a_compound_is_told_its_name(wire: Wire) -> None:
    drawn(HOME, GRID, (124.004, 43.004, 124.006, 43.006))
    inside = wire.post("/locate", {"lon": 124.005, "lat": 43.005, "crs": "wgs84"}).json
    assert inside["compound"] == {"code": HOME, "name": "小区1", "level": "compound"}
    assert wire.post("/locate", {"lon": 124.001, "lat": 43.001, "crs": "wgs84"}).json["compound"] is None
