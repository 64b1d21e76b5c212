"""demo: fills the demonstration city with life: people report, units act, others check; all of it through the door."""

import os
import time
from datetime import datetime, timedelta
from random import Random
from typing import Annotated

import typer
from django.utils import timezone

from gongzhi.demo.asking import ask_all
from gongzhi.demo.geography import draw
from gongzhi.demo.life import Life
from gongzhi.demo.playing import Play
from gongzhi.demo.visitors import role_people
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, gathering, outbox
from gongzhi.site.cli.frame import Summary, changing, note
from gongzhi.site.processes import die_with_parent
from gongzhi.site.progress import Tell, telling

BUSY = (8, 20)


@changing("demo")
def demo(
    days: Annotated[float, typer.Option(min=0, max=400, help="先补多少天的历史。")] = 7,
    per_day: Annotated[int, typer.Option(min=1, max=100_000, help="每天多少件上报。")] = 60,
    speed: Annotated[float, typer.Option(min=0, max=6000, help="随后每分钟上报多少件，直到停止；0 为不再继续。")] = 0,
    seed: Annotated[int, typer.Option(help="与 init 的种子一致。")] = 20230630,
) -> Summary:
    """让示范城市动起来：居民和网格员上报，单位签收处置，他人核查，中心回访。"""
    if "GONGZHI_PARENT" in os.environ:
        die_with_parent(int(os.environ["GONGZHI_PARENT"]))
    if not role_people():
        raise Refused("demo-not-here")
    _, catalogue = catalogues.in_force()
    begun = timezone.now()
    with telling() as tell:
        ask_all(begun)
        play = Play(Life(draw(seed).areas, catalogue.kinds, seed), seed)
        past(play, begun - timedelta(days=days), begun, per_day, Random(seed), tell)  # noqa: S311
    while outbox.sequence():
        pass
    if speed:
        live(play, speed)
    return Summary({"done": play.told.done, "refused": play.told.refused, "seconds": round(_since(begun), 1)})


def past(play: Play, start: datetime, end: datetime, per_day: int, random: Random, tell: Tell) -> None:
    """Let the days from `start` to `end` happen, as fast as they can be written."""
    moments = sorted(waking(start, end, random) for _ in range(round((end - start) / timedelta(days=1) * per_day)))
    for done, at in enumerate(moments, 1):
        play.advance(at, 1.0)
        play.report(gathering.local(at), 1.0)
        tell("demo", done, len(moments))
    play.advance(end, 1.0)


def waking(start: datetime, end: datetime, random: Random) -> datetime:
    """A moment between the two at which people are up; late and early ones are rare."""
    for _ in range(20):
        at = start + (end - start) * random.random()
        if BUSY[0] <= gathering.local(at).hour < BUSY[1]:
            break
    return at


def live(play: Play, speed: float) -> None:
    """Go on in real time, `speed` reports a minute, with units that act within minutes; until Ctrl-C."""
    note(f"每分钟 {speed:g} 件，Ctrl-C 停止。")
    try:
        while True:
            play.report(gathering.local(timezone.now()), 0.004)
            play.advance(timezone.now(), 0.004)
            time.sleep(60 / speed)
    except KeyboardInterrupt:
        note("停止。")


def _since(begun: datetime) -> float:
    return (timezone.now() - begun).total_seconds()
