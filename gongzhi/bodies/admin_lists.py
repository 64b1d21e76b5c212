"""A list is uploaded, looked at row by row, and what was looked at is what is asked for."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from gongzhi.bodies.lists import MOST_BYTES, Row, Shape
from gongzhi.places.reading import lines_of_text
from gongzhi.places.spoken import say, spoken_lang, word
from gongzhi.places.workbook import XLSX, workbook


class ListForm(forms.Form):
    """The file of the list, or the rows of one that was looked at just now."""

    file = forms.FileField(label=word("pages.appointing.file"), required=False)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES)


def template(request: HttpRequest, shape: Shape, name: str) -> HttpResponse:
    """An empty list: the line of names, in the language of the page; as CSV, or where asked as a workbook."""
    names = list(shape.columns.values() if spoken_lang() == "zh" else shape.columns)
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    content = workbook([names]) if form == "xlsx" else ("\ufeff" + written([names])).encode()
    answer = HttpResponse(content, content_type=XLSX if form == "xlsx" else "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def rows_in(form: ListForm, shape: Shape) -> list[Row]:
    """The rows of the file, or those that the page before showed, each under the line it has in the file."""
    given = form.cleaned_data["file"]
    if given is not None:
        return shape.read(given.read(MOST_BYTES + 1), given.name)
    lines = [(line, [str(cell) for cell in cells]) for line, cells in lines_of_text(form.cleaned_data["rows"].encode())]
    numbered = [(int(cells[0]) if cells[0].isdecimal() else line, cells[1:]) for line, cells in lines if cells]
    return shape.rows_of(numbered)


def kept(rows: Iterable[Row], shape: Shape) -> str:
    """The rows as the page hands them on, each with its line."""
    columns = list(shape.columns)
    return written([["", *columns], *([str(row.line), *(row.said.get(name, "") for name in columns)] for row in rows)])


def columns(shape: Shape, words: str) -> list[tuple[str, str]]:
    """The columns by name, with what is to be filled in."""
    zh = spoken_lang() == "zh"
    return [(name if zh else column, say(f"{words}.{column}")) for column, name in shape.columns.items()]


def written(rows: list[list[str]]) -> str:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def counted(judged: list[Any]) -> tuple[int, str]:
    """How many rows are wrong, and in words of how many."""
    wrong = sum(1 for one in judged if one.wrong)
    return wrong, say("pages.appointing.counted", rows=len(judged), wrong=wrong)
