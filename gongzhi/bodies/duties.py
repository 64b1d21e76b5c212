"""What a post may do is written in one table; a person may do it because of the post, never because of the name."""

from collections.abc import Mapping
from types import MappingProxyType

from gongzhi.kernel import EVERYTHING, Scope

LEVELS = ("city", "county", "township", "community")

_REPORTING = ("matters.report", "matters.comment")
_HANDLING = (*_REPORTING, "matters.handle")
_SEATED = (*_REPORTING, "matters.see")
_WRITING = ("documents.issue", "documents.answer", "documents.mediate")
_PATROLLING = (*_SEATED, "matters.self_handle", "matters.verify", "matters.handle", "matters.check")

ROLE_DUTIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "triage": (
            *_SEATED,
            "matters.triage",
            "matters.verify",
            "matters.callback",
            "matters.void",
            "matters.whistle",
            "matters.handle",
            "matters.redact",
            *_WRITING,
        ),
        "dispatcher": (
            *_SEATED,
            "matters.triage",
            "matters.dispatch",
            "matters.callback",
            "matters.void",
            "matters.whistle",
            "matters.rule",
            "matters.grant",
            "matters.urge",
            "matters.redact",
            "matters.handle",
            *_WRITING,
            "documents.rule",
        ),
        "supervisor": (
            *_SEATED,
            "matters.urge",
            "matters.supervise",
            "matters.grant",
            "matters.whistle",
            "documents.supervise",
            "asks.admit",
        ),
        "centre_leader": (
            *_SEATED,
            "matters.urge",
            "matters.supervise",
            "matters.grant",
            "matters.ledger",
            "matters.rule",
            *_WRITING,
            "documents.supervise",
            "documents.rule",
            "asks.admit",
        ),
        "handler": (*_HANDLING, "documents.mediate", "asks.enter"),
        "head": (*_HANDLING, "matters.assign", *_WRITING, "asks.enter"),
        "checker": (*_SEATED, "matters.check", "matters.verify"),
        "callback": (*_SEATED, "matters.callback"),
        "grid_worker": (*_PATROLLING, "documents.mediate"),
        "grid_leader": (*_PATROLLING, "documents.mediate"),
        "building_leader": _REPORTING,
        "villager_rep": _REPORTING,
        "secretary": (*_SEATED, "matters.triage", "matters.handle", "matters.check", "documents.mediate"),
        "mediator": (*_HANDLING, "matters.callback", "documents.answer", "documents.mediate"),
        "hotline": (*_SEATED, "matters.triage", "matters.callback", "documents.answer"),
        "assessor": (*_SEATED, "assessment.judge"),
        "duty_commander": (
            *_SEATED,
            "matters.urge",
            "matters.supervise",
            "matters.grant",
            "matters.ledger",
            "matters.whistle",
            "documents.supervise",
            "centre.command",
        ),
        "archivist": (*_SEATED, "archive.destroy"),
        "administrator": ("site.administer", "areas.edit", "bodies.edit", "rights.change"),
        "security_admin": ("accounts.secure", "rights.change"),
        "audit_admin": ("audit.read",),
    }
)
"""Kind of post (also: role in a grid) → the duties that commands ask for. `loop.md`, domain.md §2.1."""

ADMINISTRATORS = ("administrator", "security_admin", "audit_admin")
"""三员: nobody holds two of these at the same time, and none of them shows a matter."""

POWERFUL = frozenset({"centre_leader", "duty_commander", *ADMINISTRATORS})
"""Kinds of post that give power over others: whoever holds one comes in with a second factor."""

GRID_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "worker": "grid_worker",
        "leader": "grid_leader",
        "building_leader": "building_leader",
        "villager_rep": "villager_rep",
    }
)
"""Role in a grid → the row of ROLE_DUTIES that it has there (一格三长 and the villagers' representatives)."""

CHECKING_ROLES = frozenset({"worker", "leader"})
"""Roles in a grid whose holder may be asked to look at work that somebody else did."""

UNIT_DUTIES = frozenset(
    {
        "matters.report",
        "matters.comment",
        "matters.handle",
        "matters.assign",
        "documents.answer",
        "documents.mediate",
        "asks.enter",
    }
)
"""What a post in a unit that is no centre may do: for its own unit's part, wherever in the city that is."""


CIRCLE_POSTS = frozenset(
    {
        "triage",
        "dispatcher",
        "supervisor",
        "centre_leader",
        "duty_commander",
        "handler",
        "head",
        "checker",
        "callback",
    }
)
"""Kinds of post that also have to do with P3 (violence, minors, health, legal aid); privacy.md 1, domain.md §8.3."""

_NOT_P3 = Scope(classes=frozenset({"P0", "P1", "P2"}))


def scope_at_first(kind: str, duty: str) -> Scope:
    """Which matters a duty of such a post reaches where nobody laid down another scope for it."""
    about_matters = duty.startswith(("matters.", "documents."))
    return EVERYTHING if kind in CIRCLE_POSTS or not about_matters else _NOT_P3


def duties_at(kind: str, *, at_centre: bool) -> tuple[str, ...]:
    """The duties of a post of `kind`: all of them in a centre, only those for the unit's own part elsewhere."""
    duties = ROLE_DUTIES.get(kind, ())
    return duties if at_centre else tuple(duty for duty in duties if duty in UNIT_DUTIES)
