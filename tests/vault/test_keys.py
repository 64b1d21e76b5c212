"""Without its keys an installation does not start, and nobody else can read them."""

from pathlib import Path
from uuid import UUID

import pytest

from gongzhi.kernel import Refused
from gongzhi.vault.keys import (
    SITE,
    KeysUnusable,
    check_keys,
    forget_keys,
    make_keys,
    read_keys,
    rotate,
    site_digest,
    site_digests,
)
from gongzhi.vault.matter_key import MatterKey, new_key, unwrap

ONE, TWO = UUID(int=1), UUID(int=2)


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    make_keys(tmp_path / "a" / "keys")
    assert (tmp_path / "a" / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "a" / "keys").iterdir()} == {0o600}
    check_keys(tmp_path / "a" / "keys")


def test_keys_are_never_replaced(keys: Path) -> None:
    before = (keys / "master").read_bytes()
    with pytest.raises(Refused, match="keys-exist"):
        make_keys(keys)
    (keys / "site").unlink()
    with pytest.raises(Refused, match="keys-exist"):
        make_keys(keys)
    assert (keys / "master").read_bytes() == before


@pytest.mark.parametrize("name", ["master", "site"])
def test_a_missing_key_stops_with_a_sentence(keys: Path, name: str) -> None:
    (keys / name).unlink()
    with pytest.raises(KeysUnusable, match=f"{name} is missing: bring it back from where the keys are kept apart"):
        check_keys(keys)


@pytest.mark.parametrize("text", ["", "1", "x " + "00" * 32, "1 " + "00" * 31, "1 zz", "é"])
def test_a_damaged_key_stops_with_a_sentence(keys: Path, text: str) -> None:
    (keys / "master").write_text(text, encoding="utf-8")
    with pytest.raises(KeysUnusable, match="bring it back from where the keys are kept apart"):
        check_keys(keys)


def test_a_key_that_others_can_read_stops_with_a_sentence(keys: Path) -> None:
    (keys / "master").chmod(0o640)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        check_keys(keys)


def test_a_wrapped_key_opens_at_its_own_matter_only(keys: Path) -> None:
    key = new_key()
    wrapped = key.wrapped_for(ONE)
    sealed = key.seal("张三")
    assert unwrap(ONE, wrapped).open(sealed).decode() == "张三"
    assert unwrap(ONE, wrapped).digest("13912345678") == key.digest("13912345678")
    with pytest.raises(Refused, match="seal-broken"):
        unwrap(TWO, wrapped)
    with pytest.raises(Refused, match="seal-broken"):
        unwrap(ONE, wrapped[:2])


def test_another_master_key_unwraps_nothing(keys: Path) -> None:
    wrapped = new_key().wrapped_for(ONE)
    (keys / "master").write_text(f"1 {'ab' * 32}\n", encoding="ascii")
    forget_keys()
    with pytest.raises(Refused, match="seal-broken"):
        unwrap(ONE, wrapped)


def test_a_newer_master_key_is_used_and_the_older_one_still_opens(keys: Path) -> None:
    old = new_key().wrapped_for(ONE)
    with (keys / "master").open("a", encoding="ascii") as file:
        file.write(f"2 {'ab' * 32}\n")
    forget_keys()
    assert int.from_bytes(new_key().wrapped_for(ONE)[1:3]) == 2
    unwrap(ONE, old)


def test_the_digest_of_a_value_differs_from_matter_to_matter(keys: Path) -> None:
    assert new_key().digest("13912345678") != new_key().digest("13912345678")


def test_a_key_says_nothing_of_itself() -> None:
    secret = b"never shown in a log or a trace!"
    assert "never" not in repr(MatterKey(secret)) + str(MatterKey(secret))


def test_site_digests_change_with_purpose_and_rotation(keys: Path) -> None:
    first = site_digest("rate", "13912345678")
    assert first.startswith("1.")
    assert first == site_digest("rate", "13912345678")
    assert first != site_digest("merge", "13912345678")
    assert site_digest("a", "b\0c") != site_digest("a\0b", "d")
    assert rotate(keys) == 2
    second = site_digest("rate", "13912345678")
    assert second.startswith("2.")
    assert site_digests("rate", "13912345678") == (second, first)


def test_a_second_rotation_destroys_the_first_key(keys: Path) -> None:
    first = read_keys(keys / SITE).secrets[1]
    assert (rotate(keys), rotate(keys)) == (2, 3)
    assert first.hex() not in (keys / SITE).read_text(encoding="ascii")
    assert [digest.split(".")[0] for digest in site_digests("rate", "x")] == ["3", "2"]
    assert (keys / SITE).stat().st_mode & 0o777 == 0o600
