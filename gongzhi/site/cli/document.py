"""document render: a template tried out with values from a file; nothing is numbered, kept or written down."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from gongzhi import catalogue
from gongzhi.catalogue import Template
from gongzhi.catalogue.document import ALWAYS, SOMETIMES
from gongzhi.documents.chinese import day
from gongzhi.documents.composing import composed
from gongzhi.documents.issuing import template_called
from gongzhi.documents.pdf import printed
from gongzhi.documents.values import Own, Values, checked
from gongzhi.documents.word import in_word
from gongzhi.kernel import Refused
from gongzhi.matters.gathering import local
from gongzhi.site.cli.frame import Summary, command

FORMS = (".pdf", ".docx")


@command("document render")
def render(
    template: Annotated[str, typer.Argument(help="模板代码，例如 notice-accepted。")],
    values: Annotated[Path, typer.Option(help="填写的值，JSON；事项自有的值（如 kind、lead）也写在这里。")],
    out: Annotated[Path, typer.Option(help="写到哪里，以 .pdf 或 .docx 结尾。")],
) -> Summary:
    """用文件中的值试排一份文书；不编号，不入库。"""
    if out.suffix not in FORMS:
        raise Refused("document-form-unknown", status=422, value=out.suffix or "—", known="、".join(FORMS))
    read, at = catalogue.read(settings.CATALOGUE), timezone.now()
    found = template_called(read, template)
    given = _given(values)
    own = Own(single=_own(given, at))
    said = checked(found, {name: value for name, value in given.items() if name not in own.single}, own, read)
    out.write_bytes(_written(found, said, out.suffix, at))
    return Summary({"template": template, "digest": found.digest, "file": str(out), "bytes": out.stat().st_size})


def _written(template: Template, said: Values, form: str, at: datetime) -> bytes:
    sheet = composed(template, said, said.single.get("number", ""), "")
    return printed(sheet, at) if form == ".pdf" else in_word(sheet, at, "")


def _given(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused("file-unreadable", status=422, path=str(path), why=str(error)) from error
    if not isinstance(given, dict):
        raise Refused("file-unreadable", status=422, path=str(path), why="{…}")
    return given


def _own(given: dict[str, Any], at: datetime) -> dict[str, str]:
    """What a matter would say itself: from the file, else the name of the value in brackets."""
    said = {name: f"〔{name}〕" for name in ALWAYS} | {"today": day(local(at).date())}
    return said | {name: str(given[name]) for name in (*ALWAYS, *SOMETIMES) if given.get(name)}
