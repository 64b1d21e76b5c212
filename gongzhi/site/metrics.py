"""The house in figures that a watch collects, in the text form that Prometheus reads; never about a person or a matter.

Off without `GONGZHI_METRICS_TOKEN`: then there is no such page. Listeners and waiting requests are those of the process
that answers; all other figures are the house's, whoever is asked.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from gongzhi.exchange.notify import ledger
from gongzhi.exchange.notify.models import WAITING, Parcel
from gongzhi.matters.liveness import behind, by_stage, liveness

OF_THIS_PROCESS: dict[str, Callable[[], int]] = {}
"""Name of a figure → what tells it; the front hangs its own up here."""
Figure = tuple[str, str, float]
HELP = {
    "overdue_timers": "Timers more than five minutes late: no worker of clocks runs, or they do not keep up.",
    "oldest_overdue_seconds": "How late the latest of them is.",
    "kept_back_matters": "Matters whose due step failed by a fault of the program.",
    "open_matters_without_clock": "Open matters that no clock will bring back.",
    "unsent_changes": "Committed changes that have no position in the feed yet.",
    "consumer_behind": "Positions of the feed that a reader has still to hear.",
    "messages_failed": "Messages that were given up.",
    "parcels_waiting": "Parcels that wait to be sent.",
    "oldest_parcel_seconds": "For how long the oldest of them has been due.",
    "matters": "Matters by stage.",
    "stream_listeners": "Listeners of the live stream in this process.",
    "requests_waiting": "Requests that wait for a thread in this process.",
}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, to whoever has the token; 404 to all others."""
    wanted = settings.GONGZHI_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not constant_time_compare(given, wanted):
        raise Http404
    return HttpResponse(text(figures(timezone.now())), content_type="text/plain; version=0.0.4; charset=utf-8")


def text(found: Iterator[Figure]) -> str:
    """The figures as lines, each kind with its help once."""
    lines, told = list[str](), set[str]()
    for name, label, value in found:
        if name not in told:
            lines += [f"# HELP gongzhi_{name} {HELP[name]}", f"# TYPE gongzhi_{name} gauge"]
            told.add(name)
        lines.append(f"gongzhi_{name}{label} {value:g}")
    return "\n".join(lines) + "\n"


def figures(at: datetime) -> Iterator[Figure]:
    """Name, label and value of each figure."""
    alive = liveness(at)
    yield "overdue_timers", "", alive.overdue
    yield "oldest_overdue_seconds", "", (at - alive.oldest).total_seconds() if alive.oldest else 0
    yield "kept_back_matters", "", alive.kept_back
    yield "open_matters_without_clock", "", alive.without_clock
    yield "unsent_changes", "", alive.unsent
    for name, positions in behind().items():
        yield "consumer_behind", f'{{consumer="{name}"}}', positions
    sent = ledger.counts()
    yield "messages_failed", "", sent["failed"]
    yield "parcels_waiting", "", sent["waiting"]
    oldest = Parcel.objects.filter(state=WAITING, next_at__lte=at).aggregate(oldest=Min("next_at"))["oldest"]
    yield "oldest_parcel_seconds", "", (at - oldest).total_seconds() if oldest else 0
    for stage, matters in by_stage().items():
        yield "matters", f'{{stage="{stage}"}}', matters
    for name, count in OF_THIS_PROCESS.items():
        yield name, "", count()
