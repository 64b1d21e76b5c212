"""The demonstration city is drawn once for all tests that only look at it."""

import pytest

from gongzhi.catalogue import UnitType
from gongzhi.catalogue.text import Text
from gongzhi.demo.geography import DemoCity, draw

SEED = 1
SMALL = 2500


@pytest.fixture(scope="session")
def city() -> DemoCity:
    """The whole city for seed 1."""
    return draw(SEED)


@pytest.fixture(scope="session")
def small_city() -> DemoCity:
    """A city of 2,500 grids, quicker to store."""
    return draw(SEED, grids=SMALL)


@pytest.fixture(scope="session")
def types() -> dict[str, UnitType]:
    """A centre, a member unit with stations and one of the counties only."""
    centre = UnitType(
        code="ZZ",
        name=Text("综治中心", "governance centre"),
        group="lead",
        levels=("city", "county", "township", "community"),
        duties=("coordination", "mediation"),
        powers=("assign",),
        only_at={"mediation": ("township",)},
    )
    police = UnitType(
        code="GA",
        name=Text("公安局", "police"),
        group="law",
        levels=("city", "county", "township"),
        duties=("public-order",),
        powers=("fine",),
        stations=Text("派出所", "police station"),
    )
    wardens = UnitType(
        code="CG",
        name=Text("城市管理执法局", "urban management"),
        group="city",
        levels=("city", "county"),
        duties=("street-order",),
        powers=(),
    )
    return {unit.code: unit for unit in (centre, police, wardens)}
