"""A host is looked up once, what it stands for is judged, and that very address is called: it cannot change in between.

An address of this machine, of this network or of nobody is not called, unless the setting GONGZHI_INWARD_HOSTS names
the host, or the address itself stands in the list of hosts that may be called.
"""

import http.client
import socket
from collections.abc import Collection
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings

from gongzhi.exchange.notify.letter import Undelivered

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MAPPED = ("2002:", "64:ff9b:", "::ffff:")
"""IPv6 that stands for IPv4 (6to4, NAT64, mapped): what is behind it cannot be judged."""


def open_to_all(address: str) -> bool:
    """Whether the address is one of the open internet: not this machine, not a private network, not a group."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.compressed.startswith(MAPPED):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def address_of(host: str, port: int, inward: Collection[str]) -> str:
    """The address that is called for `host`; every one that it stands for must be open, or the host listed inward.

    Raises `Undelivered`: `gateway-unreachable` where nobody knows the name, final `host-not-allowed` for an inward one.
    """
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Undelivered("gateway-unreachable") from None
    listed = host in inward or f"{host}:{port}" in inward or host in LOOPBACK or host in found
    if not found or not (listed or all(map(open_to_all, found))):
        raise Undelivered("host-not-allowed", final=True)
    return found[0]


def pin(connection: http.client.HTTPConnection) -> None:
    """Let the connection go to the address that was judged and to no other; the name stays for TLS and for Host."""
    address = address_of(connection.host, connection.port, settings.GONGZHI_INWARD_HOSTS)

    def create(_: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        return socket.create_connection((address, connection.port), *more, **named)

    connection._create_connection = create  # type: ignore[attr-defined]
