"""Clients that do nothing but wait for the answer and ask again: one light process, one socket for each client.

`python -m bench.load ADDRESS FILE --clients N --seconds S` prints one JSON object. FILE holds a request body in each
line; every placeholder in it becomes a fresh id.
"""

import argparse
import json
import os
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PLACEHOLDER = b"00000000-0000-4000-8000-000000000000"
END = b"\r\n\r\n"


@dataclass(slots=True)
class Client:
    """One connection and the answer it is waiting for."""

    socket: socket.socket
    asked_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Result:
    """Latencies in seconds of what was answered well, and what was answered otherwise."""

    taken: list[float] = field(default_factory=list)
    refused: int = 0
    reports: int = 0
    first: str = ""


def fresh_id() -> bytes:
    """A random UUID (version 4) as text."""
    made = os.urandom(16).hex()
    return f"{made[:8]}-{made[8:12]}-4{made[13:16]}-a{made[17:20]}-{made[20:]}".encode()


class Requests:
    """Whole requests, ready to be sent; the ids in them are new each time."""

    def __init__(self, path: str, bodies: list[bytes], token: str) -> None:
        self._parts = [body.split(PLACEHOLDER) for body in bodies]
        known = f"Authorization: Bearer {token}\r\n" if token else ""
        self._heads = [
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{known}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            for body in bodies
        ]
        self._next = 0

    def take(self) -> tuple[bytes, int]:
        """The next request, and how many reports are in it."""
        place = self._next % len(self._parts)
        self._next += 1
        first, *rest = self._parts[place]
        return b"".join((self._heads[place], first, *(piece for part in rest for piece in (fresh_id(), part)))), len(
            rest
        )


def whole(got: bytearray) -> int:
    """The length of the answer in `got`, 0 while it has not come whole."""
    end = got.find(END)
    if end < 0:
        return 0
    head = got[:end].lower()
    at = head.find(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    return end + 4 + length if len(got) >= end + 4 + length else 0


def run(address: tuple[str, int], requests: Requests, clients: int, seconds: float) -> tuple[Result, float]:
    """Ask for so many seconds; what is under way at the end is waited for, and counted. Returns seconds that passed."""
    chosen, result = selectors.DefaultSelector(), Result()
    sizes: dict[int, int] = {}
    begun = time.perf_counter()
    for _ in range(clients):
        client = Client(socket.create_connection(address))
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(client.socket, selectors.EVENT_READ, client)
        _ask(client, requests, sizes)
    waiting = clients
    while waiting:
        for key, _ in chosen.select(timeout=30):
            client = key.data
            if not _hear(client, result, sizes):
                continue
            if time.perf_counter() - begun < seconds:
                _ask(client, requests, sizes)
            else:
                waiting -= 1
                chosen.unregister(client.socket)
                client.socket.close()
    return result, time.perf_counter() - begun


def _ask(client: Client, requests: Requests, sizes: dict[int, int]) -> None:
    said, sizes[id(client)] = requests.take()
    client.got.clear()
    client.asked_at = time.perf_counter()
    client.socket.sendall(said)


def _hear(client: Client, result: Result, sizes: dict[int, int]) -> bool:
    piece = client.socket.recv(65536)
    if not piece:
        raise ConnectionError("the server closed a connection in the middle of an answer")
    client.got += piece
    if not whole(client.got):
        return False
    if client.got[9:11] == b"20":
        good = client.got.count(b'"query_code"')
        result.reports += good
        result.refused += sizes[id(client)] - good
        result.taken.append(time.perf_counter() - client.asked_at)
    else:
        result.refused += sizes[id(client)]
        result.first = result.first or client.got.decode(errors="replace")[:400]
    return True


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("file", type=Path)
    parser.add_argument("--path", default="/api/reports")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3.0)
    asked = parser.parse_args()
    host, _, port = asked.address.rpartition(":")
    lines = asked.file.read_bytes().splitlines()
    requests = Requests(asked.path, lines, os.environ.get("BENCH_TOKEN", ""))
    result, seconds = run((host, int(port)), requests, asked.clients, asked.seconds)
    taken = sorted(result.taken) or [0.0]
    json.dump(
        {
            "rate": result.reports / seconds,
            "reports": result.reports,
            "refused": result.refused,
            "first": result.first,
            "p50": taken[len(taken) // 2] * 1000,
            "p99": taken[min(len(taken) - 1, int(len(taken) * 0.99))] * 1000,
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
