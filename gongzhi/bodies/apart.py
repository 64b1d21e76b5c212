"""Nobody is two of the three administrators at once: the database refuses it, whoever asks and by whatever way.

Its triggers are taken away before migrations and put back after them: SQLite rebuilds a table that changes, and would
stumble over a trigger that names it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Q

from gongzhi.bodies.duties import ADMINISTRATORS
from gongzhi.bodies.models import Appointment
from gongzhi.kernel import Refused

KINDS = ", ".join(f"'{kind}'" for kind in ADMINISTRATORS)
CLASH = f"""
    SELECT 1 FROM bodies_appointment other
    JOIN bodies_post held ON held.id = other.post_id JOIN bodies_post given ON given.id = NEW.post_id
    WHERE other.person_id = NEW.person_id AND other.id <> NEW.id
      AND held.kind IN ({KINDS}) AND given.kind IN ({KINDS}) AND held.kind <> given.kind
      AND (other.valid_to IS NULL OR other.valid_to > NEW.valid_from)
      AND (NEW.valid_to IS NULL OR NEW.valid_to > other.valid_from)"""  # noqa: S608
TURNED = f"NEW.kind <> OLD.kind AND (NEW.kind IN ({KINDS}) OR OLD.kind IN ({KINDS}))"
SQLITE = (
    *(
        f"CREATE TRIGGER IF NOT EXISTS bodies_apart_{event.lower()} AFTER {event} ON bodies_appointment "
        f"WHEN EXISTS ({CLASH}) BEGIN SELECT RAISE(ABORT, 'administrators-apart'); END"
        for event in ("INSERT", "UPDATE")
    ),
    "CREATE TRIGGER IF NOT EXISTS bodies_apart_kind AFTER UPDATE ON bodies_post "
    f"WHEN {TURNED} BEGIN SELECT RAISE(ABORT, 'administrators-apart'); END",
)
# The row of the person is locked first, so that of two who appoint at the same moment the second sees the first.
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION bodies_apart() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM 1 FROM bodies_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS ({CLASH}) THEN
        RAISE EXCEPTION 'administrators-apart' USING ERRCODE = 'integrity_constraint_violation';
    END IF; RETURN NULL; END $$""",
    f"""CREATE OR REPLACE FUNCTION bodies_apart_kind() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {TURNED} THEN
        RAISE EXCEPTION 'administrators-apart' USING ERRCODE = 'integrity_constraint_violation';
    END IF; RETURN NULL; END $$""",
    "CREATE OR REPLACE TRIGGER bodies_apart AFTER INSERT OR UPDATE ON bodies_appointment "
    "FOR EACH ROW EXECUTE FUNCTION bodies_apart()",
    "CREATE OR REPLACE TRIGGER bodies_apart_kind AFTER UPDATE ON bodies_post "
    "FOR EACH ROW EXECUTE FUNCTION bodies_apart_kind()",
)
GONE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS bodies_apart_{name}" for name in ("insert", "update", "kind")],
    "postgresql": ["DROP FUNCTION IF EXISTS bodies_apart, bodies_apart_kind CASCADE"],
}


def put_up(using: str, **_: Any) -> None:
    """Make the triggers; what is there stays."""
    _run(using, SQLITE if connections[using].vendor == "sqlite" else POSTGRESQL)


def take_away(using: str, **_: Any) -> None:
    """Drop the triggers."""
    _run(using, GONE[connections[using].vendor])


def require_apart(person: UUID, kind: str, start: datetime, end: datetime | None) -> None:
    """Refuse with 409 `administrators-apart` a post as administrator to who is another one at any time of the term."""
    if kind not in ADMINISTRATORS:
        return
    held = Appointment.objects.filter(person=person, post__kind__in=ADMINISTRATORS).exclude(post__kind=kind)
    held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start))
    if (held.filter(valid_from__lt=end) if end is not None else held).exists():
        raise Refused("administrators-apart", kind=kind)


def _run(using: str, statements: Any) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
