"""The demonstration city is drawn once for all tests that only look at it."""

import pytest

from gongzhi.demo.geography import DemoCity, draw

SEED = 1


@pytest.fixture(scope="session")
def city() -> DemoCity:
    """The whole city for seed 1."""
    return draw(SEED)
