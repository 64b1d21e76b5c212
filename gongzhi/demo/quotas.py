"""Grids follow people: a county gets its share by population, a village by how densely its type is built."""

import numpy as np

from gongzhi.demo.known import County, Floats, Known
from gongzhi.demo.sampling import Random

GRIDS_OF_TYPE = {"111": 4.0, "112": 3.0, "121": 2.0, "122": 1.7}


def quotas(known: Known, grids: int, random: Random) -> dict[str, list[int]]:
    """How many of `grids` each village gets, by township code; every village at least one. ValueError when too few."""
    villages = np.array([sum(len(town.villages) for town in county.townships) for county in known.counties])
    people = np.array([float(county.people) for county in known.counties])
    shares = shared_out(grids, people, villages.astype(np.float64))
    out: dict[str, list[int]] = {}
    for county, share in zip(known.counties, shares, strict=True):
        out |= _of_county(county, share, random)
    return out


def _of_county(county: County, grids: int, random: Random) -> dict[str, list[int]]:
    weights = [GRIDS_OF_TYPE.get(sort, 1.0) for town in county.townships for sort in town.villages]
    varied = np.array(weights) * random.uniform(0.8, 1.25, len(weights))
    counts = iter(shared_out(grids, varied, np.ones(len(weights))))
    return {town.code: [next(counts) for _ in town.villages] for town in county.townships}


def shared_out(total: int, weights: Floats, least: Floats) -> list[int]:
    """`total` shared out by weight in whole numbers, nobody below `least`; ValueError when it does not go round."""
    free = total - int(least.sum())
    if free < 0:
        raise ValueError(f"{total} cannot be shared out: at least {int(least.sum())} are needed")
    wanted = weights / weights.sum() * total
    above = np.maximum(wanted - least, 0.0)
    exact = above / above.sum() * free if free else np.zeros(len(weights))
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: free - int(counts.sum())]] += 1
    return [int(count) for count in counts + least.astype(int)]
