"""Following: behind the query code stands how far it is, who has it, what was answered, and what one may do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.documents import handing, reading
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, giving, queries, speaking, telling
from gongzhi.matters.receipts import readable
from gongzhi.places.spoken import say
from gongzhi.portal import photos, spoken, standing
from gongzhi.portal.codes import drop_code, keep_code, kept_code
from gongzhi.portal.framing import page
from gongzhi.portal.pages_report import plainly
from gongzhi.portal.square import square

HERE = "/follow"
UNSAID = {
    "rate": lambda typed: not (typed.get("solved") and typed.get("satisfied")),
    "check": lambda typed: not typed.get("solved"),
    "withdraw": lambda typed: not typed.get("sure"),
}
"""What must be chosen before a form means anything."""
WRITTEN = ("reopen", "appeal", "reply", "comment")
"""What means nothing without words."""


@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The form for the code; with a code, where the report stands."""
    code = readable(request.POST.get("code", "")[:40]) if request.method == "POST" else kept_code(request)
    if not code:
        return page(request, "follow", {"section": "follow"})
    try:
        if request.method == "POST":
            queries.access_code(code)
            return keep_code(HttpResponseRedirect(HERE), code)
        return _standing(request, code, timezone.now())
    except Refused as refused:
        if refused.code != "code-unknown":
            raise
        wrong = {"section": "follow", "error": say("portal.follow.unknown"), "code": request.POST.get("code", "")}
        return drop_code(page(request, "follow", wrong, refused.status))


@require_safe
@plainly
def receipt(request: HttpRequest) -> HttpResponse:
    """What is given for a report: number, code, what comes next."""
    code = kept_code(request)
    if not code:
        return HttpResponseRedirect(HERE)
    found = telling.followed(code, timezone.now())
    there = request.build_absolute_uri(HERE)
    shown = {
        "section": "report",
        "code": "-".join(code[place : place + 4] for place in range(0, len(code), 4)),
        "square": square(f"{there}#{code}"),
        "there": there,
        "matter": standing.told(found),
    }
    return page(request, "receipt", shown)


@require_safe
@plainly
def document(request: HttpRequest, document: UUID) -> HttpResponse:
    """A notice or answer addressed to the reporter, as PDF."""
    return handing.to_reporter(kept_code(request), document, timezone.now())


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The browser forgets the code."""
    return drop_code(HttpResponseRedirect(HERE))


@sensitive_post_parameters()
@csrf_protect
@require_POST
@plainly
def act(request: HttpRequest, name: str) -> HttpResponse:
    """What the reporter says: done, or why it cannot be, with everything that was typed."""
    code, at = kept_code(request), timezone.now()
    if not code or name not in standing.ACTS:
        return HttpResponseRedirect(HERE)
    typed = {field: value.strip() for field, value in request.POST.items() if isinstance(value, str)}
    error = _missing(name, typed, request)
    if not error:
        try:
            _say(name, code, typed, request, at)
            return HttpResponseRedirect(f"{HERE}?done={name}#main")
        except Refused as refused:
            if refused.code == "code-unknown":
                raise
            error = _in_words(refused)
    return _standing(request, code, at, {"name": name, "error": error, "typed": typed})


def _in_words(refused: Refused) -> str:
    """A refusal in one line; of what does not fit, only what is wrong with it."""
    title, way_out = spoken.refusal(refused)
    faults = [fault["what"] for fault in refused.details.get("errors", ())]
    return "; ".join(faults) or spoken.portal("error.line", title=title, way_out=way_out)


def _missing(name: str, typed: Mapping[str, str], request: HttpRequest) -> str:
    """What must still be chosen or written, in words; empty where nothing is missing."""
    if name in WRITTEN and not typed.get("remark"):
        return say("portal.error.write")
    unsaid = UNSAID[name](typed) if name in UNSAID else name == "attach" and not request.FILES.getlist("photos")
    return say(f"portal.act.{name}.missing") if unsaid else ""


def _say(name: str, code: str, typed: Mapping[str, str], request: HttpRequest, at: datetime) -> None:
    row, words = queries.access_code(code), catalogues.in_force()[1].words
    whose, given = giving.reporter_of(row.id), _given(name, typed)
    if name == "attach":
        given["files"] = photos.receive(request.FILES.getlist("photos"), whose, at)
    body = speaking.body(name, given, words, spoken.lang())
    speaking.say(name, code, body, key=_key(typed), at=at)
    photos.give(row.id, given.get("files", []), whose, at)


def _given(name: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """The body of the command as it was typed."""
    given: dict[str, Any] = {"remark": typed["remark"]} if typed.get("remark") else {}
    if name == "rate":
        given |= {"solved": typed.get("solved") == "yes", "satisfied": typed.get("satisfied") == "yes"}
    if name == "check":
        given |= {"passed": typed.get("solved") == "yes"}
    return given


def _key(typed: Mapping[str, str]) -> UUID:
    try:
        return UUID(typed.get("key", ""))
    except ValueError:
        return uuid4()


def _standing(request: HttpRequest, code: str, at: datetime, failed: Mapping[str, Any] | None = None) -> HttpResponse:
    found = telling.followed(code, at)
    papers = [standing.paper(each, catalogues.in_force()[1]) for each in reading.for_reporter(code)]
    done = request.GET.get("done", "")
    acts = [
        {"name": name, "key": uuid4(), **_words(name), "failed": failed if failed and failed["name"] == name else None,
         "first": name in standing.FIRST}
        for name in standing.offered(found)
    ]  # fmt: skip
    shown = {
        "section": "follow",
        "matter": standing.told(found),
        "documents": papers,
        "acts": acts,
        "failed": failed if failed and failed["name"] not in found["may"] else None,
        "done": done if done in standing.ACTS else "",
        "mark": f"{found['stage']} {len(found['answers'])} {len(papers)}",
    }
    return page(request, "standing", shown, 422 if failed else 200)


def _words(name: str) -> dict[str, str]:
    """What the form of the act says."""
    return {
        part: text
        for part in ("title", "hint", "remark", "send", "photos", "sure")
        if (text := say(f"portal.act.{name}.{part}")) != f"portal.act.{name}.{part}"
    }
