"""What a list of appointments names is looked up for all of its rows at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from gongzhi.bodies.models import Appointment, GridAssignment, Person, Post, RightsChange, Unit
from gongzhi.bodies.models.units import POST_NAMES
from gongzhi.kernel import Refused
from gongzhi.places.locating import area

_KINDS = {name: kind for kind, name in POST_NAMES} | {kind: kind for kind, _ in POST_NAMES}
_NAMES = dict(POST_NAMES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Accounts, units, posts and who holds what, as far as the rows of one list name them."""

    at: datetime
    people: dict[str, Person]
    units: frozenset[str]
    by_unit: Mapping[str, list[Post]]
    seats: Mapping[int, list[Appointment]]
    watches: Mapping[tuple[str, str], list[GridAssignment]]
    fresh: dict[tuple[str, str], Post] = field(default_factory=dict)

    def person(self, login: str, name: str) -> Person:
        """The person of that login; one who is not there yet as an account to open, the same for all rows."""
        if login not in self.people:
            self.people[login] = Person(login=login, name=name)
            self.people[login].set_unusable_password()
        return self.people[login]

    def has_unit(self, code: str) -> bool:
        """Whether the unit is there and not abolished."""
        return code in self.units

    def has_grid(self, code: str) -> bool:
        """Whether there is such an area."""
        try:
            area(code)
        except Refused:
            return False
        return True

    def posts(self, unit: str, said: str) -> list[Post]:
        """The posts of the unit of that name, else of that kind; where the unit has none of the kind, one to open."""
        here, kind = self.by_unit[unit], _KINDS.get(said)
        found = [post for post in here if post.name == said] or [post for post in here if post.kind == kind]
        if found or kind is None:
            return found
        fresh = Post(unit_id=unit, kind=kind, name=_NAMES[kind])
        return [self.fresh.setdefault((unit, kind), fresh)]

    def stood_in_for(self, login: str, wish: RightsChange) -> tuple[Appointment | None, GridAssignment | None]:
        """What the person of that login holds there, as a post or in the grid."""
        seats = self.seats[wish.post.pk] if wish.post is not None and wish.post.pk is not None else []
        watches = self.watches[wish.grid, wish.role] if wish.what == "assign" else []
        seat = next((row for row in seats if row.person.login == login), None)
        return seat, next((row for row in watches if row.person.login == login), None)

    def holds(self, person: Person, wish: RightsChange) -> bool:
        """Whether the person holds already what is wished, now or later."""
        return any(self.stood_in_for(person.login, wish))


def known_of(rows: Iterable[Mapping[str, str]], at: datetime) -> Known:
    """What is there of what the rows name, as of `at`."""
    said = list(rows)
    logins = {Person.normalize_username(row.get(name, "")) for row in said for name in ("login", "deputy_of")}
    units, grids = {row.get("unit", "") for row in said}, {row.get("grid", "") for row in said}
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    posts: dict[str, list[Post]] = defaultdict(list)
    seats: dict[int, list[Appointment]] = defaultdict(list)
    watches: dict[tuple[str, str], list[GridAssignment]] = defaultdict(list)
    for post in Post.objects.filter(unit__in=units):
        posts[post.unit_id].append(post)
    for seat in Appointment.objects.filter(lasting, post__unit__in=units).select_related("person"):
        seats[seat.post_id].append(seat)
    for watch in GridAssignment.objects.filter(lasting, grid__in=grids).select_related("person"):
        watches[watch.grid, watch.role].append(watch)
    return Known(
        at=at,
        people={person.login: person for person in Person.objects.filter(login__in=logins)},
        units=frozenset(Unit.objects.filter(lasting, code__in=units).values_list("code", flat=True)),
        by_unit=posts,
        seats=seats,
        watches=watches,
    )
