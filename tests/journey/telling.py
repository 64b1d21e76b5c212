"""How a journey is told: everybody sees the newest version before they say something at a desk."""

from typing import Any

from tests.cast import LEAD
from tests.http.conftest import Answer, Wire

WHY = "见现场情况"
CONTACT = {"phone": "13900001111"}


def see(wire: Wire, matter: str, by: str = "clerk") -> dict[str, Any]:
    """The matter whole, as that person sees it."""
    answer = wire.get(f"/matters/{matter}", by)
    assert answer.status == 200, answer.raw
    found: dict[str, Any] = answer.json
    return found


def say(wire: Wire, command: str, matter: str, by: str, **said: Any) -> Answer:
    """A command by somebody who has just looked; it must be taken."""
    answer = tried(wire, command, matter, by, **said)
    assert answer.status == 200, (command, answer.raw)
    return answer


def tried(wire: Wire, command: str, matter: str, by: str, **said: Any) -> Answer:
    """A command by somebody who has just looked, and what came of it."""
    return wire.do(command, matter, by, see(wire, matter, by)["matter"]["version"], **said)


def dispatched(wire: Wire, by: str | None = None, **said: Any) -> dict[str, Any]:
    """A report, accepted and dispatched to the lead; the reporter's receipt."""
    made = wire.report(by, **said)
    say(wire, "accept", made["id"], "clerk")
    say(wire, "dispatch", made["id"], "colleague", lead=LEAD, support=[])
    return made


def in_hand(wire: Wire, by: str | None = None, **said: Any) -> dict[str, Any]:
    """A report that the lead has taken."""
    made = dispatched(wire, by, **said)
    say(wire, "take", made["id"], "handler")
    return made


def closed(wire: Wire, **said: Any) -> dict[str, Any]:
    """A report that was handled, checked by another and closed."""
    made = in_hand(wire, **said)
    say(wire, "done", made["id"], "handler", remark=WHY)
    say(wire, "check", made["id"], "neighbour", passed=True)
    return made


def follow(wire: Wire, made: dict[str, Any]) -> dict[str, Any]:
    """What the reporter sees behind the query code."""
    answer = wire.get(f"/follow/{made['query_code']}")
    assert answer.status == 200, answer.raw
    found: dict[str, Any] = answer.json
    return found


def events(wire: Wire, matter: str, by: str = "clerk") -> list[str]:
    """What happened to the matter, in order."""
    return [line["event"] for line in see(wire, matter, by)["journal"]]
