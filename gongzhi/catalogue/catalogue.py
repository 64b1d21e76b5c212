"""The catalogue is all a city decides by data: kinds, units, reasons, times, procedures, messages, documents, words."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongzhi.catalogue.calendar import Calendar
from gongzhi.catalogue.document import Marks, Template
from gongzhi.catalogue.kind import Field, Kind, KindClass, Route, UrgencyRule
from gongzhi.catalogue.limit import Limit
from gongzhi.catalogue.message import Message
from gongzhi.catalogue.procedure import Procedure
from gongzhi.catalogue.purpose import Purpose
from gongzhi.catalogue.reason import Ladder, Reason, ReasonGroup
from gongzhi.catalogue.route_rule import RuleBook
from gongzhi.catalogue.text import Text
from gongzhi.catalogue.unit_type import UnitType
from gongzhi.catalogue.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """One version of the catalogue, frozen. `files` are the texts it was read from: kept with the digest, they
    give the same catalogue again years later (`read_texts`)."""

    digest: str
    files: Mapping[str, str]
    kinds: Mapping[str, Kind]
    classes: Mapping[str, KindClass]
    fields: Mapping[str, Field]
    urgencies: Mapping[str, UrgencyRule]
    units: Mapping[str, UnitType]
    groups: Mapping[str, Text]
    reasons: Mapping[str, Reason]
    calendars: Mapping[str, Calendar]
    limits: Mapping[str, Limit]
    ladders: Mapping[str, Ladder]
    procedures: Mapping[str, Procedure]
    messages: Mapping[str, Message]
    purposes: Mapping[str, Purpose]
    rules: RuleBook
    templates: Mapping[str, Template]
    marks: Marks
    words: Words
    places: Mapping[str, str]  # "kinds.06010" → the file it is written in

    def procedure_of(self, kind: Kind) -> Procedure | None:
        """The procedure that the handling of such a matter follows, if it has one."""
        return self.procedures.get(kind.procedure)

    def reasons_in(self, group: ReasonGroup) -> Mapping[str, Reason]:
        """The reasons of one group by code."""
        return {code: reason for code, reason in self.reasons.items() if reason.group == group}

    def ladder_for(self, kind: Kind, urgency: str) -> Ladder | None:
        """The ladder of the kind's class, else of the urgency, else the one that is for all the others."""
        ladders = self.ladders.values()
        by_class = (ladder for ladder in ladders if kind.klass in ladder.classes)
        by_urgency = (ladder for ladder in ladders if urgency in ladder.urgencies and not ladder.classes)
        others = (ladder for ladder in ladders if not ladder.urgencies and not ladder.classes)
        return next(by_class, None) or next(by_urgency, None) or next(others, None)

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every distinct (duty, level) that a kind or a rule may send to: what must end in a holder at each place."""
        found = {route for kind in self.kinds.values() if kind.reportable for route in (kind.lead, *kind.support)}
        found |= {procedure.office for procedure in self.procedures.values() if procedure.office is not None}
        sent = (route for rule in self.rules.rules for route in (rule.lead, *rule.support))
        found |= {route for route in sent if isinstance(route, Route)}
        return tuple(sorted(found, key=lambda route: (route.duty, route.level)))

    @property
    def duties(self) -> frozenset[str]:
        """Every duty that some type of unit answers for."""
        return frozenset(duty for unit in self.units.values() for duty in unit.duties)
