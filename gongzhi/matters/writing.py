"""How the outcome of a decision is written: every table of the matter in one transaction. Only the door calls this."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel import Actor
from gongzhi.matters import rows, storing
from gongzhi.matters.codec import FIRST, encode, line_hash
from gongzhi.matters.loop.reporting import Reported
from gongzhi.matters.loop.state import Matter, replace
from gongzhi.matters.models import TextRow
from gongzhi.matters.receipts import query_code, query_digest
from gongzhi.matters.sealing import OPEN_TEXT, Sealed
from gongzhi.vault.attachments import attaching
from gongzhi.vault.matter_key import MatterKey
from gongzhi.vault.values import VALUE_COLUMNS, key_row, value_row

TEXT_TAIL = "ON CONFLICT (matter_id, ref) DO UPDATE SET text = excluded.text"
CLOCK_TAIL = (
    "ON CONFLICT (matter_id, serial) DO UPDATE SET yellow_at = excluded.yellow_at, orange_at = excluded.orange_at, "
    "due_at = excluded.due_at, ended_at = excluded.ended_at, outcome = excluded.outcome, "
    "next_at = excluded.next_at, claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until"
)
PART_TAIL = (
    "ON CONFLICT (matter_id, number) DO UPDATE SET state = excluded.state, taken_by = excluded.taken_by, "
    "section = excluded.section, person = excluded.person, ended_at = excluded.ended_at"
)
FILE_TAIL = "ON CONFLICT (matter_id, digest) DO NOTHING"


@dataclass(slots=True, kw_only=True)
class Change:
    """One decided command: the matter before and after, its events, and the words that were put away."""

    before: Matter
    after: Matter
    events: tuple[object, ...]
    sealed: Sealed
    key: MatterKey
    command: str
    command_key: UUID
    digest: str
    by: Actor
    at: datetime
    device_at: datetime | None

    def give_number(self, number: str) -> None:
        """The new matter's number, in its first event and in its state."""
        first, *rest = self.events
        if not isinstance(first, Reported):
            raise TypeError("only a report gives a matter its number")
        self.events = (replace(first, number=number), *rest)
        self.after = replace(self.after, number=number)

    def lines(self, head: str) -> tuple[list[rows.Row], str]:
        """The journal lines, each with the hash of the one before, and the new head."""
        made = []
        for place, event in enumerate(self.events, self.before.version + 1):
            line = (
                self.after.id, place, self.command_key, self.command, self.digest, type(event).__name__,
                encode(event), self.by.id, self.by.unit or "", self.at, self.device_at, head,
            )  # fmt: skip
            made.append(line)
            head = line_hash(line)
        return made, head

    def feed(self) -> rows.Row:
        """The row of the feed for these lines."""
        return (
            self.after.id, self.before.version + 1, len(self.events), rows.standing(self.before),
            rows.standing(self.after),
        )  # fmt: skip

    def blobs(self) -> list[rows.Row]:
        """The rows of the files that these events bring."""
        digests = dict.fromkeys(blob for event in self.events for blob in getattr(event, "blobs", ()))
        return [(self.after.id, digest, self.before.version + 1) for digest in digests]


def begin(changes: Sequence[Change]) -> set[UUID]:
    """Write new matters; those that are there already are left alone. Returns the ids that were written."""
    return storing.begin(*tables_of([(change,) for change in changes]))


def tables_of(histories: Iterable[Sequence[Change]]) -> tuple[dict[str, list[rows.Row]], dict[UUID, str]]:
    """The rows of new matters by table, each matter with all that happened to it; and the texts they are found by."""
    tables: dict[str, list[rows.Row]] = {table: [] for table in storing.COLUMNS}
    found_by: dict[UUID, str] = {}
    for history in histories:
        head, last = FIRST, history[-1]
        for change in history:
            lines, head = change.lines(head)
            tables["matters_journal"] += lines
            tables["matters_text"] += change.sealed.texts
            tables["matters_attachment"] += change.blobs()
            tables["vault_value"] += change.sealed.values
            tables["matters_feed"].append(change.feed())
        row = rows.matter_row(last.after, head, query_digest(query_code(last.key)))
        tables["matters_matter"].append(row)
        tables["matters_clock"] += rows.clock_rows(last.after)
        tables["matters_part"] += rows.part_rows(last.after)
        tables["vault_key"].append(key_row(last.after.id, last.key))
        if history[0].sealed.found_by:
            found_by[last.after.id] = "\n".join(history[0].sealed.found_by)
    return tables, found_by


CORRECTING = frozenset({"correct", "amend"})
"""The commands whose words take the place of older ones in search."""


def _beside(change: Change) -> None:
    """Words, personal values, files, search and feed of a change that was written."""
    storing.insert("matters_text", rows.TEXT, change.sealed.texts, TEXT_TAIL)
    storing.insert("vault_value", VALUE_COLUMNS, change.sealed.values)
    storing.insert("matters_attachment", rows.ATTACHMENT, change.blobs(), FILE_TAIL)
    if change.sealed.found_by:
        storing.index([(change.after.id, "\n".join(change.sealed.found_by))])
    storing.insert("matters_feed", rows.FEED, [change.feed()])


def go_on(change: Change, *, head: str) -> None:
    """Write what a command changed in a matter that is there, whose journal ended in `head`."""
    lines, new_head = change.lines(head)
    storing.insert("matters_journal", rows.JOURNAL, lines)
    _update(change, new_head)
    if change.after.clocks != change.before.clocks:
        storing.insert("matters_clock", rows.CLOCK, rows.clock_rows(change.after), CLOCK_TAIL)
    parts = rows.part_rows(change.after)
    if parts != rows.part_rows(change.before):
        storing.insert("matters_part", rows.PART, parts, PART_TAIL)
    if change.sealed.found_by and change.command in CORRECTING:
        change.sealed.found_by = [row.text for row in _searchable(change)]
    elif change.command not in CORRECTING:
        change.sealed.found_by = []
    _beside(change)


def _searchable(change: Change) -> list[TextRow]:
    """The texts that search finds a matter by, with those of this change in place of the older ones."""
    fresh = {ref.split(".", 1)[1]: TextRow(matter_id=matter, ref=ref, text=text) for matter, ref, text in
             change.sealed.texts}  # fmt: skip
    stored: dict[str, TextRow] = {}
    texts = TextRow.objects.filter(matter_id=change.after.id)
    for row in sorted(texts, key=lambda row: int(row.ref.split(".", 1)[0])):
        name = row.ref.split(".", 1)[1]
        if name in ("text", "address"):
            stored[name] = row
    return list((stored | fresh).values())


def _update(change: Change, head: str) -> None:
    row = rows.matter_row(change.after, head, query_digest(query_code(change.key)))
    columns = [(name, value) for name, value in zip(rows.MATTER, row, strict=True) if name != "id"]
    told = ", ".join(f"{name} = %s" for name, _ in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE matters_matter SET {told} WHERE id = %s AND version = %s",  # noqa: S608
            [storing.adapt(value) for _, value in columns] + [storing.adapt(change.after.id), change.before.version],
        )
        if cursor.rowcount != 1:
            raise RuntimeError(f"matter {change.after.id} moved under the lock")


def redact(change: Change, refs: Sequence[str]) -> None:
    """Words that should not have been written down leave the tables and the search; the journal keeps their digests."""
    matter = storing.adapt(change.after.id)
    marks = ", ".join(["%s"] * len(refs))
    with connection.cursor() as cursor:
        for table in ("matters_text", "vault_value"):
            cursor.execute(f"DELETE FROM {table} WHERE matter_id = %s AND ref IN ({marks})", [matter, *refs])  # noqa: S608
    left = [row.text for row in _searchable(change)]
    if left:
        storing.index([(change.after.id, "\n".join(left))])
    else:
        storing.unindex(change.after.id)


def follow_privacy(change: Change) -> None:
    """Seal files that were about a place only; move words into the vault, out of search, when it is between people."""
    if change.after.privacy != attaching.PUBLIC_CLASS:
        attaching.seal_attachments(change.after.id, change.key)
    if change.after.privacy in OPEN_TEXT or change.before.privacy not in OPEN_TEXT:
        return
    texts = list(TextRow.objects.filter(matter_id=change.after.id))
    values = [value_row(change.after.id, row.ref, "text", change.key.seal(row.text)) for row in texts]
    storing.insert("vault_value", VALUE_COLUMNS, values)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matters_text WHERE matter_id = %s", [storing.adapt(change.after.id)])
    storing.unindex(change.after.id)
