"""A list is uploaded, looked at row by row, and what was looked at is what is asked for."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from gongzhi.bodies.admin_pages import Lasting, M, whose
from gongzhi.bodies.lists import MOST_BYTES, Row, Shape
from gongzhi.bodies.models import Person
from gongzhi.kernel import Refused
from gongzhi.places.reading import lines_of_text
from gongzhi.places.spoken import refusal, say, spoken_lang, word
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


def counted(judged: Sequence[Any]) -> tuple[int, str]:
    """How many rows are wrong, and in words of how many."""
    wrong = sum(1 for one in judged if one.wrong)
    return wrong, say("pages.appointing.counted", rows=len(judged), wrong=wrong)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What may come by a list that one administrator gives: how a row is judged, how all are kept; its words."""

    shape: Shape
    words: str
    judge: Callable[[Sequence[Row], Person, datetime], Sequence[Any]]
    keep: Callable[[Sequence[Row], Person, datetime], int]


class Listed(Lasting[M]):
    """A page whose rows may come by a list too."""

    listing: ClassVar[Listing]
    change_list_template = "bodies/listed.html"

    def get_urls(self) -> list[Any]:
        view, page = self.admin_site.admin_view, f"bodies_{self.opts.model_name}"
        own = [
            path("list/", view(self.many), name=f"{page}_listing"),
            path("list/template/", view(self.template), name=f"{page}_template"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page, with the way to the list."""
        return super().changelist_view(request, (extra_context or {}) | self._told())

    def template(self, request: HttpRequest) -> HttpResponse:
        """An empty list to fill in."""
        return template(request, self.listing.shape, f"{self.opts.model_name}s")

    def many(self, request: HttpRequest) -> HttpResponse:
        """What each row would do, or what is wrong with it; with `keep` the rows that were looked at are kept."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        listing, words = self.listing, self.listing.words
        form = ListForm(request.POST or None, request.FILES or None)
        context = self.admin_site.each_context(request) | self._told() | {"form": form}
        context |= {"title": say(f"{words}.title"), "columns": columns(listing.shape, f"{words}.column")}
        if request.method == "POST" and form.is_valid():
            try:
                rows = rows_in(form, listing.shape)
                if "keep" in request.POST:
                    done = listing.keep(rows, whose(request), timezone.now())
                    messages.success(request, say(f"{words}.kept", rows=done))
                    return HttpResponseRedirect(reverse(f"admin:bodies_{self.opts.model_name}_changelist"))
                context |= _judgement(listing.judge(rows, whose(request), timezone.now()), listing.shape)
            except Refused as refused:
                context["refused"] = refusal(refused)
        return render(request, "bodies/list.html", context)

    def _told(self) -> dict[str, Any]:
        told = {name: say(f"{self.listing.words}.{name}") for name in ("title", "how", "keep", "nothing")}
        pages = {name: reverse(f"admin:bodies_{self.opts.model_name}_{name}")
                 for name in ("changelist", "listing", "template")}  # fmt: skip
        return {"told": told, "pages": pages, "things": self.opts.verbose_name_plural}


def _judgement(judged: Sequence[Any], shape: Shape) -> dict[str, Any]:
    wrong, words = counted(judged)
    return {"judged": judged, "wrong": wrong, "counted": words, "rows": kept((one.row for one in judged), shape)}
