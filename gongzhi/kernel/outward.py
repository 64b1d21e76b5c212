"""A host is looked up once, what it stands for is judged, and that very address is called: it cannot change in between.

An address of this machine, of this network or of nobody is not called, unless the setting GONGZHI_INWARD_HOSTS names
the host, or the address itself stands where the host does.
"""

import http.client
import socket
from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import Any

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MAPPED = ("2002:", "64:ff9b:", "::ffff:")
"""IPv6 that stands for IPv4 (6to4, NAT64, mapped): what is behind it cannot be judged."""


class NotCalled(OSError):  # noqa: N818
    """The host is not called; `inward`: because it leads into this network, else because nobody knows the name."""

    def __init__(self, *, inward: bool) -> None:
        super().__init__("host-not-allowed" if inward else "host-unknown")
        self.inward = inward


def open_to_all(address: str) -> bool:
    """Whether the address is one of the open internet: not this machine, not a private network, not a group."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and (found.is_site_local or found.compressed.startswith(MAPPED)):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def address_of(host: str, port: int, inward: Collection[str]) -> str:
    """The address that is called for `host`; every one that it stands for must be open, or the host listed inward.

    Raises `NotCalled`.
    """
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise NotCalled(inward=False) from None
    listed = host in inward or f"{host}:{port}" in inward or host in LOOPBACK or host in found
    if not found or not (listed or all(map(open_to_all, found))):
        raise NotCalled(inward=True)
    return found[0]


def pin(connection: http.client.HTTPConnection, inward: Collection[str]) -> None:
    """Let the connection go to the address that was judged and to no other; the name stays for TLS and for Host."""
    address = address_of(connection.host, connection.port, inward)

    def create(_: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        return socket.create_connection((address, connection.port), *more, **named)

    connection._create_connection = create  # type: ignore[attr-defined]
