"""Threads that write a matter's row and a journal line in a transaction, taking turns, with every commit on disk."""

import json
import sqlite3
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

NUMBER, IDENTITY = 1, 0


class Writers:
    """So many threads on one file; `done` counts their transactions."""

    def __init__(self, file: str, rows: list[list[object]], seconds: float) -> None:
        self._file, self._rows, self._turn = file, rows, threading.Lock()
        self._until = time.perf_counter() + seconds
        self.done = 0

    def write(self) -> None:
        """Write until the time is over."""
        connection = sqlite3.connect(self._file, timeout=20, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        statements = [
            f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"
            for table, row in zip(("matters_matter", "matters_journal"), self._rows, strict=True)
        ]
        matter, line = (list(row) for row in self._rows)
        while time.perf_counter() < self._until:
            matter[IDENTITY] = line[IDENTITY] = uuid4().hex
            matter[NUMBER] = f"20260101-{matter[IDENTITY]}"[:32]
            with self._turn:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(statements[0], matter)
                connection.execute(statements[1], line)
                connection.execute("COMMIT")
                self.done += 1
        connection.close()


def main() -> int:
    """The command line: file, rows as JSON, clients, seconds. Prints transactions a second."""
    file, script, clients, seconds = sys.argv[1:]
    rows = json.loads(Path(script).read_text(encoding="utf-8"))["rows"]
    writers = Writers(file, rows, float(seconds))
    begun = time.perf_counter()
    threads = [threading.Thread(target=writers.write) for _ in range(int(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(str(writers.done / (time.perf_counter() - begun)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
