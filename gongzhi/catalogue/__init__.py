"""What a city decides by data and not by code, read once, checked whole, numbered by its digest."""

from gongzhi.catalogue.calendar import Calendar, Day, Holiday, Notice, Season
from gongzhi.catalogue.catalogue import Catalogue
from gongzhi.catalogue.check import check
from gongzhi.catalogue.document import Ask, Block, Column, Layout, Marks, Template
from gongzhi.catalogue.fault import Fault, Faults
from gongzhi.catalogue.kind import Field, Isolation, Kind, KindClass, Level, Route, UrgencyRule
from gongzhi.catalogue.limit import STANDARD, TIME_UNITS, Limit, TimeUnit
from gongzhi.catalogue.message import Message, Role, Way
from gongzhi.catalogue.notice import import_notice
from gongzhi.catalogue.procedure import Evidence, Milestone, MilestoneClock, Outcome, Procedure, Result
from gongzhi.catalogue.purpose import Purpose
from gongzhi.catalogue.reading import faults_in, read, read_texts
from gongzhi.catalogue.reason import Ladder, Reason, ReasonGroup, Step
from gongzhi.catalogue.route_rule import Choice, Circumstance, RouteRule, RuleBook, Seen, UnitRoute, choose
from gongzhi.catalogue.text import LANGS, Lang, Text
from gongzhi.catalogue.timetable import Timetable, instant_of, moment_of
from gongzhi.catalogue.unit_type import UnitType
from gongzhi.catalogue.words import Words

__all__ = [
    "LANGS",
    "STANDARD",
    "TIME_UNITS",
    "Ask",
    "Block",
    "Calendar",
    "Catalogue",
    "Choice",
    "Circumstance",
    "Column",
    "Day",
    "Evidence",
    "Fault",
    "Faults",
    "Field",
    "Holiday",
    "Isolation",
    "Kind",
    "KindClass",
    "Ladder",
    "Lang",
    "Layout",
    "Level",
    "Limit",
    "Marks",
    "Message",
    "Milestone",
    "MilestoneClock",
    "Notice",
    "Outcome",
    "Procedure",
    "Purpose",
    "Reason",
    "ReasonGroup",
    "Result",
    "Role",
    "Route",
    "RouteRule",
    "RuleBook",
    "Season",
    "Seen",
    "Step",
    "Template",
    "Text",
    "TimeUnit",
    "Timetable",
    "UnitRoute",
    "UnitType",
    "UrgencyRule",
    "Way",
    "Words",
    "check",
    "choose",
    "fault",
    "faults_in",
    "import_notice",
    "instant_of",
    "moment_of",
    "read",
    "read_texts",
]
