"""Following: behind the query code stands how far it is, who has it, what was answered, and what one may do."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.documents import handing
from gongzhi.kernel import Refused
from gongzhi.matters import queries, telling
from gongzhi.matters.receipts import readable
from gongzhi.places.spoken import say
from gongzhi.portal import acting, spoken, standing
from gongzhi.portal.codes import HERE, drop_code, keep_code, kept_code
from gongzhi.portal.framing import page
from gongzhi.portal.pages_report import plainly
from gongzhi.portal.returning import Trouble, returning
from gongzhi.portal.square import square


def _asked(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    """The form for the code, with what was typed in it, and in forms behind it."""
    shown = {
        "section": "follow",
        "typing": "follow",
        "error": error,
        "code": request.POST.get("code", "")[:40],
        "carried": acting.carried(request.POST),
    }
    return page(request, "follow", shown, status)


def _follow_back(request: HttpRequest, trouble: Trouble | None) -> HttpResponse:
    return _asked(request, spoken.line(trouble.words()) if trouble else "")


@returning(_follow_back)
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The form for the code; with a code, where the report stands, and what was typed before the code ran out."""
    sent = request.method == "POST"
    code = readable(request.POST.get("code", "")[:40]) if sent else kept_code(request)
    if not code:
        return _asked(request)
    try:
        if not sent:
            return acting.standing_page(request, code, timezone.now())
        queries.access_code(code)
        if acting.carried(request.POST):
            return keep_code(acting.standing_page(request, code, timezone.now()), code)
        return keep_code(HttpResponseRedirect(HERE), code)
    except Refused as refused:
        if refused.code != "code-unknown":
            raise
        return drop_code(_asked(request, say("portal.follow.unknown"), refused.status))


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


def _act_back(request: HttpRequest, trouble: Trouble | None, name: str) -> HttpResponse:
    code = kept_code(request)
    if not code:
        return _asked(request, spoken.line(trouble.words()) if trouble else "")
    failed = (name, spoken.line(trouble.words())) if trouble else None
    return acting.standing_page(request, code, timezone.now(), failed)


@returning(plainly(_act_back))
@sensitive_post_parameters()
@csrf_protect
@require_POST
@plainly
def act(request: HttpRequest, name: str) -> HttpResponse:
    """What the reporter says: done, or why it cannot be, with everything that was typed."""
    code, at = kept_code(request), timezone.now()
    if not code:
        return _asked(request, say("portal.follow.again"), 403)
    if name not in standing.ACTS:
        return acting.standing_page(request, code, at)
    error = acting.say_it(request, name, code, at)
    if error:
        return acting.standing_page(request, code, at, (name, error), 422)
    return HttpResponseRedirect(f"{HERE}?done={name}#main")
