"""What the matter says itself nobody types again: its number, kind, units, due time, place, words and reasons."""

from collections.abc import Iterable
from datetime import datetime

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Catalogue
from gongzhi.documents.chinese import day, hour
from gongzhi.documents.values import Own
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues
from gongzhi.matters.account import Account
from gongzhi.matters.gathering import local
from gongzhi.matters.loop.state import Matter, Part, PartState

_GONE = (PartState.RETURNED, PartState.WITHDRAWN)


def own_of(account: Account, unit: str, catalogue: Catalogue, at: datetime) -> Own:
    """The matter's own values in a document that `unit` issues."""
    state = account.state
    kind = catalogues.of(int(state.catalogue)).kinds.get(state.kind)
    shares = [part for part in state.parts if part.state not in _GONE]
    single = {
        "unit": _name(unit),
        "today": day(local(at).date()),
        "matter_number": state.number,
        "kind": kind.name.zh if kind else state.kind,
        "urgency": catalogue.words.text(f"urgency.{state.urgency}"),
        "reported_on": _day(state.opened_at),
        "holder": _name(state.holder),
        "lead": _names(part for part in shares if part.lead),
        "support": _names(part for part in shares if not part.lead),
        "centre": _name(state.centre),
        "due": hour(local(account.due_at)) if account.due_at else "",
        "place": " ".join(filter(None, (account.area, account.address))),
        "report_text": account.text,
        "suspended_until": _day(account.suspended_until),
        "ledger_until": _day(account.ledger_until),
        "answer_due": _answer_due(state),
    }
    return Own(single=single, reasons=_by_group(account.reasons, catalogue))


def _by_group(codes: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """The newest reason of each group."""
    found: dict[str, str] = {}
    for code in codes:
        if code in catalogue.reasons:
            found.setdefault(catalogue.reasons[code].group, code)
    return found


def _answer_due(state: Matter) -> str:
    """Until when the newest supervise order must be answered."""
    clocks = [clock for clock in state.running if clock.name.startswith("answer:")]
    return hour(local(clocks[-1].due_at)) if clocks else ""


def _day(at: datetime | None) -> str:
    return day(local(at).date()) if at is not None else ""


def _names(parts: Iterable[Part]) -> str:
    return "、".join(_name(part.unit) for part in parts)


def _name(code: str) -> str:
    """The unit's name; its code where the roster has never heard of it."""
    try:
        return bodies.unit(code).name if code else ""
    except Refused:
        return code
