"""A PostgreSQL of one's own: made in an own folder on a free port, durable as it comes unless told, gone at the end.

`python -m tools.private_postgres run -- COMMAND …` runs the command with DATABASE_URL set and returns its exit code;
`with cluster() as url:` does the same inside a program.
"""

import argparse
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
FLEETING = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""For a database whose machine may take it along when it stops: tests kill what uses it, never the machine."""


class NotStartedError(Exception):
    """No PostgreSQL to start, or it does not start; the message says which."""


def binaries() -> Path | None:
    """The folder of Debian's newest PostgreSQL server of at least 15; None where it is not installed."""
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb") if int(path.parts[-3]) >= 15]
    return max(found, key=lambda path: int(path.parts[-2]), default=None)


@contextmanager
def cluster(folder: Path | None = None, database: str = "gongzhi", *, durable: bool = True) -> Iterator[str]:
    """Yields the URL of a running cluster in `folder` (kept) or in a temporary one (removed); stops it afterwards."""
    where = binaries()
    if where is None:
        raise NotStartedError("no PostgreSQL ≥ 15 under /usr/lib/postgresql: apt-get install postgresql")
    base = folder or Path(tempfile.mkdtemp(prefix="gongzhi-pg-"))
    try:
        with _running(where, base, database, durable=durable) as url:
            yield url
    finally:
        if folder is None:
            shutil.rmtree(base, ignore_errors=True)


@contextmanager
def _running(where: Path, base: Path, database: str, *, durable: bool) -> Iterator[str]:
    data, port = base / "data", _free_port()
    base.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        _hand_over(base)
    if not (data / "PG_VERSION").exists():
        _as_owner([where / "initdb", "-D", data, "-U", "gongzhi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    log = base / "log"
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c max_connections=200{'' if durable else FLEETING}"
    _as_owner([where / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start"])
    try:
        _make_database(where, port, database)
        yield f"postgresql://gongzhi@127.0.0.1:{port}/{database}"
    finally:
        _as_owner(
            [
                where / "pg_ctl",
                "-D",
                data,
                "-m",
                "immediate" if base.name.startswith("gongzhi-pg-") else "fast",
                "-w",
                "stop",
            ]
        )


def _make_database(where: Path, port: int, database: str) -> None:
    there = ["-h", "127.0.0.1", "-p", str(port), "-U", "gongzhi", "-d", "postgres"]
    psql: list[Path | str] = [where / "psql", *there, "-Atqc"]
    known = _as_owner([*psql, f"SELECT 1 FROM pg_database WHERE datname = '{database}'"])
    if not known.strip():
        _as_owner([*psql, f'CREATE DATABASE "{database}"'])


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then postgres runs it, or nobody."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _hand_over(base: Path) -> None:
    owner = _owner()
    if owner is not None:
        os.chown(base, owner.pw_uid, owner.pw_gid)
        base.chmod(0o700)


def _as_owner(command: list[Path | str]) -> str:
    owner = _owner()
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    # pg_ctl leaves a server behind that keeps a pipe open, so what it says goes to a file.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, cwd="/", check=False, **user)  # type: ignore[call-overload]
        said.seek(0)
        text = said.read()
    if done.returncode != 0:
        raise NotStartedError(f"{Path(command[0]).name} ended with {done.returncode}: {text.strip()[-2000:]}")
    return text


def main() -> int:
    """The command line; the exit code is that of the command that was run."""
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="run a command with DATABASE_URL set")
    run.add_argument("--folder", type=Path, help="keep the cluster here")
    run.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    command = asked.command[1:] if asked.command[:1] == ["--"] else asked.command
    began = time.monotonic()
    try:
        with cluster(asked.folder and asked.folder.resolve()) as url:
            print(f"→ PostgreSQL {binaries()} answers after {time.monotonic() - began:.1f} s", file=sys.stderr)
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except NotStartedError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
