"""Units, reasons, limits of the stages and the ladder are read from their folders."""

from collections.abc import Mapping

from gongzhi.catalogue.kind import LEVELS, URGENCIES, Level, UrgencyRule
from gongzhi.catalogue.limit import Limit
from gongzhi.catalogue.reason import LADDER_ACTIONS, LADDER_CLOCKS, REASON_GROUPS, Ladder, Reason, ReasonGroup, Step
from gongzhi.catalogue.table import Table, limit_in
from gongzhi.catalogue.text import Text
from gongzhi.catalogue.unit_type import UnitType

Written = dict[str, str]  # what → the file it is written in


def units_in(files: Mapping[str, Table], written: Written) -> tuple[dict[str, UnitType], dict[str, Text]]:
    """Unit types by short code, and the names of their groups; `units/<group>.toml`."""
    units: dict[str, UnitType] = {}
    groups: dict[str, Text] = {}
    for path, at in files.items():
        group = path.split("/")[-1].removesuffix(".toml")
        groups[group] = at.name("name")
        for code, row in at.named("units").items():
            if noted(written, f"units.{code}", row):
                units[code] = _unit(row, code, group)
        at.done()
    return units, groups


def noted(written: Written, what: str, at: Table) -> bool:
    """Whether `what` is written here for the first time; noted as a fault where it is not."""
    if what in written:
        at.fault("code-twice", value=what.partition(".")[2], other=written[what])
        return False
    written[what] = at.file
    return True


def _unit(at: Table, code: str, group: str) -> UnitType:
    if not (code.isascii() and code.isalpha() and code.isupper() and 2 <= len(code) <= 4):
        at.fault("code-wrong", value=code, expected="2–4 capital letters")
    found = UnitType(
        code=code,
        name=at.name("name"),
        group=group,
        levels=at.choices("levels", LEVELS),
        duties=at.strings("duties"),
        powers=at.strings("powers"),
        stations=at.name("stations") if at.has("stations") else None,
        only_at=_only_at(at),
    )
    for duty in found.only_at:
        if duty not in found.duties:
            at.fault("reference-unknown", f"only_at.{duty}", value=duty)
    at.done()
    return found


def _only_at(at: Table) -> dict[str, tuple[Level, ...]]:
    if not at.has("only_at"):
        return {}
    below = at.table("only_at")
    return {duty: below.choices(duty, LEVELS) for duty in below.data}


def reasons_in(files: Mapping[str, Table], written: Written) -> dict[str, Reason]:
    """Reasons by code, over all groups; `reasons/<group>.toml`."""
    reasons: dict[str, Reason] = {}
    for at in files.values():
        group = at.choice("group", REASON_GROUPS)
        for code, row in at.named("reasons").items():
            if noted(written, f"reasons.{code}", row):
                reasons[code] = _reason(row, code, group)
        at.done()
    return reasons


def _reason(at: Table, code: str, group: ReasonGroup) -> Reason:
    found = Reason(
        code=code,
        group=group,
        name=at.name("name"),
        way_out=at.name("way_out"),
        basis=at.text("basis", "") if at.has("basis") else "",
        appeal=at.flag("appeal", group == "decline"),
        needs_clause=at.flag("needs_clause", group == "return"),
        phone=at.text("phone") if at.has("phone") else "",
        follow_up=limit_in(at.table("follow_up"), "follow_up") if group == "hand_over" else None,
        classes=at.strings("classes", ()),
    )
    at.done()
    return found


def stage_limits_in(at: Table) -> dict[str, Limit]:
    """The limits that every matter has, by name; `limits/stages.toml`."""
    found = {name: limit_in(row, name) for name, row in at.named("limits").items()}
    at.done()
    return found


def urgencies_in(at: Table) -> dict[str, UrgencyRule]:
    """What each urgency allows; `limits/urgencies.toml`. All seven must be there."""
    rows = at.table("urgencies")
    found: dict[str, UrgencyRule] = {}
    for code in URGENCIES:
        row = rows.table(code)
        found[code] = UrgencyRule(
            code=code,
            response=limit_in(row.table("response"), "response"),
            handling=limit_in(row.table("handling"), "handle"),
            extendable=row.flag("extendable"),
        )
        row.done()
    rows.done()
    at.done()
    return found


def ladders_in(files: Mapping[str, Table]) -> dict[str, Ladder]:
    """Ladders by code; `ladders/<code>.toml`."""
    ladders = {}
    for path, at in files.items():
        code = path.split("/")[-1].removesuffix(".toml")
        steps = tuple(_step(row) for row in at.tables("steps"))
        ladders[code] = Ladder(
            code=code,
            name=at.name("name"),
            steps=steps,
            clocks=at.strings("clocks", LADDER_CLOCKS),
            urgencies=at.choices("urgencies", URGENCIES) if at.has("urgencies") else (),
            classes=at.strings("classes", ()),
        )
        at.done()
    return ladders


def _step(at: Table) -> Step:
    found = Step(
        action=at.choice("action", LADDER_ACTIONS),
        used=at.amount("used") if at.has("used") else None,
        after=limit_in(at.table("after"), "after") if at.has("after") else None,
        reworks=at.whole("reworks", least=1, most=9) if at.has("reworks") else None,
        raise_levels=at.whole("raise_levels", 0, most=3),
    )
    if found.used is None and found.after is None and found.reworks is None:
        at.fault("key-missing", "used", expected="used, after or reworks")
    if found.used is not None and not 0 < found.used <= 1:
        at.fault("value-wrong", "used", value=found.used, expected="0–1")
    at.done()
    return found
