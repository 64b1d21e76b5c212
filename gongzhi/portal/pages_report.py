"""Reporting: what it is, where it is, what you want to say; a receipt with a number and a code at once."""

from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel import PUBLIC, Refused
from gongzhi.matters import catalogues, door, openly
from gongzhi.matters.door import Order
from gongzhi.matters.receipts import Receipt
from gongzhi.portal import areas, form, kinds, photos, spoken
from gongzhi.portal.codes import keep_code
from gongzhi.portal.form import Draft
from gongzhi.portal.framing import page, refusal
from gongzhi.portal.returning import Trouble, View, returning
from gongzhi.vault.attachments.uploads import most_bytes


def plainly(view: View) -> View:
    """Let a refusal be a page in words with the way out."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except Refused as refused:
            return refusal(request, refused)

    return shown


@require_safe
@plainly
def what(request: HttpRequest) -> HttpResponse:
    """What it is: by groups in plain words, or sought by a word; or "I cannot tell"."""
    _, catalogue = catalogues.in_force()
    text = request.GET.get("q", "")[:60]
    shown = {
        "section": "report",
        "sought": text,
        "found": [(kind.code, spoken.named(kind.name)) for kind in kinds.found(text, catalogue)] if text else [],
        "groups": _named(kinds.groups(catalogue)),
    }
    return page(request, "what", shown)


def _named(groups: list[kinds.Group]) -> list[dict[str, Any]]:
    names = {
        group.code: [[(kind.code, spoken.named(kind.name)) for kind in part] for part in (group.often, group.more)]
        for group in groups
    }
    return [
        {"title": group.title, "hint": group.hint, "often": names[group.code][0], "more": names[group.code][1]}
        for group in groups
    ]


@plainly
def _back(request: HttpRequest, trouble: Trouble | None, code: str) -> HttpResponse:
    """The form with what was typed; the photos that came with it are kept, unless something is in the way."""
    _, catalogue = catalogues.in_force()
    draft, at = form.read(request.POST, kinds.access_kind(code, catalogue), catalogue), timezone.now()
    draft.errors = {where: what for where, what in draft.errors.items() if where == form.PHOTOS}
    if trouble is None:
        _receive(draft, request, at)
    else:
        draft.refusal = trouble.words()
    return _form(request, draft, at)


@returning(_back)
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@plainly
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one kind; sent, it leads to the receipt, or back to itself with what does not fit yet."""
    _, catalogue = catalogues.in_force()
    kind, at = kinds.access_kind(code, catalogue), timezone.now()
    if request.method != "POST":
        return _form(request, Draft(kind=kind, catalogue=catalogue), at)
    draft = form.read(request.POST, kind, catalogue)
    receipt = _taken(draft, request, at)
    if receipt is None:
        return _form(request, draft, at, 422 if draft.errors or draft.refusal else 200)
    return keep_code(HttpResponseRedirect("/follow/receipt"), receipt.query_code)


def _taken(draft: Draft, request: HttpRequest, at: datetime) -> Receipt | None:
    """The receipt; None where something does not fit, or where only what is near by was asked for."""
    _receive(draft, request, at)
    if "look" in request.POST or draft.errors:
        return None
    try:
        command = form.report(draft, at).command()
        receipt = door.execute(Order(command=command, by=PUBLIC, key=draft.key, matter=draft.id), at=at)
        photos.give(draft.id, draft.photos, draft.whose, at)
    except Refused as refused:
        draft.fail(refused)
        return None
    return receipt


def _receive(draft: Draft, request: HttpRequest, at: datetime) -> None:
    """Keep the photos that came with the form, each for itself: one that does not fit costs no other."""
    for file in request.FILES.getlist("photos"):
        if len(draft.photos) >= form.MOST_PHOTOS:
            draft.errors[form.PHOTOS] = spoken.portal("photos.many", most=form.MOST_PHOTOS)
            return
        try:
            draft.photos += photos.receive([file], draft.whose, at)
        except Refused as refused:
            draft.fail(refused)


def _form(request: HttpRequest, draft: Draft, at: datetime, status: int = 200) -> HttpResponse:
    kind, catalogue = draft.kind, draft.catalogue
    asked = [
        {"field": question, "typed": draft.typed.get(f"answer-{question.name}", ""),
         "error": draft.errors.get(f"answer-{question.name}", "")}
        for question in kinds.questions(kind, catalogue)
    ]  # fmt: skip
    shown = {
        "section": "report",
        "typing": "report",
        "draft": draft,
        "name": spoken.named(kind.name) if kind.code != kinds.UNSORTED else spoken.portal("report.unsorted"),
        "stays": kind.privacy in ("P0", "P1"),
        "unsorted": kind.code == kinds.UNSORTED,
        "urgent": kind.urgency == "emergency",
        "seen_by": spoken.portal(f"seen.{kind.privacy}"),
        "limits": kinds.limits(kind, catalogue),
        "asked": asked,
        "areas": areas.townships(at),
        "near": _near(request, draft, at),
        "looked": _looked(request),
        "most_megabytes": most_bytes() // 1024**2,
        "relations": [(code, spoken.portal(f"report.relations.{code}")) for code in form.RELATIONS],
    }
    return page(request, "report", shown, status)


def _near(request: HttpRequest, draft: Draft, at: datetime) -> list[dict[str, Any]]:
    """What is known near the place already; only asked for, or still shown when it was answered."""
    if not _looked(request) and not draft.typed.get("same"):
        return []
    code = "" if draft.kind.code == kinds.UNSORTED else draft.kind.code
    if draft.point is not None:
        return openly.near(draft.point["lat"], draft.point["lon"], code, at)
    area = draft.typed.get("area", "")
    return openly.within(area, code, at) if areas.named(area, at) else []


def _looked(request: HttpRequest) -> bool:
    return "look" in request.POST or bool(request.POST.get("looked"))
