"""Pictures of the screens as docs/screens keeps them: some by name, and a sheet of every page at all widths."""

import re
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
TAKEN, KEPT = ROOT / "var" / "screens", ROOT / "docs" / "screens"
MOST = 120 * 1024
"""Bytes of a picture that is kept."""
WIDTHS, LANGUAGES = (360, 768, 1280, 1920), ("zh", "en")
SCALE, GAP, PAPER = 0.4, 16, (128, 132, 138)


def keep() -> int:
    """Put what docs/screens/README.md names beside it, small, and a sheet of every page; the exit code."""
    for name in re.findall(r"\((\w\S+\.png)\)", (KEPT / "README.md").read_text(encoding="utf-8")):
        if (TAKEN / name).exists():
            _small(TAKEN / name, KEPT / name)
        else:
            print(f"not taken, left as it is: {name}", flush=True)
    (KEPT / "sheets").mkdir(exist_ok=True)
    for page in sorted(each.stem.removesuffix("-360-zh") for each in TAKEN.glob("*-360-zh.png")):
        views = [[TAKEN / f"{page}-{width}-{lang}.png" for width in WIDTHS] for lang in LANGUAGES]
        if all(view.exists() for row in views for view in row):
            _sheet(views).save(KEPT / "sheets" / f"{page}.webp", quality=50, method=6)
    return 0


def _small(taken: Path, kept: Path) -> None:
    """The picture in as many colours as fit."""
    with Image.open(taken) as picture:
        for colours in (256, 128, 64, 32, 16):
            picture.convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE).save(kept, optimize=True)
            if kept.stat().st_size <= MOST:
                break


def _sheet(rows: list[list[Path]]) -> Image.Image:
    """A row for each language, a column for each width, all at the same scale."""
    shown = [[Image.open(path).convert("RGB") for path in row] for row in rows]
    shown = [[each.resize((round(each.width * SCALE), round(each.height * SCALE))) for each in row] for row in shown]
    high = [max(each.height for each in row) for row in shown]
    wide = sum(each.width for each in shown[0])
    sheet = Image.new("RGB", (wide + GAP * (len(WIDTHS) + 1), sum(high) + GAP * (len(rows) + 1)), PAPER)
    top = GAP
    for row, height in zip(shown, high, strict=True):
        left = GAP
        for each in row:
            sheet.paste(each, (left, top))
            left += each.width + GAP
        top += height + GAP
    return sheet
