"""What the reporter says stands in one form: each act sends what belongs to it, and the others keep what was typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict

from gongzhi.documents import reading
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, giving, queries, speaking, telling
from gongzhi.places.spoken import refusal, say
from gongzhi.portal import photos, spoken, standing
from gongzhi.portal.framing import page

UNSAID = {
    "rate": lambda typed: not (typed.get("solved") and typed.get("satisfied")),
    "check": lambda typed: not typed.get("solved"),
    "withdraw": lambda typed: not typed.get("sure"),
}
"""What must be chosen before a form means anything."""
WRITTEN = ("reopen", "appeal", "reply", "comment")
"""What means nothing without words."""


def typed(sent: QueryDict, name: str) -> dict[str, str]:
    """What was typed for an act: its fields bear its name in front."""
    mine = f"{name}-"
    return {field.removeprefix(mine): value.strip() for field, value in _fields(sent) if field.startswith(mine)}


def carried(sent: QueryDict) -> list[tuple[str, str]]:
    """What was typed for any act, to be taken along to where the code is asked for again."""
    return [(field, value) for field, value in _fields(sent) if value and field.split("-")[0] in standing.ACTS]


def _fields(sent: QueryDict) -> list[tuple[str, str]]:
    return [(field, value) for field, value in sent.items() if isinstance(value, str)]


def say_it(request: HttpRequest, name: str, code: str, at: datetime) -> str:
    """Say to the house what the reporter says; in words what is missing or refused, empty when it was taken."""
    given, files = typed(request.POST, name), request.FILES.getlist(f"{name}-photos")
    if error := _missing(name, given, bool(files)):
        return error
    try:
        row, words = queries.access_code(code), catalogues.in_force()[1].words
        whose, body = giving.reporter_of(row.id), _given(name, given)
        if name == "attach":
            body["files"] = photos.receive(files, whose, at)
        speaking.say(name, code, speaking.body(name, body, words, spoken.lang()), key=_key(given), at=at)
        photos.give(row.id, body.get("files", []), whose, at)
    except Refused as refused:
        if refused.code == "code-unknown":
            raise
        return _in_words(refused)
    return ""


def _in_words(refused: Refused) -> str:
    """A refusal in one line; of what does not fit, only what is wrong with it."""
    faults = [fault["what"] for fault in refused.details.get("errors", ())]
    return "; ".join(faults) or spoken.line(refusal(refused))


def _missing(name: str, given: Mapping[str, str], files: bool) -> str:
    """What must still be chosen or written, in words; empty where nothing is missing."""
    if name in WRITTEN and not given.get("remark"):
        return say("portal.error.write")
    unsaid = UNSAID[name](given) if name in UNSAID else name == "attach" and not files
    return say(f"portal.act.{name}.missing") if unsaid else ""


def _given(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The body of the command as it was typed."""
    said: dict[str, Any] = {"remark": given["remark"]} if given.get("remark") else {}
    if name == "rate":
        said |= {"solved": given.get("solved") == "yes", "satisfied": given.get("satisfied") == "yes"}
    if name == "check":
        said |= {"passed": given.get("solved") == "yes"}
    return said


def _key(given: Mapping[str, str]) -> UUID:
    try:
        return UUID(given.get("key", ""))
    except ValueError:
        return uuid4()


def standing_page(
    request: HttpRequest, code: str, at: datetime, failed: tuple[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """Where the report stands, and what may be said with what was typed so far; `failed` is an act and what failed it.

    Refuses 404 `code-unknown`.
    """
    found = telling.followed(code, at)
    papers = [standing.paper(each, catalogues.in_force()[1]) for each in reading.for_reporter(code)]
    done, (name, error) = request.GET.get("done", ""), failed or ("", "")
    offered, asked = standing.offered(found), standing.asked(done)
    acts = [_act(each, typed(request.POST, each), error if each == name else "", each in asked) for each in offered]
    shown = {
        "section": "follow",
        "typing": "acts" if acts else "",
        "matter": standing.told(found),
        "documents": papers,
        "acts": acts,
        "asked": next((act for act in acts if act["name"] in asked), None),
        "error": error if name not in offered else "",
        "failed": bool(error),
        "done": say(f"portal.act.{done}.done") if done in standing.ACTS else "",
        "mark": f"{found['stage']} {len(found['answers'])} {len(papers)}",
    }
    return page(request, "standing", shown, status)


def _act(name: str, given: Mapping[str, str], error: str, asked: bool) -> dict[str, Any]:
    """The act with its words, what was typed, what is wrong with it, and whether it stands open."""
    key = _key(given)
    opened = bool(error) or asked or any(value for field, value in given.items() if field != "key")
    return {"name": name, "key": key, "typed": given, "error": error, "open": opened,
            "unwritten": bool(error) and name in WRITTEN, **_words(name)}  # fmt: skip


def _words(name: str) -> dict[str, str]:
    """What the form of the act says."""
    return {
        part: text
        for part in ("title", "hint", "remark", "send", "photos", "sure")
        if (text := say(f"portal.act.{name}.{part}")) != f"portal.act.{name}.{part}"
    }
