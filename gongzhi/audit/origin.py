"""Where a request comes from and under which number it is answered; the log and every line about it say the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The number of the request and the address it came from."""

    request: str = ""
    address: str = ""

    @property
    def network(self) -> str:
        """The neighbourhood of the address (/24, /48): enough to see an attack, too coarse to find a reporter."""
        try:
            wide = 24 if ip_address(self.address).version == 4 else 48
        except ValueError:
            return ""
        return str(ip_network(f"{self.address}/{wide}", strict=False))


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def origin() -> Origin:
    """Where what is being done now comes from; empty for the house's own work."""
    return _origin.get()


@contextmanager
def coming_from(here: Origin) -> Iterator[None]:
    """What is done inside comes from `here`."""
    before = _origin.set(here)
    try:
        yield
    finally:
        _origin.reset(before)
