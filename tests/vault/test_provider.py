"""Sealed bytes open with their key and unchanged, in every algorithm, and never otherwise."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from gongzhi.kernel import Refused
from gongzhi.vault.provider import OVERHEAD, Provider, provider

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
CIPHERS = pytest.mark.parametrize("cipher", ["aes", "sm4"])


@CIPHERS
def test_what_was_sealed_opens_and_shows_nothing(cipher: str) -> None:
    sealer = Provider(cipher, "sha256").sealer(SECRET, version=7)
    sealed = sealer.seal("13912345678 张三".encode(), b"here")
    assert sealer.open(sealed, b"here").decode() == "13912345678 张三"
    assert b"13912345678" not in sealed
    assert len(sealed) == OVERHEAD + len("13912345678 张三".encode())
    assert sealed[0] == {"aes": 1, "sm4": 2}[cipher]
    assert sealed[1:3] == b"\x00\x07"


@CIPHERS
def test_another_key_and_another_place_open_nothing(cipher: str) -> None:
    made = Provider(cipher, "sha256")
    sealed = made.sealer(SECRET).seal(b"secret", b"here")
    with pytest.raises(Refused, match="seal-broken"):
        made.sealer(OTHER).open(sealed, b"here")
    with pytest.raises(Refused, match="seal-broken"):
        made.sealer(SECRET).open(sealed, b"there")


@CIPHERS
@given(data=st.data())
def test_one_changed_or_lost_byte_is_found(cipher: str, data: st.DataObject) -> None:
    sealer = Provider(cipher, "sha256").sealer(SECRET)
    sealed = bytearray(sealer.seal(data.draw(st.binary(max_size=40))))
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[at] ^= data.draw(st.integers(1, 255))
    for broken in (bytes(changed), bytes(sealed[:at]), bytes(sealed[at + 1 :])):
        with pytest.raises(Refused, match="seal-broken"):
            sealer.open(broken)


def test_the_same_text_is_never_sealed_into_the_same_bytes() -> None:
    sealer = Provider("aes", "sha256").sealer(SECRET)
    assert len({sealer.seal(b"same") for _ in range(100)}) == 100


def test_what_was_sealed_before_the_setting_changed_still_opens() -> None:
    sealed = Provider("aes", "sha256").sealer(SECRET).seal(b"old")
    assert Provider("sm4", "sm3").sealer(SECRET).open(sealed) == b"old"


def test_the_national_algorithms_are_the_published_ones() -> None:
    """SM3 of GB/T 32905 A.1 through HMAC with the empty key; SM4-GCM of RFC 8998 appendix A.2."""
    nonce, key = bytes.fromhex("00001234567800000000ABCD"), bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    pairs = ("AA", "BB", "CC", "DD", "EE", "FF", "EE", "AA")
    plain = bytes.fromhex("".join(pair * 8 for pair in pairs))
    tag = "83DE3541E4C2B58177E065A9BF7B62EC"
    sealer: Any = Provider("sm4", "sm3").sealer(key + bytes(16))
    assert sealer._in(2).encrypt(nonce, plain, bound)[-16:].hex().upper() == tag
    assert Provider("aes", "sm3").digester(SECRET).hex(b"x") != Provider("aes", "sha256").digester(SECRET).hex(b"x")


def test_digests_are_keyed_and_short() -> None:
    digester = Provider("aes", "sha256").digester(SECRET)
    assert digester.hex(b"13912345678") == digester.hex(b"13912345678")
    assert len(digester.hex(b"")) == 32
    assert digester.hex(b"a") != Provider("aes", "sha256").digester(OTHER).hex(b"a")


@pytest.mark.parametrize(("name", "known"), [("GONGZHI_CIPHER", "aes or sm4"), ("GONGZHI_DIGEST", "sha256 or sm3")])
def test_an_unknown_algorithm_stops_with_a_sentence(name: str, known: str, settings: Settings) -> None:
    setattr(settings, name, "rot13")
    with pytest.raises(ImproperlyConfigured, match=f"{name} is 'rot13': it takes {known}"):
        provider()
