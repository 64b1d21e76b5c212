"""Units, posts, people: who answers for what at a place, and who may do what there."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongzhi.bodies.cache import forget_roster
    from gongzhi.bodies.duties import GRID_ROLES, ROLE_DUTIES
    from gongzhi.bodies.founding import appoint, ensure_root_centre, root_for_city
    from gongzhi.bodies.invitations import invite, redeem
    from gongzhi.bodies.models import (
        Appointment,
        GridAssignment,
        Invitation,
        Person,
        Post,
        Token,
        Unit,
        UnitDuty,
        UnitPower,
    )
    from gongzhi.bodies.reading import (
        centre_at,
        checker_unit,
        holder_after,
        holder_of,
        in_force,
        unit,
        workers_of,
    )
    from gongzhi.bodies.rights import actor_of, may_see
    from gongzhi.bodies.roster import ROOT_CODE, Holder, UnitFact, Watch
    from gongzhi.bodies.staffing import (
        AppointmentRow,
        AssignmentRow,
        DutyRow,
        PersonRow,
        PostRow,
        PowerRow,
        Staffed,
        UnitRow,
        bulk,
    )
    from gongzhi.bodies.tokens import authenticate_token, make_token, revoke_token

# Django imports this package before its models may be: each name is fetched from its module at the first use.
_HOMES = {
    "staffing": "bulk AppointmentRow AssignmentRow DutyRow PersonRow PostRow PowerRow Staffed UnitRow",
    "cache": "forget_roster",
    "duties": "GRID_ROLES ROLE_DUTIES",
    "founding": "appoint ensure_root_centre root_for_city",
    "invitations": "invite redeem",
    "models": "Appointment GridAssignment Invitation Person Post Token Unit UnitDuty UnitPower",
    "reading": "centre_at checker_unit holder_after holder_of in_force unit workers_of",
    "rights": "actor_of may_see",
    "roster": "ROOT_CODE Holder UnitFact Watch",
    "tokens": "authenticate_token make_token revoke_token",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "GRID_ROLES",
    "ROLE_DUTIES",
    "ROOT_CODE",
    "Appointment",
    "AppointmentRow",
    "AssignmentRow",
    "DutyRow",
    "GridAssignment",
    "Holder",
    "Invitation",
    "Person",
    "PersonRow",
    "Post",
    "PostRow",
    "PowerRow",
    "Staffed",
    "Token",
    "Unit",
    "UnitDuty",
    "UnitFact",
    "UnitPower",
    "UnitRow",
    "Watch",
    "actor_of",
    "appoint",
    "authenticate_token",
    "bulk",
    "centre_at",
    "checker_unit",
    "ensure_root_centre",
    "forget_roster",
    "holder_after",
    "holder_of",
    "in_force",
    "invite",
    "make_token",
    "may_see",
    "redeem",
    "revoke_token",
    "root_for_city",
    "unit",
    "workers_of",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found
