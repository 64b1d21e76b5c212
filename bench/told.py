"""Reports as people write them, in any number: the same seed gives the same words, kinds and points."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from gongzhi.demo.stories import Story, book

PLACEHOLDER = "00000000-0000-4000-8000-000000000000"
"""Stands where each request puts the id of its own report."""
RARE, RARE_EVERY = "猕猴桃", 5_000
COMMON = "路灯"
STREETS = (
    "建民路", "中央东路", "英雄大街", "紫气大路", "南迎宾街", "北体育街", "烟厂路", "新华大街", "公园北街", "铁东路",
    "开发区大路", "平东大街", "海丰大街", "接融大街", "兴红路", "站前街", "慧智街", "康平路", "礼贤街", "滨河路",
)  # fmt: skip
THINGS = (
    "井盖", "路灯", "护栏", "垃圾箱", "公交站牌", "雨水箅子", "电线杆", "树枝", "广告牌", "消防通道", "人行道砖",
    "围挡", "健身器材", "下水管道", "路面", "绿化带", "信号灯", "通信箱", "渣土", "共享单车",
)  # fmt: skip
STATES = (
    "缺失", "破损严重", "倾斜", "不亮已经三天", "堵塞外溢", "被车撞歪", "松动有响声", "占住半边路", "多日无人清理",
    "晚上看不清", "下雨就积水", "有安全隐患",
)  # fmt: skip
WISHES = (
    "老人和孩子每天从这里经过，请尽快派人到现场看一下。", "之前打过一次电话没有结果，希望这次给一个明确的时间。",
    "旁边就是学校，上下学时间人很多，麻烦先放个警示。", "物业说不归他们管，请帮忙核实到底由谁负责。",
    "照片已经拍了，需要的话可以再补。", "处理完请告知结果，谢谢。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the city, WGS84 degrees."""

    lon: float
    lat: float


class Teller:
    """Tells one report after the other, each as the body of a request."""

    def __init__(self, spots: Sequence[Spot], kinds: frozenset[str], seed: int) -> None:
        self._random, self._spots, self._told = Random(seed), spots, 0
        self._stories = [story for story in book().stories if story.kind in kinds]
        self._weights = [story.weight for story in self._stories]

    def report(self, identity: str = PLACEHOLDER) -> dict[str, Any]:
        """The next report, as POST /api/reports takes it; its text has 40 to 120 characters."""
        random = self._random
        self._told += 1
        story = random.choices(self._stories, self._weights)[0]
        spot = random.choice(self._spots)
        body: dict[str, Any] = {
            "id": identity,
            "kind": story.kind,
            "text": self._text(story),
            "point": {"lon": spot.lon, "lat": spot.lat, "crs": "cgcs2000", "accuracy_m": round(random.uniform(3, 40))},
            "address": f"{random.choice(STREETS)}{random.randint(1, 1999)}号",
            "channel": random.choice(("wechat", "web", "worker", "hotline")),
        }
        if random.random() < 0.3:
            number = random.randint(1, 9999)
            body["contact"] = {"name": f"演示居民{number:04d}", "phone": f"1540000{number:04d}"}
        return body

    def batch(self, size: int) -> dict[str, Any]:
        """The body of one POST /api/reports:batch."""
        return {"reports": [self.report() for _ in range(size)]}

    def _text(self, story: Story) -> str:
        random = self._random
        where = f"{random.choice(STREETS)}与{random.choice(STREETS)}路口往{random.choice('东南西北')}{self._metres()}米"
        template = random.choice(story.texts)
        said = template.format(spot=where, compound=where, n=random.randint(2, 9), m=random.randint(1, 6))
        extra = f"{random.choice(THINGS)}{random.choice(STATES)}，{random.choice(WISHES)}"
        rare = f"旁边是卖{RARE}的摊位。" if self._told % RARE_EVERY == 1 else ""
        return f"{said}另外附近{extra}{rare}"[:120]

    def _metres(self) -> int:
        return self._random.randint(1, 40) * 10
