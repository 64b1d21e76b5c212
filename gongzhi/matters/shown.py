"""How a matter looks from outside: the present row, what this actor may do with it, and its history in order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from ninja import Schema

from gongzhi.catalogue import Lang, Words
from gongzhi.kernel import Actor, Refused
from gongzhi.matters import answers, catalogues, claims, journal, offered, permission, queries, reasoning, telling
from gongzhi.matters.beside import BesideOut, beside, unseen, without
from gongzhi.matters.models import ClockRow, Entry, MatterRow
from gongzhi.matters.receipts import Receipt
from gongzhi.places import locating as places


class ReceiptOut(Schema):
    """What was done: the matter as it stood right after the command."""

    id: UUID
    number: str
    version: int
    stage: str
    holder: str
    recorded_at: datetime


class ReportReceiptOut(ReceiptOut):
    """The ground on which a phone may forget what it sent; `query_code` is for the reporter alone.

    Null: the report came before, and nothing shows that it is the same reporter who sends it again.
    """

    query_code: str | None


class AnswerOut(Schema):
    """The answer to one report of a batch: its receipt, or why it was refused and the way out."""

    status: int
    receipt: ReportReceiptOut | None
    code: str | None
    title: str | None
    way_out: str | None
    details: dict[str, Any] | None


class AnswersOut(Schema):
    """The answers in the order of the reports."""

    answers: list[AnswerOut]


class MatterOut(Schema):
    """One matter as lists and the stream show it; `answer_*`: of the supervise order that must be answered first."""

    id: UUID
    number: str
    version: int
    stage: str
    kind: str
    kind_zh: str
    kind_en: str
    privacy: str
    urgency: str
    origin: str
    channel: str
    foreign_category: str
    holder: str
    lead: str
    placed: str
    lat: float | None
    lon: float | None
    county: str
    township: str
    community: str
    grid: str
    procedure: str
    reworks: int
    supervision: int
    waiting: str
    suspended_until: datetime | None
    ledger_until: datetime | None
    area: str
    light: str | None
    opened_at: datetime
    recorded_at: datetime
    changed_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    text: str | None
    address: str | None
    answer_due_at: datetime | None
    answer_light: str | None


class PartOut(Schema):
    number: int
    unit: str
    lead: bool
    state: str
    offered_at: datetime
    section: str
    person: str
    ended_at: datetime | None


class ClockOut(Schema):
    name: str
    unit: str | None
    amount: float | None
    measure: str | None
    calendar: str | None
    started_at: datetime
    yellow_at: datetime
    orange_at: datetime
    due_at: datetime
    ladder: str
    rung: int
    rung_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


class LineOut(Schema):
    version: int
    command: str
    event: str
    data: dict[str, Any]
    actor: str
    unit: str
    recorded_at: datetime
    device_at: datetime | None


class ClaimedOut(Schema):
    """Somebody works on the triage item until then; `mine`: the caller does."""

    until: datetime
    mine: bool


class WholeOut(Schema):
    """One matter whole. `may` names the commands that the caller can give now; `words` holds the texts by reference.

    `run` is its way through a procedure, with the milestones and outcomes that the caller may reach now.
    """

    matter: MatterOut
    may: list[str]
    claim: ClaimedOut | None
    beside: BesideOut
    parts: list[PartOut]
    clocks: list[ClockOut]
    run: offered.RunOut | None
    journal: list[LineOut]
    words: dict[str, str]
    files: list[str]
    route: reasoning.WhyOut | None


class PageOut(Schema):
    """A page. `total` is counted up to 10,000; `exact` says whether that is all of them; null after the first page, and
    where it was not to be counted.
    """

    rows: list[MatterOut]
    after: str | None
    total: int | None
    exact: bool


class CountOut(Schema):
    """How many matters a list holds, counted up to 10,000; `exact` says whether that is all of them."""

    total: int
    exact: bool


def light(row: MatterRow | ClockRow, at: datetime) -> str | None:
    """The light of the row's clock at that time: green, yellow, orange, red; None when no clock runs."""
    if row.due_at is None or row.orange_at is None or row.yellow_at is None:
        return None
    if at >= row.due_at:
        return "red"
    if at >= row.orange_at:
        return "orange"
    return "yellow" if at >= row.yellow_at else "green"


def area_name(row: MatterRow) -> str:
    """The names of county, township and community that a matter lies in; empty where it has no place yet."""
    codes = [code for code in (row.county, row.township, row.community) if code]
    return " ".join(ref.name for ref in places.areas(codes).values())


_MADE = ("kind_zh", "kind_en", "area", "light", "text", "address", "answer_due_at", "answer_light")
_SAME = tuple(name for name in MatterOut.model_fields if name not in _MADE)


def matters(rows: Sequence[MatterRow], texts: dict[UUID, dict[str, str]], at: datetime) -> list[dict[str, Any]]:
    """The rows with the words that go with them, and with the orders that wait for an answer."""
    orders = answers.first_of(rows)
    return [_matter(row, texts, orders.get(row.id), at) for row in rows]


def _matter(row: MatterRow, texts: dict[UUID, dict[str, str]], order: ClockRow | None, at: datetime) -> dict[str, Any]:
    kind = catalogues.of(int(row.catalogue)).kinds.get(row.kind)
    words = texts.get(row.id, {})
    return {
        **{name: getattr(row, name) for name in _SAME},
        "kind_zh": kind.name.zh if kind else row.kind,
        "kind_en": (kind.name.en or kind.name.zh) if kind else row.kind,
        "area": area_name(row),
        "light": light(row, at),
        "text": words.get("text"),
        "address": words.get("address"),
        "answer_due_at": order and order.due_at,
        "answer_light": order and light(order, at),
    }


def page(found: queries.Page, at: datetime) -> dict[str, Any]:
    """A page for the wire."""
    return {
        "rows": matters(found.rows, found.texts, at),
        "after": found.after,
        "total": found.total,
        "exact": found.exact,
    }


def whole(row: MatterRow, by: Actor, at: datetime) -> dict[str, Any]:
    """One matter with everything the caller may see of it."""
    state, lines = journal.state(row.id), queries.lines(row.id)
    told = [(entry, msgspec.json.decode(entry.data)) for entry in lines]
    hidden = unseen([(entry.event, data) for entry, data in told], by)
    return {
        "matter": matters([row], queries.texts_of([row.id]), at)[0],
        "may": list(permission.may(state, by, at)),
        "claim": _claim(row.id, by, at),
        "beside": beside(state, by),
        "parts": [_as(PartOut, part) for part in state.parts],
        "clocks": [_as(ClockOut, clock) for clock in state.clocks],
        "run": offered.run(state, permission.before(state, by)),
        "journal": [_line(entry, without(entry.event, data, hidden)) for entry, data in told],
        "words": telling.words_of(row, state, by),
        "files": queries.files_of(row.id),
        "route": reasoning.route(state, lines, by, at),
    }


def _as(schema: type[Schema], value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in schema.model_fields}


def _claim(matter: UUID, by: Actor, at: datetime) -> dict[str, Any] | None:
    found = claims.held(matter, at)
    return {"until": found.until, "mine": found.by == by.id} if found else None


def _line(entry: Entry, data: dict[str, Any]) -> dict[str, Any]:
    same = ("version", "command", "event", "unit", "recorded_at", "device_at")
    told = {"actor": journal.who(entry), "data": data}
    return {name: getattr(entry, name) for name in same} | told


def receipt(given: Receipt) -> dict[str, Any]:
    """A receipt for the wire."""
    return {name: getattr(given, name) for name in ReceiptOut.model_fields}


def report_receipt(given: Receipt) -> dict[str, Any]:
    """The receipt of a report, with the reporter's query code."""
    return {name: getattr(given, name) for name in ReportReceiptOut.model_fields}


NOT_REFUSED = dict.fromkeys(("code", "title", "way_out", "details"))


def refused(refusal: Refused, words: Words, lang: Lang) -> dict[str, Any]:
    """A refusal as the answer to one report of a batch."""
    title, way_out = words.refusal(refusal.code, lang, **refusal.details)
    said = {"code": refusal.code, "title": title, "way_out": way_out, "details": refusal.details}
    return {"status": refusal.status, "receipt": None, **said}
