"""The secrets of second factors go along when the master key is rotated: nobody sets up an app anew because of it."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from gongzhi.bodies.accounts.adapters import TOTP
from gongzhi.vault.keys import current_master
from gongzhi.vault.rewrapping import Done, number_of, opened, rewrapped

SEALED = ("secret", "seed")
"""The names under which an authenticator keeps what the master key sealed."""


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of all people; there are a few thousand of them, so that they are all looked at."""

    def counts(self) -> Counter[int]:
        return Counter(number_of(sealed) for _, sealed in _sealed())

    def walk(self, batch: int) -> Iterator[Done]:
        wanted = current_master()
        left = sorted({key for key, sealed in _sealed() if number_of(sealed) != wanted})
        for start in range(0, len(left), batch):
            yield _batch(left[start : start + batch])

    def broken(self) -> Iterator[str]:
        return (f"mfa_authenticator.data {key}" for key, sealed in _sealed() if opened(TOTP, sealed) is None)


@transaction.atomic
def _batch(keys: list[int]) -> Done:
    changed, lost = 0, []
    for one in Authenticator.objects.select_for_update().filter(pk__in=keys):
        fresh = {name: rewrapped(TOTP, b64decode(one.data[name])) for name in _names(one.data)}
        if None in fresh.values():
            lost.append(f"mfa_authenticator.data {one.pk}")
            continue
        one.data |= {name: b64encode(sealed).decode() for name, sealed in fresh.items() if sealed is not None}
        one.save(update_fields=["data"])
        changed += len(fresh)
    return Done(changed, tuple(lost))


def _sealed() -> Iterator[tuple[int, bytes]]:
    for key, data in Authenticator.objects.order_by("pk").values_list("pk", "data").iterator():
        yield from ((key, b64decode(data[name])) for name in _names(data))


def _names(data: dict[str, Any]) -> list[str]:
    return [name for name in SEALED if isinstance(data.get(name), str)]
