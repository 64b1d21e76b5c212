"""catalogue check: one run names every fault of the data, and every place where a route ends with nobody of its own."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from gongzhi import catalogue
from gongzhi.audit.telling import security_event
from gongzhi.bodies.reading import calendars
from gongzhi.catalogue import Catalogue, Fault
from gongzhi.catalogue.fault import fault
from gongzhi.catalogue.reading import faults_in
from gongzhi.kernel import Refused
from gongzhi.matters import addressing
from gongzhi.matters.catalogues import put_in_force
from gongzhi.matters.loop import EVENTS
from gongzhi.places.locating import running_chain
from gongzhi.places.models import Area
from gongzhi.site.cli.frame import Summary, changing, command, note
from gongzhi.site.progress import Tell, telling


@command("catalogue check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="目录数据所在，默认本系统的。")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="有路由只能落到上级中心也算失败。")] = False,
) -> Summary:
    """校验目录数据：一次列出全部错误；已有城市时，逐格检查每条路由都有承接单位，单位的工作历都在目录中。"""
    where = folder or settings.CATALOGUE
    faults = faults_in(where)
    if not faults:
        read = catalogue.read(where)
        faults = tuple(unheard(read))
    for one in faults:
        note(one.say())
    facts: dict[str, Any] = {"folder": str(where), "faults": len(faults), "list": [one.say() for one in faults]}
    if faults:
        return Summary(facts, code=1)
    with telling() as tell:
        gaps, routes, grids = unheld(read, timezone.now(), tell)
    for gap, count in gaps.most_common(40):
        note(f"{gap}: {count}")
    lost = units_without_their_calendar(read)
    for unit, calendar in lost.items():
        note(f"{unit} → calendar {calendar}?")
    facts |= {
        "digest": read.digest,
        "kinds": len(read.kinds),
        "procedures": len(read.procedures),
        "calendars": len(read.calendars),
    }
    facts |= {"units": len(read.units), "routes": routes, "places": grids, "routes_to_a_centre_above": dict(gaps)}
    nowhere = areas_of_rules_unknown(read)
    for rule, area in nowhere.items():
        note(f"{rule} → area {area}?")
    facts |= {"units_without_their_calendar": lost, "rules_for_unknown_areas": nowhere}
    return Summary(facts, code=1 if lost or nowhere or (strict and gaps) else 0)


@changing("catalogue enforce")
def enforce() -> Summary:
    """让本系统的目录数据生效，成为新的一版；已办事项仍按受理时的版本。"""
    number = put_in_force(settings.CATALOGUE, timezone.now())
    security_event("catalogue.enforced", "command-line", f"catalogue:{number}")
    return Summary({"folder": str(settings.CATALOGUE), "version": number})


@changing("catalogue notice")
def notice(
    file: Annotated[Path, typer.Argument(help="放假通知 CSV：date,name,is_off_day,source_year,notice_url。")],
    year: Annotated[int, typer.Option(min=2000, max=2100, help="通知的年份。")],
) -> Summary:
    """把国务院办公厅的放假通知写入工作历数据；随后用 catalogue enforce 使其生效。"""
    try:
        said = catalogue.import_notice(file.read_text(encoding="utf-8-sig"), year)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("file-unreadable", status=422, path=str(file), why=str(error)) from error
    target = settings.CATALOGUE / "calendars" / "national" / f"{year}.toml"
    if target.exists() and target.read_text(encoding="utf-8") == said:
        return Summary({"year": year, "file": str(target), "changed": False})
    if target.exists():
        raise Refused("notice-there", path=str(target), year=year)
    target.write_text(said, encoding="utf-8")
    return Summary({"year": year, "file": str(target), "changed": True})


def unheard(read: Catalogue) -> Iterator[Fault]:
    """Messages for events that the loop does not know, or for fields that the event does not have."""
    for code, message in read.messages.items():
        file, event = read.places[f"messages.{code}"], EVENTS.get(message.event)
        fields = getattr(event, "__dataclass_fields__", {})
        if event is None:
            yield fault("event-unknown", file, f"messages.{code}.event", value=message.event)
        for name in message.only:
            if event is not None and name not in fields:
                yield fault("event-unknown", file, f"messages.{code}.only", value=f"{message.event}.{name}")


def unheld(read: Catalogue, at: datetime, tell: Tell) -> tuple[Counter[str], int, int]:
    """Routes that end in a centre above for want of a unit, each with its number of places; and how many of both.

    Without a city there are no places to look at.
    """
    ways, grids = addressing.ways(read), leaves()
    gaps: Counter[str] = Counter()
    for done, code in enumerate(grids, start=1):
        areas = running_chain(code, at)
        gaps.update(str(way) for way in ways if way.end(read, areas, at).via not in ("duty", "type"))
        if done % 500 == 0:
            tell("routes", done, len(grids))
    return gaps, len(ways), len(grids)


def units_without_their_calendar(read: Catalogue) -> dict[str, str]:
    """Units that are to keep a calendar which the catalogue does not have: they are counted by the standard one."""
    if not founded():
        return {}
    return {unit: calendar for unit, calendar in calendars().items() if calendar not in read.calendars}


def areas_of_rules_unknown(read: Catalogue) -> dict[str, str]:
    """Rules that are for an area which the city does not have: they never hold."""
    if not founded():
        return {}
    known = set(Area.objects.values_list("code", flat=True))
    return {rule.code: area for rule in read.rules.rules for area in rule.when.areas if area not in known}


def founded() -> bool:
    """Whether there is a city at all."""
    return (settings.HOME / "founded").exists()


def leaves() -> list[str]:
    """The codes of the finest areas in force; none where nothing is installed."""
    if not founded():
        return []
    grids = list(Area.objects.filter(level="grid").order_by("code").values_list("code", flat=True))
    return grids or list(Area.objects.filter(parts__isnull=True).order_by("code").values_list("code", flat=True))
