"""suggest: what past decisions would suggest is learnt here, and judged on what it has not seen."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from gongzhi.site.cli.frame import Summary, changing, command, note
from gongzhi.site.progress import telling
from gongzhi.site.words import words
from gongzhi.suggestions import groups as same_thing
from gongzhi.suggestions import keeping, labelled, learning, offering, own
from gongzhi.suggestions.judging import judge
from gongzhi.suggestions.labelled import Labelled
from gongzhi.suggestions.model import Model

File = Annotated[Path, typer.Argument(help="CSV 文件（可为 .gz），须有列 text、label、split。")]
SHOWN = 5
FILES = Path("suggestions", "files")
"""Where models of files are kept, in GONGZHI_HOME."""


@changing("suggest learn")
def learn() -> Summary:
    """从本中心已办结的事项（P0、P1 的脱敏文字）学习类别与主办单位；在最新的事项上不如规则的，自动停用。"""
    begun, at = time.monotonic(), timezone.now()
    learnt = own.learn(at)
    about = keeping.About(
        form=keeping.FORM,
        made_at=at.isoformat(),
        recipe=asdict(own.RECIPE),
        digest=learnt.digest,
        texts=learnt.matters,
        figures=learnt.figures,
    )
    number = keeping.keep(settings.HOME / offering.OWN, learnt.models, about)
    for voice, figures in learnt.figures.items():
        for case, judged in figures["cases"].items():
            note(
                words().text(
                    f"suggestions.learnt.{'on' if judged['on'] else 'off'}",
                    "zh",
                    **judged,
                    what=words().text(f"suggestions.voices.{voice}-{case}"),
                )
            )
    facts = {"learnt_from": learnt.matters, "digest": learnt.digest, "version": number, **learnt.figures}
    return Summary(facts | {"seconds": round(time.monotonic() - begun, 1)})


@changing("suggest train")
def train(file: File) -> Summary:
    """用文件中 split 为 train 的行学习，并在这些行内交叉验证；模型存入本系统目录。"""
    begun = time.monotonic()
    rows = labelled.part(labelled.split(file), "train", file)
    verdict = learning.cross_validated(rows.texts, rows.labels)
    told = verdict.told()
    about = keeping.About(
        form=keeping.FORM,
        made_at=timezone.now().isoformat(),
        recipe=asdict(learning.RECIPE),
        digest=rows.digest,
        texts=len(rows),
        figures=told,
    )
    number = keeping.keep(settings.HOME / FILES, {"label": learning.learn(rows.texts, rows.labels)}, about)
    facts = {"file": file.name, "learnt_from": len(rows), "digest": rows.digest, "version": number}
    return Summary(facts | told | {"judged_by": "cross-validation", "seconds": round(time.monotonic() - begun, 1)})


@command("suggest evaluate")
def evaluate(file: File) -> Summary:
    """用 train 行学习（已存有同一批行的模型则直接用），在从未见过的 test 行上评判。"""
    begun = time.monotonic()
    parts = labelled.split(file)
    seen, unseen = (labelled.part(parts, name, file) for name in ("train", "test"))
    model = kept_model(seen) or learning.fitted(seen.texts, seen.labels, learning.RECIPE)
    verdict = judge(unseen.labels, [model.guess(text) for text in unseen.texts])
    facts = {"file": file.name, "learnt_from": len(seen), "digest": seen.digest, "judged_on": len(unseen)}
    return Summary(facts | verdict.told() | {"seconds": round(time.monotonic() - begun, 1)})


def kept_model(rows: Labelled) -> Model | None:
    """The model that was learnt from these very rows, by the present recipe, where the newest version is it."""
    folder = settings.HOME / FILES
    newest = max(keeping.numbers(folder), default=None)
    if newest is None:
        return None
    kept = keeping.read(folder, newest)
    same = (kept.about.digest, kept.about.recipe) == (rows.digest, asdict(learning.RECIPE))
    return kept.models["label"] if same else None


@command("suggest groups")
def groups(
    file: Annotated[
        Path, typer.Argument(help="CSV 文件（可为 .gz），须有列 text；有 source_id、opened_at 的一并列出。")
    ],
    top: Annotated[int, typer.Option(min=1, max=1000, help="列出最大的多少组。")] = 20,
) -> Summary:
    """把文件中说同一件事的内容归成组，从大到小列出；不写入任何内容，并案由人决定。"""
    begun = time.monotonic()
    rows = [row for _, row in labelled.rows(file, ("text",))]
    with telling() as tell:
        found = same_thing.groups([row["text"] for row in rows], lambda done, total: tell("groups", done, total))
    facts = {
        "file": file.name,
        "texts": len(rows),
        "groups": len(found),
        "in_groups": sum(map(len, found)),
        "largest": [group_of([rows[place] for place in group]) for group in found[:top]],
        "seconds": round(time.monotonic() - begun, 1),
    }
    return Summary(facts)


def group_of(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """One group: how many, from when to when, which, and how some of them begin."""
    times = sorted(row["opened_at"] for row in rows if row.get("opened_at"))
    spread = rows[:: max(len(rows) // SHOWN, 1)][:SHOWN]
    return {
        "size": len(rows),
        "first": times[0] if times else "",
        "last": times[-1] if times else "",
        "source_ids": [row["source_id"] for row in rows if row.get("source_id")],
        "beginnings": [" ".join(row["text"].split())[:60] for row in spread],
    }
