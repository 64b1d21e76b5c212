"""A list of units is uploaded and looked at, and then opened whole by the administrator who keeps the units."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies import enrolling
from gongzhi.bodies.admin_lists import ListForm, columns, counted, kept, rows_in
from gongzhi.bodies.admin_pages import whose
from gongzhi.bodies.enrolling import LIST
from gongzhi.kernel import Refused
from gongzhi.places.spoken import refusal, say


def upload(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """What each row would open, or what is wrong with it; with `open` the rows that were looked at are opened."""
    if not request.user.has_perm("bodies.add_unit"):
        raise PermissionDenied
    form = ListForm(request.POST or None, request.FILES or None)
    context |= {"form": form, "title": say("pages.enrolling.title"), "columns": columns(LIST, "pages.enrolling.column")}
    if request.method == "POST" and form.is_valid():
        try:
            rows = rows_in(form, LIST)
            if "open" in request.POST:
                done = enrolling.open_all(rows, whose(request), timezone.now())
                messages.success(request, say("pages.enrolling.opened", rows=done))
                return HttpResponseRedirect(reverse("admin:bodies_unit_changelist"))
            judged = enrolling.judge(rows, whose(request), timezone.now())
            wrong, words = counted(judged)
            context |= {"judged": judged, "wrong": wrong, "counted": words}
            context["rows"] = kept((one.row for one in judged), LIST)
        except Refused as refused:
            context["refused"] = refusal(refused)
    return render(request, "bodies/enrolling.html", context)
