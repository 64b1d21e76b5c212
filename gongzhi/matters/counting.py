"""How many matters stand where is told for what one may see: whole counties from the counters, less from the rows."""

from collections.abc import Mapping

from django.db.models import Count

from gongzhi.kernel import EVERYTHING, Actor, Refused
from gongzhi.matters import queries
from gongzhi.matters.models import MatterRow
from gongzhi.matters.sight import sight_of

Counts = Mapping[str, Mapping[str, int]]


def counts(by: Actor) -> Counts:
    """County → stage → number, as far as the actor sees; 403 `no-right` for who sees nothing."""
    sight = sight_of(by)
    if sight.blind:
        raise Refused("no-right", status=403, duty="matters.see")
    if EVERYTHING in sight.everywhere:
        return queries.tallies()
    counties = {code for level, code, scope in sight.areas if level == "county" and scope == EVERYTHING}
    if counties and len(counties) == len(sight.areas):
        return {county: stages for county, stages in queries.tallies().items() if county in counties}
    return _counted(by)


def _counted(by: Actor) -> Counts:
    found: dict[str, dict[str, int]] = {}
    rows = MatterRow.objects.filter(queries.visible(by)).order_by()
    for county, stage, matters in rows.values_list("county", "stage").annotate(matters=Count("id")):
        found.setdefault(county, {})[stage] = matters
    return found
