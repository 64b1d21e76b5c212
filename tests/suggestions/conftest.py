"""Invented texts of a few classes, with the words that go with each and words that go with all."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

THINGS = {
    "道路": ("路面有一个大坑", "人行道的砖松动", "井盖不见了", "路沿石断裂", "马路塌陷一块"),
    "环卫": ("垃圾桶满溢没人清运", "路边堆着生活垃圾", "垃圾发臭", "渣土没有清走", "公厕脏得进不去"),
    "噪声": ("工地半夜施工很吵", "广场音响太大睡不着", "楼下机器日夜轰鸣", "夜间打桩扰民", "酒吧凌晨还很吵"),
}
AROUND = ("请尽快处理", "已经三天了", "希望有人来看看", "影响大家出行", "多次反映没有结果", "谢谢")
STREETS = ("英雄大街", "仁兴路", "南河街", "紫气大路", "平东大街", "迎宾街")


def told(label: str, random: Random) -> str:
    """A text of that class."""
    thing = random.choice(THINGS[label])
    return f"{random.choice(STREETS)}{random.randint(1, 99)}号{thing}，{random.choice(AROUND)}。"


def texts_of(count: int, seed: int = 7) -> tuple[list[str], list[str]]:
    """So many texts and their labels, class by class in turn."""
    random, names = Random(seed), sorted(THINGS)
    labels = [names[place % len(names)] for place in range(count)]
    return [told(label, random) for label in labels], labels


Write = Callable[[Sequence[tuple[str, ...]]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as a CSV file."""

    def file(rows: Sequence[tuple[str, ...]]) -> Path:
        path = tmp_path / "file.csv"
        path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return file
