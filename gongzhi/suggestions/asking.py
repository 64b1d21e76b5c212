"""What is asked about is a matter that the asker may see, or words that are being typed; neither is kept here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.kernel import Actor, GeoPoint, Refused
from gongzhi.matters import placing, queries
from gongzhi.matters.sealing import OPEN_TEXT
from gongzhi.matters.sight import areas_of, sight_of

UNSORTED = "unsorted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Words, kind said so far, place and time. `text` is empty where the words are sealed or there are none."""

    text: str
    sealed: bool = False
    kind: str = UNSORTED
    areas: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    at: datetime
    matter: UUID | None = None

    @property
    def sorted(self) -> bool:
        """Whether somebody has said a kind."""
        return self.kind != UNSORTED


def about(matter: UUID, by: Actor) -> Asked:
    """The question about a matter; 404 `matter-unknown` where the actor may not see it.

    Words of P2 and P3 are between people: nothing is compared with them, whoever asks.
    """
    row = queries.access_matter(matter, by)
    sealed = row.privacy not in OPEN_TEXT
    return Asked(
        text="" if sealed else queries.texts_of([row.id]).get(row.id, {}).get("text", ""),
        sealed=sealed,
        kind=row.kind,
        areas=areas_of(row),
        lat=row.lat,
        lon=row.lon,
        at=row.opened_at,
        matter=row.id,
    )


def typed(text: str, point: GeoPoint | None, by: Actor, at: datetime) -> Asked:
    """The question about words that a clerk types; 403 `no-right` for whoever sees no matters at all."""
    if sight_of(by).blind:
        raise Refused("no-right", status=403, duty="matters.see")
    place = placing.places_of([(point, None)], at)[0]
    return Asked(text=text, areas=place.areas, lat=place.lat, lon=place.lon, at=at)
