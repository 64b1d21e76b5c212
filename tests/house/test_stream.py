"""The live stream: changes are heard once, in order, after a break from where it stopped, and only by whoever may."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest

from gongzhi.kernel import Actor, Refused, Right
from gongzhi.site.listening import position_of, sight_of
from gongzhi.site.stream import Change, Hub, Pace

QUICK = Pace(poll=0.001, heartbeat=0.05, lifetime=30, waiting=8, batch=10, replay=100)


@dataclass
class FakeFeed:
    """A feed in memory; counts how often it is asked."""

    changes: list[Change] = field(default_factory=list)
    asked: int = 0
    broken: int = 0

    def add(self, count: int = 1, **more: Any) -> None:
        for _ in range(count):
            position = len(self.changes) + 1
            self.changes.append(Change(position=position, row={"id": position, "version": 1}, **more))

    def head(self) -> int:
        return len(self.changes)

    def after(self, position: int, limit: int) -> tuple[list[Change], int]:
        self.asked += 1
        if self.broken:
            self.broken -= 1
            raise OSError("the database is away")
        found = self.changes[position : position + limit]
        return found, found[-1].position if found else position


def everything(change: Change) -> bool:
    return True


def in_a(change: Change) -> bool:
    return "A" in change.areas


def in_b(change: Change) -> bool:
    return "B" in change.areas


def run(scene: Callable[[FakeFeed, Hub], Coroutine[Any, Any, None]], pace: Pace = QUICK) -> FakeFeed:
    feed = FakeFeed()

    async def play() -> None:
        hub = Hub(feed, pace)
        await asyncio.wait_for(scene(feed, hub), 10)
        await hub.close()

    asyncio.run(play())
    return feed


async def heard(stream: AsyncGenerator[bytes, None], count: int) -> list[int]:
    """The ids of the next `count` matters, signs of life left out."""
    found: list[int] = []
    while len(found) < count:
        piece = (await anext(stream)).decode()
        if "event: matter" in piece:
            found.append(json.loads(piece.split("data: ", 1)[1])["id"])
    return found


async def begun(stream: AsyncGenerator[bytes, None]) -> None:
    assert (await anext(stream)).startswith(b"retry: ")


def test_a_listener_hears_what_happens_from_now_on() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        feed.add(3)
        async with aclosing(hub.follow(everything, lambda: everything, None)) as stream:
            await begun(stream)
            feed.add(2)
            assert await heard(stream, 2) == [4, 5]

    run(scene)


def test_after_a_break_nothing_is_skipped_and_nothing_repeated() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        feed.add(30)
        async with aclosing(hub.follow(everything, lambda: everything, 12)) as stream:
            await begun(stream)
            first = await heard(stream, 5)
            feed.add(5)
            assert first + await heard(stream, 18) == list(range(13, 36))

    run(scene)


def test_who_missed_too_much_is_told_to_read_again() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        feed.add(101)
        for after in (0, 999):
            async with aclosing(hub.follow(everything, lambda: everything, after)) as stream:
                await begun(stream)
                assert await anext(stream) == b"id: 101\nevent: reset\ndata: {}\n\n"

    run(scene)


def test_one_question_serves_all_listeners_and_none_is_asked_without_them() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        streams = [hub.follow(everything, lambda: everything, None) for _ in range(50)]
        for stream in streams:
            await begun(stream)
        followers = [asyncio.create_task(heard(stream, 1)) for stream in streams]
        await asyncio.sleep(0.02)
        feed.add()
        assert await asyncio.gather(*followers) == [[1]] * 50
        for stream in streams:
            await stream.aclose()
        await asyncio.sleep(0.02)
        before = feed.asked
        await asyncio.sleep(0.05)
        assert feed.asked == before

    assert run(scene).asked < 200


def test_a_listener_hears_only_what_it_may_see_and_its_mark_moves_on() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        async with aclosing(hub.follow(in_a, lambda: in_a, None)) as stream:
            await begun(stream)
            feed.add(areas=("B",))
            assert b"\nid: 1\n\n" in await anext(stream)
            feed.add(areas=("A",))
            assert await heard(stream, 1) == [2]

    run(scene)


async def pieces(stream: AsyncGenerator[bytes, None], count: int) -> list[bytes]:
    """The next `count` pieces, signs of life left out."""
    found: list[bytes] = []
    while len(found) < count:
        piece = await anext(stream)
        if not piece.startswith(b":"):
            found.append(piece)
    return found


def moved(feed: FakeFeed) -> None:
    """A matter goes from A to B, another comes in at B, and a third stays at A."""
    feed.add(areas=("B",), was=Change(position=0, row={}, areas=("A",)))
    feed.add(areas=("B",))
    feed.add(areas=("A",), was=Change(position=0, row={}, areas=("A",)))


GONE = b'id: 1\nevent: gone\ndata: {"id":1}\n\n'


@pytest.mark.parametrize("missed", [False, True])
def test_what_left_the_sight_is_gone_for_who_saw_it_and_for_nobody_else(missed: bool) -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        if missed:
            moved(feed)
        after = 0 if missed else None
        async with (
            aclosing(hub.follow(in_a, lambda: in_a, after)) as here,
            aclosing(hub.follow(in_b, lambda: in_b, after)) as there,
        ):
            await begun(here)
            await begun(there)
            if not missed:
                moved(feed)
            assert (await pieces(here, 1), await heard(here, 1)) == ([GONE], [3])
            assert await heard(there, 2) == [1, 2]

    run(scene)


def test_who_may_see_another_thing_now_reads_all_again_and_hears_that() -> None:
    now = [in_a]

    async def scene(feed: FakeFeed, hub: Hub) -> None:
        async with aclosing(hub.follow(in_a, lambda: now[0], None)) as stream:
            await begun(stream)
            feed.add(areas=("A",))
            assert await heard(stream, 1) == [1]
            now[0] = in_b
            assert await pieces(stream, 1) == [b"id: 1\nevent: reset\ndata: {}\n\n"]
            feed.add(areas=("A",))
            feed.add(areas=("B",))
            assert await heard(stream, 1) == [3]

    run(scene, replace(QUICK, again=0.01))


def test_who_may_see_nothing_any_more_hears_nothing_more() -> None:
    out = [False]

    def ask() -> Callable[[Change], bool]:
        if out[0]:
            raise Refused("not-signed-in", status=401)
        return everything

    async def scene(feed: FakeFeed, hub: Hub) -> None:
        async with aclosing(hub.follow(everything, ask, None)) as stream:
            await begun(stream)
            feed.add()
            assert await heard(stream, 1) == [1]
            out[0] = True
            assert [piece async for piece in stream if not piece.startswith(b":")] == []
            assert hub.listeners == set()

    run(scene, replace(QUICK, again=0.01))


def test_all_are_asked_again_in_turn_and_never_many_at_once() -> None:
    asked = Counter[int]()

    def ask(one: int) -> Callable[[Change], bool]:
        asked[one] += 1
        return everything

    async def scene(feed: FakeFeed, hub: Hub) -> None:
        streams = [hub.follow(everything, partial(ask, one), None) for one in range(9)]
        for stream in streams:
            await begun(stream)
        begin, before = feed.asked, asked.total()
        while asked.total() - before < 45:
            await asyncio.sleep(0.001)
        assert set(asked) == set(range(9))
        assert max(asked.values()) - min(asked.values()) <= 2
        assert feed.asked - begin >= 45 // 2 - 2
        for stream in streams:
            await stream.aclose()

    run(scene, replace(QUICK, again=0.001, asked_again=2))


def test_a_mark_never_moves_back() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        async with aclosing(hub.follow(everything, lambda: everything, None)) as stream:
            await begun(stream)
            feed.add(4)
            await heard(stream, 4)
            assert b"\nid: 4\n\n" in await anext(stream)

    run(scene)


def test_a_slow_listener_is_cut_and_goes_on_where_it_was() -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        async with aclosing(hub.follow(everything, lambda: everything, None)) as slow:
            await begun(slow)
            waiting = asyncio.create_task(heard(slow, 1))
            await asyncio.sleep(0.01)
            feed.add(30)
            await waiting
            await asyncio.sleep(0.1)
            rest = [piece async for piece in slow]
        last = int(rest[-1].split(b"\n")[0].removeprefix(b"id: "))
        assert last < 30
        async with aclosing(hub.follow(everything, lambda: everything, last)) as again:
            await begun(again)
            assert await heard(again, 30 - last) == list(range(last + 1, 31))

    run(scene)


def test_a_stream_ends_after_its_lifetime_and_at_the_close() -> None:
    async def short(feed: FakeFeed, hub: Hub) -> None:
        assert len([piece async for piece in hub.follow(everything, lambda: everything, None)]) >= 1

    async def closing(feed: FakeFeed, hub: Hub) -> None:
        stream = hub.follow(everything, lambda: everything, None)
        await begun(stream)
        waiting = asyncio.create_task(anext(stream, b"over"))
        await asyncio.sleep(0.01)
        await hub.close()
        assert await asyncio.wait_for(waiting, 1) == b"over"
        assert hub.full()

    run(short, Pace(poll=0.001, heartbeat=0.01, lifetime=0.05))
    run(closing, Pace(poll=0.001, heartbeat=10))


def test_a_feed_that_cannot_be_read_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(feed: FakeFeed, hub: Hub) -> None:
        async with aclosing(hub.follow(everything, lambda: everything, None)) as stream:
            await begun(stream)
            feed.broken = 2
            feed.add()
            assert await heard(stream, 1) == [1]

    run(scene)
    assert caplog.text.count("cannot read the feed") == 2


def test_only_a_known_actor_with_a_right_hears_anything() -> None:
    with pytest.raises(Refused, match="not-signed-in"):
        sight_of(None)
    with pytest.raises(Refused, match="no-right"):
        sight_of(Actor(id="person:1"))
    with pytest.raises(Refused, match="no-right"):
        sight_of(Actor(id="person:1", unit="U"))
    sees = sight_of(Actor(id="person:1", unit="U", rights=frozenset({Right(duty="matters.handle")})))
    assert not sees(Change(position=1, row={}, areas=("B",)))
    assert sees(Change(position=1, row={}, areas=("B",), units=frozenset({"U"})))


def test_what_is_between_people_is_heard_by_the_handling_unit_alone() -> None:
    sees = sight_of(Actor(id="person:1", unit="U", rights=frozenset({Right(duty="matters.see")})))
    for privacy in ("P2", "P3"):
        assert not sees(Change(position=1, row={}, areas=("A",), privacy=privacy))
        assert sees(Change(position=1, row={}, areas=("A",), units=frozenset({"U"}), privacy=privacy))


def test_a_position_is_a_number_and_the_header_comes_first() -> None:
    assert position_of("", None) is None
    assert position_of("after=7", None) == 7
    assert position_of("after=7", "9") == 9
    for wrong in ("x", "-1", "1.5", "９", "1" * 19):
        with pytest.raises(Refused, match="position-unreadable"):
            position_of("", wrong)
