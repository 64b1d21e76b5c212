"""serve: web, clocks, outbox, messages and stream under one command and one address, or one part by itself."""

import os
import sys
import threading
from contextlib import ExitStack
from enum import StrEnum
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection

from gongzhi.site import environment, serve, starting
from gongzhi.site.cli.frame import Summary, command
from gongzhi.site.environment import Misconfigured
from gongzhi.site.processes import die_with_parent
from gongzhi.site.worker import BESIDE, PARTS, beside, keep_doing
from gongzhi.vault.keys import check_keys


class Part(StrEnum):
    """What can run by itself."""

    ALL = "all"
    WEB = "web"
    CLOCKS = "clocks"
    OUTBOX = "outbox"
    MESSAGES = "messages"
    STREAM = "stream"


@command("serve")
def run(
    part: Annotated[Part, typer.Argument(help="只运行一个部分；不写则全部运行。")] = Part.ALL,
    address: Annotated[str, typer.Option(help="主机:端口，默认 127.0.0.1:8000（GONGZHI_ADDRESS）。")] = "",
    life: Annotated[float, typer.Option(min=0, max=6000, help="示范城市每分钟的上报件数，0 为没有。")] = 0,
) -> Summary | None:
    """运行系统：网页、时钟、发件、消息与实时流在同一命令、同一地址之下。"""
    if address:
        os.environ["GONGZHI_ADDRESS"] = address
    if "GONGZHI_PARENT" in os.environ:
        die_with_parent(int(os.environ["GONGZHI_PARENT"]))
    environment.sworn(settings.HOME_KEYS)
    host, port = environment.address()
    if host in ("0.0.0.0", "::") and not environment.words("GONGZHI_HOSTS"):  # noqa: S104
        raise Misconfigured(
            f"Setting GONGZHI_HOSTS is missing: {host} answers to every name, so say which ones are ours, with commas."
        )
    if "GONGZHI_PARENT" not in os.environ:
        check_keys(settings.HOME_KEYS)
        starting.told()
    if part is Part.ALL:
        return everything(host, port, life)
    return one(part, host, port)


def everything(host: str, port: int, life: float) -> Summary:
    """All parts under a supervisor until SIGTERM or SIGINT."""
    sqlite = connection.vendor == "sqlite"
    connection.close()
    supervisor = serve.Supervisor(serve.plan(connection.vendor, life))
    with ExitStack() as stack:
        if sqlite:
            stack.enter_context(serve.alone(settings.HOME))
        serve.until_told(supervisor.stop)
        serve.announce(host, port, supervisor.stop, lambda url: print(f"共治 gongzhi → {url}", flush=True))  # noqa: T201
        supervisor.run()
    return Summary({"stopped": [part.name for part in supervisor.parts]})


def one(part: Part, host: str, port: int) -> Summary | None:
    """One part in this process."""
    if part in (Part.WEB, Part.STREAM):
        os.environ["GONGZHI_PART"] = part.value
        sqlite = connection.vendor == "sqlite"
        os.environ["GONGZHI_INLINE"] = "on" if sqlite and part is Part.WEB else "off"
        workers = 1 if sqlite else environment.whole("GONGZHI_WORKERS", str(os.cpu_count() or 2), least=1)
        serve.run_web(host, port, workers)
        return None
    if connection.vendor == "sqlite":
        raise Misconfigured(f"Setting DATABASE_URL: on SQLite {part.value} runs inside the web: use 'gongzhi serve'.")
    stop = threading.Event()
    serve.until_told(stop)
    step, idle = PARTS[part.value]
    seldom = beside(stop, BESIDE.get(part.value, ()))
    tally = keep_doing(part.value, step, stop, idle)
    for thread in seldom:
        thread.join()
    sys.stderr.flush()
    return Summary({"part": part.value, "done": tally.done, "failed": tally.failed})
