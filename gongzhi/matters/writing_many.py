"""What many decisions changed is written at once: the same rows as for each alone, in one statement a table."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongzhi.matters import rows, storing
from gongzhi.matters.writing import CLOCK_TAIL, FILE_TAIL, PART_TAIL, TEXT_TAIL, Change

Steps = Sequence[tuple[datetime, Change]]
"""What happened to one matter: the moment at which each step fell due, and the step."""


def go_on(histories: Sequence[tuple[UUID, str, Steps]]) -> None:
    """Write what was changed in matters that are held: which, the hash in which its journal ended, and its steps."""
    tables: dict[str, list[rows.Row]] = {table: [] for table in storing.COLUMNS}
    fed: list[tuple[datetime, rows.Row]] = []
    for _, head, steps in histories:
        first, last = steps[0][1].before, steps[-1][1].after
        for moment, change in steps:
            lines, head = change.lines(head)
            tables["matters_journal"] += lines
            tables["matters_text"] += change.sealed.texts
            tables["vault_value"] += change.sealed.values
            tables["matters_attachment"] += change.blobs()
            fed.append((moment, change.feed()))
        tables["matters_matter"].append(rows.matter_row(last, head, ""))
        tables["matters_clock"] += _changed(rows.clock_rows(first), rows.clock_rows(last))
        tables["matters_part"] += _changed(rows.part_rows(first), rows.part_rows(last))
    if not fed:
        return
    storing.insert_many("matters_journal", tables["matters_journal"])
    storing.update_matters(tables["matters_matter"], skipped=("query_digest",))
    storing.insert_many("matters_clock", tables["matters_clock"], CLOCK_TAIL)
    storing.insert_many("matters_part", tables["matters_part"], PART_TAIL)
    storing.insert_many("matters_text", tables["matters_text"], TEXT_TAIL)
    storing.insert_many("vault_value", tables["vault_value"])
    storing.insert_many("matters_attachment", tables["matters_attachment"], FILE_TAIL)
    storing.insert_many("matters_feed", [row for _, row in sorted(fed, key=lambda each: each[0])])


def _changed(before: Sequence[rows.Row], after: Sequence[rows.Row]) -> list[rows.Row]:
    """The rows that are not what they were."""
    was = {row[:2]: row for row in before}
    return [row for row in after if row != was.get(row[:2])]
