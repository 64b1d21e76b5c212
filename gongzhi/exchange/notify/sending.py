"""What is due goes out and is settled one by one: a recipient who cannot be reached keeps nobody else waiting."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.conf import settings

from gongzhi.bodies import reading as bodies
from gongzhi.catalogue import Lang
from gongzhi.exchange.notify import mail, reaches, robots, sms, web_push
from gongzhi.exchange.notify.calling import GONE
from gongzhi.exchange.notify.claiming import claim, postpone, settle_failed, settle_sent
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.hours import calendar_of, opening
from gongzhi.exchange.notify.letter import Letter, Undelivered
from gongzhi.exchange.notify.models import CHAT, EMAIL, INBOX, PUSH, SENT, SMS, Message, Parcel, Robot
from gongzhi.exchange.notify.recipients import Told, of_unit
from gongzhi.exchange.notify.wording import UNDELIVERED, Worded, outward
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues, journal, reaching
from gongzhi.matters.briefs import briefs
from gongzhi.vault.lone import open_for

log = logging.getLogger(__name__)
WAYS: Mapping[str, Callable[[Letter, Configured], None]] = {
    SMS: sms.send,
    EMAIL: mail.send,
    CHAT: robots.send,
    PUSH: web_push.send,
}
AT_A_TIME, THREADS = 16, 8
Failure = Undelivered | None


def deliver(now: Callable[[], datetime], configured: Configured, limit: int = AT_A_TIME) -> int:
    """One round: claim what is due, send it outside any transaction, settle each by itself; how many there were."""
    at = now()
    parcels = [parcel for parcel in claim(uuid4().hex, at, limit) if not _waits(parcel, at)]
    written = [(parcel, _written(parcel, at, configured)) for parcel in parcels]
    with ThreadPoolExecutor(THREADS, thread_name_prefix="messages") as pool:
        failures = list(pool.map(lambda one: _sent(one[0], one[1], configured), written))
    for parcel, failure in zip(parcels, failures, strict=True):
        _settle(parcel, failure, now(), configured)
    return len(parcels)


def _waits(parcel: Parcel, at: datetime) -> bool:
    """Whether a parcel that can wait came into hand outside working hours (after a try, or an outage): laid back."""
    opens_at, _ = opening(calendar_of(parcel.unit, catalogues.in_force()[1]), at)
    if parcel.at_once or opens_at <= at:
        return False
    postpone(parcel, opens_at)
    return True


def _written(parcel: Parcel, at: datetime, configured: Configured) -> Letter | Undelivered:
    """The letter for a parcel, or why there cannot be one."""
    try:
        if parcel.tries > configured.tries:
            raise Undelivered(parcel.error or "internal", final=True)
        return _letter(parcel, at)
    except Undelivered as failure:
        return failure
    except Refused as refusal:
        return Undelivered(refusal.code, final=True)
    except Exception:
        log.exception("The letter for parcel %s could not be written", parcel.id)
        return Undelivered("internal")


def _letter(parcel: Parcel, at: datetime) -> Letter:
    message = Message.objects.filter(parcel_id=parcel.id).order_by("-position", "-id").first()
    if message is None:
        raise Undelivered("internal", final=True)
    brief = briefs([message.matter_id])[message.matter_id]
    said = outward(message, brief, parcel.messages, language())
    whom, _, reference = parcel.recipient.partition(":")
    if whom == "robot":
        if brief.kind is None:
            raise Undelivered("not-for-groups", final=True)
        return _to_group(UUID(reference), parcel, said, at)
    found = _to_reporter(UUID(reference), parcel.way) if whom == "reporter" else _to_person(UUID(reference), parcel, at)
    return Letter(id=parcel.id, title=said.title, body=said.body, at=at, address=found)


def _to_group(reference: UUID, parcel: Parcel, said: Worded, at: datetime) -> Letter:
    robot = Robot.objects.filter(id=reference, active=True).first()
    if robot is None:
        raise Undelivered("channel-off", final=True)
    return Letter(
        id=parcel.id,
        title=said.title,
        body=said.body,
        at=at,
        address=open_for(robot.id, bytes(robot.address)),
        kind=robot.kind,
        secret=open_for(robot.id, bytes(robot.secret)) if robot.secret else "",
    )


def _to_reporter(matter: UUID, way: str) -> str:
    found = reaches.readable(way, reaching.address_of(matter, way))
    if found is None:
        raise Undelivered("no-way", final=True)
    return found


def _to_person(person: UUID, parcel: Parcel, at: datetime) -> str:
    """The address of somebody who still sits on a post; who has left is told nothing more."""
    if not any(seat.term.holds(at) for seat in bodies.seats_of(person)):
        raise Undelivered("left", final=True)
    return reaches.address_of(person, parcel.way)


def _sent(parcel: Parcel, letter: Letter | Undelivered, configured: Configured) -> Failure:
    """Send it, in a thread without a database; what went wrong, if anything did."""
    if isinstance(letter, Undelivered):
        return letter
    try:
        WAYS[parcel.way](letter, configured)
    except Undelivered as failure:
        return failure
    except Exception as error:  # noqa: BLE001 - its text may hold the address, so only its name is kept
        log.error("Parcel %s could not be sent: %s", parcel.id, type(error).__name__)  # noqa: TRY400
        return Undelivered("internal")
    return None


def _settle(parcel: Parcel, failure: Failure, at: datetime, configured: Configured) -> None:
    if failure is None:
        settle_sent(parcel, at)
        return
    last = failure.final or parcel.tries >= configured.tries
    if settle_failed(parcel, failure.code, at, last=last):
        log.warning("Parcel %s for unit %s by %s was given up: %s", parcel.id, parcel.unit, parcel.way, failure.code)
        if parcel.way != PUSH:  # a push only says that something is in the inbox
            _tell_heads(parcel, failure.code, at)
        elif failure.code == GONE:
            reaches.forget(UUID(parcel.recipient.removeprefix("person:")), PUSH)


def _tell_heads(parcel: Parcel, code: str, at: datetime) -> None:
    """A message that could not be sent is found by the heads of the unit in their inbox."""
    first = Message.objects.filter(parcel_id=parcel.id).order_by("-position", "-id").first()
    if first is None:
        return
    told = of_unit(parcel.unit, ["heads"], journal.state(first.matter_id), at)
    Message.objects.bulk_create(_undelivered(first, parcel, one, code, at) for one in told if one.person)


def _undelivered(about: Message, parcel: Parcel, one: Told, code: str, at: datetime) -> Message:
    return Message(
        id=uuid5(parcel.id, f"{one.person} {at.isoformat()}"),
        position=about.position,
        matter_id=about.matter_id,
        version=about.version,
        code=UNDELIVERED,
        recipient=f"person:{one.person}",
        unit=one.unit,
        way=INBOX,
        state=SENT,
        finding=one.finding,
        error=code,
        made_at=at,
        done_at=at,
    )


def language() -> Lang:
    """The city's own language: what goes out knows no other."""
    return "en" if settings.LANGUAGE_CODE.startswith("en") else "zh"
