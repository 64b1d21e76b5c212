"""What a burst says is told: each line heard once, the inboxes filled, and what is for outside handed to a gateway."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from django.utils import timezone

from bench.house import ROOT
from gongzhi.bodies.models import Appointment
from gongzhi.catalogue import STANDARD
from gongzhi.exchange.notify import reaches
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.hear import hear
from gongzhi.exchange.notify.hours import opening
from gongzhi.exchange.notify.models import SENT, WAITING, Message, Parcel
from gongzhi.exchange.notify.sending import deliver
from gongzhi.matters import catalogues, outbox
from gongzhi.matters.models import Consumer, Sequencer
from gongzhi.site.worker import ROUND


def measure(limit: int) -> dict[str, Any]:
    """Lines that were heard, messages made of them, up to `limit` parcels sent, each with the seconds it took.

    Everybody who sits on a post can be reached by SMS; what waits for the offices to open is sent when they open.
    """
    _numbers()
    with _gateway() as url:
        configured = Configured(sms_url=url)
        heard = _heard(configured)
        made = Message.objects.count()
        sent = _sent(configured, limit)
    if not made or Message.objects.values("id").distinct().count() != made:
        raise ValueError(f"{made} messages were made")
    return heard | sent | {"messages": made}


def _numbers() -> None:
    people = Appointment.objects.order_by("person_id").values_list("person_id", flat=True).distinct()
    for place, person in enumerate(people):
        reaches.change(person, "sms", wanted=True, address=f"139{place:08d}")


def _heard(configured: Configured) -> dict[str, Any]:
    """Positions are given and the messages made as the outbox does it, by one process."""
    # What was there before the burst has been heard.
    last = Sequencer.objects.values_list("position", flat=True).first() or 0
    Consumer.objects.update_or_create(name="messages", defaults={"position": last})
    lines, begun, worked = 0, perf_counter(), process_time()
    while outbox.sequence():
        pass
    while some := outbox.consume("messages", lambda sent: hear(sent, timezone.now(), configured), ROUND):
        lines += some
    return {"lines": lines, "hearing": perf_counter() - begun, "hearing_worked": process_time() - worked}


def _sent(configured: Configured, limit: int) -> dict[str, Any]:
    at = _open()
    done, begun, worked = 0, perf_counter(), process_time()
    while done < limit and (some := deliver(lambda: at, configured)):
        done += some
    seconds, worked = perf_counter() - begun, process_time() - worked
    failed = Parcel.objects.exclude(state__in=(SENT, WAITING)).count() + Parcel.objects.exclude(error="").count()
    if failed or Parcel.objects.filter(state=SENT).count() != done:
        raise ValueError(f"{failed} of {done} parcels were not sent")
    return {
        "parcels": done,
        "sending": seconds,
        "sending_worked": worked,
        "told": Message.objects.filter(parcel_id__isnull=False, state=SENT).count(),
        "left": Parcel.objects.filter(state=WAITING).count(),
    }


def _open() -> datetime:
    """A moment at which the offices are open, and that of which every parcel has waited long enough."""
    calendar = catalogues.in_force()[1].calendars[STANDARD]
    soon = timezone.now() + timedelta(hours=1)
    return opening(calendar, soon)[0] + timedelta(minutes=1)


@contextmanager
def _gateway() -> Iterator[str]:
    """A gateway that takes everything, as a process of its own; its address."""
    command = [sys.executable, "-m", "bench.gateway"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()
