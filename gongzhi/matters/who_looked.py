"""Who looked at personal values is read by the audit administrator and by the centre that answers for the matter."""

from uuid import UUID

from gongzhi.kernel import Actor, Refused
from gongzhi.matters import queries
from gongzhi.matters.sight import row_of
from gongzhi.vault import looking
from gongzhi.vault.models import Look

AUDIT = "audit.read"


def looks(matter: UUID, by: Actor) -> list[Look]:
    """The lines, the newest first; 404 `matter-unknown` to whom the matter is none, 403 `looks-not-yours` to others."""
    if by.has(AUDIT):
        return looking.looks(row_of(matter).id)
    row = queries.access_matter(matter, by)
    if by.unit is None or by.unit != row.centre:
        raise Refused("looks-not-yours", status=403)
    return looking.looks(row.id)
