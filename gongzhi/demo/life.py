"""The demonstration's people report what such people report: by season and place, some twice, some at an edge."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from gongzhi.catalogue import Kind
from gongzhi.demo.answering import Answer, answers_for
from gongzhi.demo.numbering import DemoArea
from gongzhi.demo.stories import WHERES, Spot, Story, book, filled
from gongzhi.demo.whereabouts import LonLat, beyond, given, inside, moved, near_edge
from gongzhi.kernel import Crs, GeoPoint

# Telephones in China say where they are in GCJ-02; the workers' own program asks for CGCS2000; a hotline has no point.
CRS_OF = {"worker": Crs.CGCS2000, "wechat": Crs.GCJ02, "web": Crs.GCJ02}
OPEN_CHANNELS = {"worker": 55, "wechat": 22, "hotline": 18, "web": 5}
PRIVATE_CHANNELS = {"hotline": 60, "window": 30, "web": 10}
AGAIN, AT_EDGE, OUTSIDE = 0.05, 0.04, 0.004
SELF_HANDLED, REACHABLE, NUMBER_IN_TEXT = 0.4, 0.6, 0.08
REMEMBERED, AGAIN_WITHIN_M = 40, 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporter:
    """Who may be called back: an invented name, and a number of a block (154) that no network uses."""

    name: str
    phone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeReport:
    """One report as somebody makes it at `at`. `grid` is where it happened; None beyond the city.

    `point` is given in the system of the channel, None where only the address is told. `again` is the number (from
    0) of the earlier report about the same thing; `self_handled` what a worker settled at once; `near_edge` that the
    point lies within 12 m of the edge of `grid`, perhaps on the other side.
    """

    number: int
    kind: str
    text: str
    channel: str
    grid: str | None
    point: GeoPoint | None
    address: str
    at: datetime
    contact: Reporter | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    self_handled: str | None = None
    again: int | None = None
    near_edge: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """Something that happened, before anybody tells of it: perhaps two people will."""

    number: int
    story: Story
    grid: DemoArea
    spot: Spot
    where: LonLat
    outside: bool
    near_edge: bool


class Life:
    """Reports one after the other; the same areas, kinds, seed and times give the same reports."""

    def __init__(self, areas: Sequence[DemoArea], kinds: Mapping[str, Kind], seed: int) -> None:
        self._random, self._kinds = Random(seed), kinds  # noqa: S311 - the same seed must tell the same stories
        grids = [area for area in areas if area.level == "grid"]
        self._grids = {where: [grid for grid in grids if _suits(grid, where)] for where in WHERES}
        self._names = {area.code: area.name for area in areas if area.level == "community"}
        self._compounds: dict[str, list[str]] = {}
        for area in areas:
            if area.level == "compound":
                self._compounds.setdefault(area.code[:15], []).append(area.name)
        self._city = next(area.outline for area in areas if area.level == "city")
        self._recent: deque[Happening] = deque(maxlen=REMEMBERED)
        self._made = 0

    def report(self, at: datetime) -> LifeReport:
        """The next report, made at `at` (aware, in the city's own time: its month chooses the stories).

        Raises KeyError for a story whose kind the catalogue does not have.
        """
        if self._recent and self._random.random() < AGAIN:
            before = self._random.choice(self._recent)
            told = self._told(before, at, again=before.number)
        else:
            happening = self._happening(at.month)
            self._recent.append(happening)
            told = self._told(happening, at, again=None)
        self._made += 1
        return told

    def _happening(self, month: int) -> Happening:
        random, stories = self._random, book().in_month(month)
        story = random.choices(stories, weights=[story.weight for story in stories])[0]
        grid = random.choice(self._grids[story.where])
        chance = random.random()
        outside, edge = chance < OUTSIDE, OUTSIDE <= chance < OUTSIDE + AT_EDGE
        draw = near_edge if edge else inside
        return Happening(
            number=self._made,
            story=story,
            grid=grid,
            spot=book().spot(self._compounds.get(grid.code, []), self._names[grid.code[:12]], random),
            where=beyond(self._city, random) if outside else draw(grid.outline, random),
            outside=outside,
            near_edge=edge,
        )

    def _told(self, what: Happening, at: datetime, *, again: int | None) -> LifeReport:
        kind, random = self._kinds[what.story.kind], self._random
        channel = self._channel(kind)
        reporter = self._reporter(kind, channel)
        where = what.where if again is None else moved(what.where, random.uniform(0, AGAIN_WITHIN_M), random)
        return LifeReport(
            number=self._made,
            kind=kind.code,
            text=self._words(what, reporter),
            channel=channel,
            grid=None if what.outside else what.grid.code,
            point=given(where, CRS_OF[channel]) if channel in CRS_OF else None,
            address=self._address(what),
            at=at,
            contact=reporter,
            answers=answers_for(kind, at, book().answers, random),
            self_handled=self._settled(what, kind, channel) if again is None else None,
            again=again,
            near_edge=what.near_edge,
        )

    def _channel(self, kind: Kind) -> str:
        channels = OPEN_CHANNELS if kind.privacy in ("P0", "P1") else PRIVATE_CHANNELS
        return self._random.choices(list(channels), weights=list(channels.values()))[0]

    def _reporter(self, kind: Kind, channel: str) -> Reporter | None:
        asked = any(field.type == "contact" and field.required for field in kind.fields)
        if not asked and (channel == "worker" or self._random.random() > REACHABLE):
            return None
        number = self._random.randint(1, 9999)
        return Reporter(name=f"演示居民{number:04d}", phone=f"1540000{number:04d}")

    def _words(self, what: Happening, reporter: Reporter | None) -> str:
        template = self._random.choice(what.story.texts)
        said = filled(template, self._random, compound=what.spot.compound, spot=what.spot.text)
        if reporter is not None and self._random.random() < NUMBER_IN_TEXT:
            return f"{said}我的电话{reporter.phone}。"
        return said

    def _address(self, what: Happening) -> str:
        village = self._names[what.grid.code[:12]]
        return what.spot.text if what.spot.text.startswith(village) else village + what.spot.text

    def _settled(self, what: Happening, kind: Kind, channel: str) -> str | None:
        may = channel == "worker" and kind.self_handle and not what.outside
        return what.story.handled if may and self._random.random() < SELF_HANDLED else None


def _suits(grid: DemoArea, where: str) -> bool:
    return where == "any" or grid.urban is (where == "urban")
