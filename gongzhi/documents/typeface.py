"""A document is printed in the faces that the rule asks for, or in what is at hand that comes nearest; never in none.

GB/T 9704—2012 asks for FangSong (text), small title Song (title), Hei and Kai (headings). A city puts the faces that it
has a licence for into GONGZHI_FONTS; else the free faces of the installation take their place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

from gongzhi.kernel import Refused

_SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "AR PL UMing CN")
_HEI = ("SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei")
BODY = ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02", "FandolFang R", "FandolFang", *_SONG)
TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05SC", *_SONG)
HEADING = (*_HEI, *_SONG)
KAI = ("KaiTi_GB2312", "KaiTi", "STKaiti", "FandolKai", "AR PL UKai CN", *BODY)
SONG = ("SimSun", "STSong", *_SONG)
_DRAWN_BOLD = "FZXiaoBiaoSong"
"""A face whose regular cut is as heavy as a title needs."""
BOLD = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Faces:
    """The families at hand for each use, the fittest first; `thicken` where no title face is heavy enough."""

    body: tuple[str, ...]
    title: tuple[str, ...]
    heading: tuple[str, ...]
    kai: tuple[str, ...]
    song: tuple[str, ...]
    weight: int
    thicken: bool


def fonts() -> typst.Fonts:
    """The fonts of this process, read once."""
    return _fonts(settings.GONGZHI_FONTS)


@lru_cache(maxsize=2)
def _fonts(own: Path | None) -> typst.Fonts:
    folders = [*([own] if own else []), Path(pylopdf_fonts_zh_cn.__file__).parent]
    return typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


def faces() -> Faces:
    """The faces at hand; 503 `typeface-missing` where there is no Chinese one."""
    return chosen([(font.family, font.weight) for font in fonts().fonts()])


def chosen(known: Iterable[tuple[str, int]]) -> Faces:
    """The faces out of those known (family, weight); 503 `typeface-missing` where none of them is Chinese."""
    weights: dict[str, int] = {}
    for family, weight in known:
        weights[family] = max(weight, weights.get(family, 0))
    body, title = _among(BODY, weights), _among(TITLE, weights)
    heading = _among(HEADING, weights)
    if not body or not title or not heading:
        raise Refused("typeface-missing", status=503, package="fonts-noto-cjk")
    drawn = title[0].startswith(_DRAWN_BOLD)
    return Faces(
        body=body,
        title=title,
        heading=heading,
        kai=_among(KAI, weights),
        song=_among(SONG, weights) or body,
        weight=400 if drawn else 700,
        thicken=not drawn and weights[title[0]] < BOLD,
    )


def _among(wanted: tuple[str, ...], known: dict[str, int]) -> tuple[str, ...]:
    return tuple(family for family in wanted if family in known)
