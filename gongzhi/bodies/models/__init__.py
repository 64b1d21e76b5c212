"""Units, posts, people and the secrets they come in with."""

from gongzhi.bodies.models.changes import HistoryLine, RightsChange
from gongzhi.bodies.models.counters import Counter
from gongzhi.bodies.models.credentials import Attempt, Invitation, Token
from gongzhi.bodies.models.passwords import PastPassword
from gongzhi.bodies.models.people import Appointment, GridAssignment, Person
from gongzhi.bodies.models.rows import RosterVersion, bump
from gongzhi.bodies.models.units import Post, PostScope, Unit, UnitDuty, UnitPower

__all__ = [
    "Appointment",
    "Attempt",
    "Counter",
    "GridAssignment",
    "HistoryLine",
    "Invitation",
    "PastPassword",
    "Person",
    "Post",
    "PostScope",
    "RightsChange",
    "RosterVersion",
    "Token",
    "Unit",
    "UnitDuty",
    "UnitPower",
    "bump",
]
