"""The demonstration shows an ask of every standing, each entered and decided by those who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from gongzhi import catalogue
from gongzhi.asks import reading
from gongzhi.asks.models import Ask
from gongzhi.asks.reading import Wish
from gongzhi.demo.asking import ask_all
from gongzhi.demo.build import found
from gongzhi.demo.geography import DemoCity
from gongzhi.kernel import PUBLIC
from gongzhi.matters import catalogues
from tests.cast import forget

from .conftest import SEED

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
FOUNDED = NOON - timedelta(days=360)

pytestmark = pytest.mark.django_db


def test_an_ask_of_every_standing_is_shown_and_entered_once(small_city: DemoCity) -> None:
    forget()
    types = catalogue.read(settings.CATALOGUE).units
    found(small_city, types, seed=SEED, at=FOUNDED, tell=lambda *_: None, workers=2300)
    catalogues.put_in_force(settings.CATALOGUE, FOUNDED)
    for _ in range(2):
        ask_all(NOON)
        assert reading.counts(Wish(), PUBLIC, NOON) == {"waiting": 1, "valid": 2, "refused": 1, "lapsed": 1}
    assert any(ask.once_more and ask.overlap for ask in Ask.objects.filter(decision="admitted"))
    forget()
