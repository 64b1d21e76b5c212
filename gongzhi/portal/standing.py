"""Where a report stands, as its reporter reads it: how far it is, by when the next step, what was answered."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Catalogue
from gongzhi.documents.models import Document
from gongzhi.matters.loop.stage import Stage
from gongzhi.places.spoken import say
from gongzhi.portal import spoken

WAY = (Stage.REPORTED, Stage.ACCEPTED, Stage.DISPATCHED, Stage.HANDLING, Stage.CHECKING, Stage.CALLBACK, Stage.CLOSED)
LIMITED = WAY[:-1]
ACTS = ("rate", "check", "reopen", "appeal", "reply", "comment", "attach", "withdraw")
"""What a reporter may do, in the order in which it is offered."""
FIRST = ("rate", "check", "appeal", "reply")
"""What is asked of the reporter: it stands open on the page."""


def asked(done: str) -> tuple[str, ...]:
    """What is asked of the reporter after that act; whoever has rated it may want it done again."""
    return (*FIRST, "reopen") if done == "rate" else FIRST


def offered(found: Mapping[str, Any]) -> list[str]:
    """What the reporter may do now; a reply only where something was written."""
    written = any(answer["what"] == "WrittenToReporter" for answer in found["answers"])
    return [name for name in ACTS if name in found["may"] and (name != "reply" or written)]


def told(found: Mapping[str, Any]) -> dict[str, Any]:
    """The standing in words."""
    stage = Stage(found["stage"])
    return {
        "number": found["number"],
        "kind": found[f"kind_{spoken.lang()}"],
        "opened": spoken.moment(found["opened_at"]),
        "title": say(f"portal.stage.{stage.value}.title"),
        "text": _text(stage, found["may"]),
        "way": _way(stage, found["stood_at"]),
        "unit": found["unit"] if stage in LIMITED or stage is Stage.HANDED_OVER else "",
        "due": spoken.moment(found["due_at"]) if found["due_at"] and stage in LIMITED else "",
        "due_means": say(f"portal.next.{stage.value}") if stage in LIMITED else "",
        "beside": list(_beside(found)),
        "answers": [_answer(answer) for answer in reversed(found["answers"])],
    }


def _text(stage: Stage, may: Collection[str]) -> str:
    """What the stage means to its reporter; nobody is asked for a rating that was given."""
    if stage is Stage.CLOSED and "rate" not in may:
        return say("portal.follow.rated" if "reopen" in may else "portal.follow.over")
    return say(f"portal.stage.{stage.value}.text")


def _way(stage: Stage, stood_at: Collection[Stage]) -> list[dict[str, str]]:
    """The steps, each done, now or to come, without those that were left out; empty where it ended another way."""
    if stage not in WAY and stage is not Stage.ARCHIVED:
        return []
    place = WAY.index(stage) if stage in WAY else len(WAY)
    gone = [(step, "done") for step in WAY[:place] if step in (Stage.REPORTED, *stood_at)]
    ahead = [(step, "next" if ahead else "now") for ahead, step in enumerate(WAY[place:])]
    return [{"title": say(f"portal.stage.{step.value}.title"), "is": how} for step, how in (*gone, *ahead)]


def _beside(found: Mapping[str, Any]) -> list[str]:
    said = []
    if found["merged_into"]:
        said.append(spoken.portal("follow.merged", number=found["merged_into"]))
    if found["suspended_until"]:
        said.append(spoken.portal("follow.suspended", until=spoken.moment(found["suspended_until"])))
    if found["on_ledger"]:
        said.append(say("portal.follow.on_ledger"))
    return said


def _answer(answer: Mapping[str, Any]) -> dict[str, str]:
    reason, judged = answer["reason"], answer["judged"]
    return {
        "title": say(f"portal.answers.{answer['what']}"),
        "at": spoken.moment(datetime.fromisoformat(answer["at"])),
        "judged": " · ".join(
            say(f"portal.act.rate.{what}_{'yes' if yes else 'no'}") for what, yes in (judged or {}).items()
        ),
        "text": answer["text"],
        "reason": reason["name"][spoken.lang()] or reason["name"]["zh"] if reason else "",
        "way_out": reason["way_out"][spoken.lang()] or reason["way_out"]["zh"] if reason else "",
        "phone": reason["phone"] if reason else "",
    }


def paper(document: Document, catalogue: Catalogue) -> dict[str, str]:
    """A document addressed to the reporter: what it is called, its number, who issued it and when."""
    return {
        "id": str(document.id),
        "name": spoken.named(catalogue.templates[document.template].name),
        "number": document.number,
        "unit": bodies.unit(document.unit).name,
        "at": spoken.moment(document.at),
    }
