"""One report costs the same whether a thousand matters are stored or a million."""

from statistics import median
from time import perf_counter
from uuid import UUID, uuid4

from django.utils import timezone

from bench.prepare import teller_for
from gongzhi.kernel import Actor
from gongzhi.matters import door, said
from gongzhi.matters.models import MatterRow

WARM, GROUP, GROUPS = 60, 50, 12


def measure() -> dict[str, float]:
    """Milliseconds of one report through the door: the middle over groups of fifty, beside how many are stored."""
    at = timezone.now()
    teller = teller_for(at, int(at.timestamp()))
    for _ in range(WARM):
        _report(teller.report(str(uuid4())))
    groups = []
    for _ in range(GROUPS):
        bodies = [teller.report(str(uuid4())) for _ in range(GROUP)]
        begun = perf_counter()
        for body in bodies:
            _report(body)
        groups.append((perf_counter() - begun) / GROUP * 1000)
    return {"stored": MatterRow.objects.count(), "milliseconds": median(groups), "best": min(groups)}


def _report(body: dict[str, object]) -> None:
    command = said.ReportIn.model_validate(body).command()
    order = door.Order(command=command, by=Actor(id="public"), key=UUID(str(body["id"])))
    door.execute(order, at=timezone.now())
