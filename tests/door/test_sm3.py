"""A city that must use the national algorithms chains its journals with SM3; both keep the same promises."""

from typing import Any

import pytest

from gongzhi.matters import anchoring, replay
from gongzhi.matters.codec import line_hash
from gongzhi.vault.provider import Provider
from tests.cast import City


def test_the_hash_of_abc_is_the_one_of_the_standard() -> None:
    # GB/T 32905-2016, appendix A.1; FIPS 180-4.
    assert Provider("aes", "sm3").hashed(b"abc").hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert Provider("aes", "sha256").hashed(b"abc").hex().startswith("ba7816bf8f01cfea")


@pytest.mark.parametrize("digest", ["sha256", "sm3"])
def test_a_chain_holds_and_another_algorithm_does_not_accept_it(city: City, settings: Any, digest: str) -> None:
    settings.GONGZHI_DIGEST = digest
    made = city.report()
    anchor = anchoring.make(city.now)
    assert list(replay.matters([made.id])) == []
    anchoring.check(anchoring.given(anchoring.told(anchor)))
    settings.GONGZHI_DIGEST = {"sha256": "sm3", "sm3": "sha256"}[digest]
    assert {finding.rule for finding in replay.matters([made.id])} == {"chain", "words"}


def test_the_two_algorithms_give_different_hashes(settings: Any) -> None:
    settings.GONGZHI_DIGEST = "sm3"
    first = line_hash(("one", 1))
    settings.GONGZHI_DIGEST = "sha256"
    assert line_hash(("one", 1)) != first
