"""A list of appointments is uploaded and checked by one administrator, and confirmed or refused whole by another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies import appointing, rights_changes
from gongzhi.bodies.admin_lists import ListForm, columns, counted, kept, rows_in
from gongzhi.bodies.admin_pages import refused_to, whose
from gongzhi.bodies.appointing import LIST
from gongzhi.bodies.models import RightsChange
from gongzhi.kernel import Refused
from gongzhi.places.spoken import refusal, say

PAGE = "admin:bodies_rightschange_changelist"
MAY_ASK = "bodies.add_rightschange"


def upload(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """What each row would do, or what is wrong with it; with `ask` the rows that were looked at are asked for."""
    if not request.user.has_perm(MAY_ASK):
        raise PermissionDenied
    form = ListForm(request.POST or None, request.FILES or None)
    context |= {
        "form": form,
        "title": say("pages.appointing.title"),
        "columns": columns(LIST, "pages.appointing.column"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            rows = rows_in(form, LIST)
            if "ask" in request.POST:
                listed = appointing.ask_all(rows, whose(request), timezone.now())
                messages.info(request, say("pages.appointing.asked", rows=len(rows)))
                return HttpResponseRedirect(reverse("admin:bodies_rightschange_list", args=[listed]))
            context |= _judgement(appointing.judge(rows, whose(request), timezone.now()))
        except Refused as refused:
            context["refused"] = refusal(refused)
    return render(request, "bodies/appointing.html", context)


def decide(request: HttpRequest, listed: UUID, context: dict[str, Any]) -> HttpResponse:
    """The list as it was asked; another administrator confirms all of it or refuses all of it."""
    changes = RightsChange.objects.filter(listed=listed).order_by("pk")
    changes = changes.select_related("person", "post__unit", "asked_by", "decided_by")
    first = changes.first()
    if first is None or not request.user.has_perm("bodies.view_rightschange"):
        raise PermissionDenied
    if request.method == "POST":
        return _decided(request, listed)
    open_still = first.state == "asked" and request.user.has_perm(MAY_ASK)
    own = first.asked_by_id == whose(request).pk
    context |= {"changes": changes, "first": first, "may_confirm": open_still and not own, "may_refuse": open_still,
                "own": own, "title": say("pages.appointing.listed")}  # fmt: skip
    return render(request, "bodies/appointing_list.html", context)


def _decided(request: HttpRequest, listed: UUID) -> HttpResponse:
    decision = rights_changes.confirm_list if "confirm" in request.POST else rights_changes.refuse_list
    try:
        done = decision(listed, whose(request), timezone.now())
    except Refused as refused:
        refused_to(whose(request), "rights.decided", f"list:{listed}", refused)
        messages.error(request, "：".join(refusal(refused)))
    else:
        messages.success(request, say("pages.appointing.decided", rows=done))
    return HttpResponseRedirect(reverse("admin:bodies_rightschange_list", args=[listed]))


def _judgement(judged: list[appointing.Judged]) -> dict[str, Any]:
    shown = [
        {"line": one.row.line, "wish": one.wish, "where": one.wish.post or one.wish.grid, "said": one.row.said,
         "opens": [say(f"pages.appointing.opens.{name}") for name in one.opens],
         "wrong": [refusal(refused) for refused in one.wrong]}
        for one in judged
    ]  # fmt: skip
    wrong, words = counted(judged)
    return {"judged": shown, "wrong": wrong, "counted": words, "rows": kept((one.row for one in judged), LIST)}
