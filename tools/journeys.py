"""Journeys through the screens in a real browser, over a demo city of their own: `python -m tools.journeys [FILE …]`.

`python -m tools.journeys screens` takes pictures of every page into var/screens, to be looked at; `… keep` puts those
that docs/screens/README.md names into docs/screens, small, and of every page one sheet. `… speed` says how fast the
first pages come. `… --serve` leaves the city running until it is stopped and says where it is and how its people sign
in. The city is founded anew each time, unless GONGZHI_JOURNEY_HOME names a folder to keep it in.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from tools import pictures, web

ROOT = Path(__file__).resolve().parents[1]
GONGZHI = [sys.executable, "-m", "gongzhi.site.cli"]
PATIENCE = 180
WALKS = (["screens"], ["speed"])


@contextmanager
def city(home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demo city that serves: its address, and the link by which each role signs in first."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    around = {**os.environ, "GONGZHI_HOME": str(home), "GONGZHI_ADDRESS": address, "DATABASE_URL": ""}
    if not (home / "links.json").exists():
        told = subprocess.run(
            [*GONGZHI, "init", "--city", "demo", "--json"], env=around, cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run([*GONGZHI, "demo", "--days", "3", "--per-day", "40"], env=around, cwd=ROOT, check=True)
        (home / "links.json").write_text(json.dumps(json.loads(told.stdout)["links"]), encoding="utf-8")
    else:
        subprocess.run([*GONGZHI, "upgrade", "--without-backup"], env=around, cwd=ROOT, check=True, capture_output=True)
    links = json.loads((home / "links.json").read_text(encoding="utf-8"))
    serving = subprocess.Popen([*GONGZHI, "serve"], env=around, cwd=ROOT)
    try:
        until_ready(f"http://{address}", serving)
        yield f"http://{address}", {role: moved(link, address) for role, link in links.items()}
    finally:
        serving.terminate()
        serving.wait(timeout=PATIENCE)


def moved(link: str, address: str) -> str:
    """The same link at the address that serves now."""
    return f"http://{address}/{link.split('/', 3)[3]}"


def until_ready(url: str, serving: "subprocess.Popen[bytes]") -> None:
    """Wait until the city answers; RuntimeError if it ends or takes longer than three minutes."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and serving.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health/ready") as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError("the city did not come up")


def main(arguments: list[str]) -> int:
    """Run the journeys, take pictures or figures, or serve; the exit code."""
    if arguments == ["keep"]:
        return pictures.keep()
    if shutil.which("chromium") is None and arguments != ["--serve"]:
        sys.exit("chromium is not installed (apt-get install chromium fonts-noto-cjk).")
    kept = os.environ.get("GONGZHI_JOURNEY_HOME", "")
    with tempfile.TemporaryDirectory() as made:
        home = Path(kept) if kept else Path(made)
        home.mkdir(parents=True, exist_ok=True)
        with city(home) as (url, links):
            if arguments == ["--serve"]:
                print(url, *(f"{role}: {link}" for role, link in links.items()), sep="\n", flush=True)
                time.sleep(10**6)
            os.environ |= {"GONGZHI_URL": url, "GONGZHI_LINKS": json.dumps(links)}
            os.environ.setdefault("GONGZHI_SCREENS", str(pictures.TAKEN))
            what, more = (arguments[0], arguments[1:]) if arguments[:1] in WALKS else ("journeys", arguments)
            return web.run(what, *more)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
