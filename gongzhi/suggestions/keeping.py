"""A model is kept as plain arrays under the installation's home, each version whole, with what it was learnt from."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np

from gongzhi.kernel import Refused
from gongzhi.suggestions.model import Model

FORM = 1
"""The form of what is written; a model in another form is learnt anew."""
KEPT = 3
ABOUT = "about.json"
_ARRAYS = ("rarity", "telling", "weight", "bias")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a version was learnt from and how it fared; `figures` are as the command line told them."""

    form: int
    made_at: str
    recipe: dict[str, Any]
    digest: str
    texts: int
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A version on disk: its number, what it was learnt from, and its models by name."""

    number: int
    about: About
    models: Mapping[str, Model]


def keep(folder: Path, models: Mapping[str, Model], about: About) -> int:
    """Write a version whole or not at all, and return its number; the three newest stay."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    fresh = Path(mkdtemp(dir=folder, prefix=".fresh-"))
    try:
        for name, model in models.items():
            _write(fresh / f"{name}.npz", model)
        (fresh / ABOUT).write_bytes(msgspec.json.encode(about))
        number = max(numbers(folder), default=0) + 1
        fresh.rename(folder / f"{number:06d}")
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    for old in numbers(folder)[:-KEPT]:
        shutil.rmtree(folder / f"{old:06d}")
    return number


def numbers(folder: Path) -> list[int]:
    """The versions that are there, the newest last."""
    if not folder.is_dir():
        return []
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())


def read(folder: Path, number: int) -> Kept:
    """That version; refuses 503 `model-unreadable` where it is damaged or of another form. Nothing in it is run."""
    path = folder / f"{number:06d}"
    try:
        about = msgspec.json.decode((path / ABOUT).read_bytes(), type=About)
        if about.form != FORM:
            raise ValueError(f"form {about.form}")
        return Kept(number, about, {file.stem: _read(file) for file in sorted(path.glob("*.npz"))})
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, msgspec.MsgspecError) as why:
        raise Refused("model-unreadable", status=503, version=number, why=type(why).__name__) from why


def _write(path: Path, model: Model) -> None:
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    words = {"classes": _packed(model.classes), "runs": _packed(model.runs)}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        np.savez_compressed(file, sharpness=np.float64(model.sharpness), **words, **arrays)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> Model:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        classes, runs = _unpacked(kept["classes"]), _unpacked(kept["runs"])
        arrays = {name: np.asarray(kept[name], dtype=np.float32) for name in _ARRAYS}
        sharpness = float(kept["sharpness"])
    whole, wide = (len(classes), len(runs)), (len(runs),)
    shapes = {"rarity": wide, "telling": whole, "weight": whole, "bias": (len(classes),)}
    if any(arrays[name].shape != shape for name, shape in shapes.items()):
        raise ValueError("arrays that do not fit together")
    return Model(classes=classes, runs={run: place for place, run in enumerate(runs)}, sharpness=sharpness, **arrays)


def _packed(words: Any) -> Any:
    return np.frombuffer(msgspec.json.encode(list(words)), dtype=np.uint8)


def _unpacked(packed: Any) -> tuple[str, ...]:
    return msgspec.json.decode(packed.tobytes(), type=tuple[str, ...])
