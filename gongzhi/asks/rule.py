"""What is collected once is not asked again without a reason, and whatever is asked ends within a year by itself.

domain.md §3.2, complaints 2 and 3; §1.7: 《整治形式主义为基层减负若干规定》 (2024), at most one form for one figure.
Reads nothing, writes nothing, knows no clock: days are days of the city.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEVELS = ("township", "community", "grid")
"""Of whom may be asked: whoever works at that level."""
OFTEN = ("once", "year", "half", "quarter", "month", "week")
"""How often; there is nothing daily: what is needed each day is in the record of matters."""
_FRAME = re.compile(r"^(?:本月|当月|上月|本季度|本年度?|全年|累计|新增|辖区(?:内)?|numberof|listof)")
_COUNTED = re.compile(
    r"(?:数量|总数|件数|起数|处数|个数|次数|数目|情况|统计|汇总|明细|台账|清单|登记|月报|季报|年报|报表|表|数|count|table)$"
)
_PERSONS = re.compile(
    r"姓名|身份证|证件号|手机号|电话号码|联系方式|联系电话|家庭住址|花名册|名单|名册|人员信息|个人信息|指纹|照片"
    r"|重点人|特殊人群|人脸|轨迹|信仰|评分|排名"
    r"|\b(?:names?|id (?:card|number)s?|phones?|telephone numbers?|home address(?:es)?|persons? to watch|faces?)\b",
    re.IGNORECASE,
)
_SHORTEST = {True: 3, False: 9}
"""Signs that a name must have to be looked for inside another: Chinese says more in fewer."""


class Decision(StrEnum):
    """What the centre said: nothing yet, admitted, refused."""

    NONE = ""
    ADMITTED = "admitted"
    REFUSED = "refused"


class Standing(StrEnum):
    """How an entry stands today: waiting for the centre, to be answered, refused, lapsed."""

    WAITING = "waiting"
    VALID = "valid"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Why(StrEnum):
    """Why an item would be asked once more: another valid entry collects it, the unit's own earlier entry wanted it
    (a renewal), the record of matters holds it.
    """

    VALID = "valid"
    RENEWED = "renewed"
    RECORDED = "recorded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """An entry as far as the rules look at it. `area`: the codes from the city down to where it is asked."""

    id: str
    unit: str
    items: Collection[str]
    area: tuple[str, ...]
    until: date
    decision: Decision = Decision.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """An item (by its key) that is there already: `of` is the id of the entry, or what of the record holds it."""

    item: str
    why: Why
    of: str


def last_day(entered: date) -> date:
    """The last day on which what is entered on that day may stand: one year on; after 29 February, the 28th."""
    leap = (entered.month, entered.day) == (2, 29)
    return entered.replace(year=entered.year + 1, day=28 if leap else entered.day)


def standing(decision: Decision, until: date, today: date) -> Standing:
    """How an entry stands today; nothing but the day makes it lapse."""
    if decision is Decision.REFUSED:
        return Standing.REFUSED
    if today > until:
        return Standing.LAPSED
    return Standing.VALID if decision is Decision.ADMITTED else Standing.WAITING


def item_key(name: str) -> str:
    """By what an item is known again: without case, width, spaces and signs, and without what only says that it is
    counted or listed (数量, 台账, 情况 …). "" where nothing is left to know it by.
    """
    while (shorter := _shorter(name)) != name:
        name = shorter
    return name


def _shorter(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(sign for sign in folded if sign.isalnum())
    cut = _COUNTED.sub("", _FRAME.sub("", plain))
    return cut if len(cut) > 1 else plain


def about_persons(text: str) -> str:
    """The first words that ask for data about persons (privacy.md 7); "" where there are none."""
    found = _PERSONS.search(unicodedata.normalize("NFKC", text))
    return found[0] if found else ""


def touching(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two areas, each by its codes from the city down, share ground."""
    return one[-1] in other or other[-1] in one


def recorded_as(item: str, record: Mapping[str, str]) -> str:
    """What of the record holds an item: that of its own key, else the longest name in it; "" for none."""
    if item in record:
        return record[item]
    inside = (key for key in record if len(key) >= _SHORTEST[not key.isascii()] and key in item)
    return record.get(max(inside, key=len, default=""), "")


def overlaps(wanted: Asked, others: Iterable[Asked], record: Mapping[str, str], today: date) -> tuple[Overlap, ...]:
    """What of the wanted is there already, by item; of an item asked by several, each of them.

    `record` says by item key what of the record of matters holds it.
    """
    found = [
        Overlap(item=item, why=Why.RECORDED, of=holds) for item in wanted.items if (holds := recorded_as(item, record))
    ]
    for other in others:
        why = _repeats(wanted, other, today)
        if why is not None:
            found += [Overlap(item=item, why=why, of=other.id) for item in wanted.items if item in other.items]
    return tuple(sorted(found, key=lambda one: (one.item, list(Why).index(one.why), one.of)))


def _repeats(wanted: Asked, other: Asked, today: date) -> Why | None:
    """Why asking the same item as `other` is asking once more; None where it is not."""
    if other.id == wanted.id or other.decision is not Decision.ADMITTED or not touching(wanted.area, other.area):
        return None
    if other.unit == wanted.unit:
        return Why.RENEWED
    return Why.VALID if standing(other.decision, other.until, today) is Standing.VALID else None
