"""What an administrator may see and change on the administration pages follows from the post, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from gongzhi.bodies.models import Person
from gongzhi.bodies.rights import actor_of

SYSTEM, RIGHTS, SECURE, AUDIT, AREAS, SITE, ARCHIVE = (
    "bodies.edit",
    "rights.change",
    "accounts.secure",
    "audit.read",
    "areas.edit",
    "site.administer",
    "archive.destroy",
)


@dataclass(frozen=True, slots=True)
class Page:
    """Who may change what stands on a page, and who may look at it; duties of administrators."""

    change: frozenset[str]
    view: frozenset[str]


def page(change: tuple[str, ...], view: tuple[str, ...] = ()) -> Page:
    """A page; who may change may look, and so may the audit administrator."""
    return Page(frozenset(change), frozenset({*change, *view, AUDIT}))


PAGES: Mapping[str, Page] = {
    "bodies.unit": page((SYSTEM,), (RIGHTS,)),
    "bodies.counter": page((SYSTEM,), (RIGHTS,)),
    "bodies.unitduty": page((SYSTEM,), (RIGHTS,)),
    "bodies.unitpower": page((SYSTEM,), (RIGHTS,)),
    "bodies.post": page((SYSTEM,), (RIGHTS,)),
    "bodies.person": page((SYSTEM,), (RIGHTS,)),
    "bodies.appointment": page((), (RIGHTS,)),
    "bodies.gridassignment": page((), (RIGHTS,)),
    "bodies.postscope": page((), (RIGHTS,)),
    "bodies.rightschange": page((RIGHTS,)),
    "bodies.historyline": page((), (SYSTEM, RIGHTS)),
    "bodies.token": page((SECURE,)),
    "bodies.invitation": page((), (SECURE,)),
    "places.area": page((), (AREAS, RIGHTS)),
    "places.boundaryversion": page((), (AREAS,)),
    "places.jurisdiction": page((), (AREAS, RIGHTS)),
    "matters.catalogueversion": page((SITE,)),
    "matters.keptback": page((), (SITE,)),
    "matters.anchor": page((), (SITE,)),
    "notify.message": page((), (SITE,)),
    "notify.parcel": page((), (SITE,)),
    "notify.robot": page((SITE,)),
    "vault.look": page(()),
    "vault.key": page((), (SITE, SECURE)),
    "vault.proposal": page((ARCHIVE,)),
    "audit.event": page(()),
}
"""Every page of administration. A page that does not stand here is shown to nobody; matters stand on none, but by their
numbers on the one of the archivists, who destroy what was kept long enough.
"""


class ByPost(AuthenticationBackend):  # type: ignore[misc]
    """Knows people by login and password, and lets the administration pages ask what the posts in force allow."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether one of the person's posts allows `perm` (app.view_page, app.change_page …)."""
        app, _, asked = perm.partition(".")
        verb, _, name = asked.partition("_")
        known = PAGES.get(f"{app}.{name}")
        if known is None:
            return False
        return bool((known.view if verb == "view" else known.change) & duties_of(user_obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether one of the pages of the floor is for the person."""
        held = duties_of(user_obj)
        return any(known.view & held for name, known in PAGES.items() if name.startswith(f"{app_label}."))


def duties_of(person: Any) -> frozenset[str]:
    """The duties of the person's posts in force now."""
    if not isinstance(person, Person) or not person.is_active:
        return frozenset()
    return frozenset(right.duty for right in actor_of(person, timezone.now()).rights)


def administers(person: Any) -> bool:
    """Whether there is any administration page for the person."""
    return any(known.view & duties_of(person) for known in PAGES.values())
