"""The administration pages show areas, boundaries and who runs what, and change none of it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from gongzhi.places.models import Area, Boundary, BoundaryVersion, Jurisdiction

from .conftest import TWO_GRIDS, keep

pytestmark = pytest.mark.django_db


def request() -> HttpRequest:
    asked = HttpRequest()
    asked.user = AnonymousUser()
    return asked


@pytest.mark.parametrize("model", [Area, BoundaryVersion, Jurisdiction])
def test_what_only_an_import_or_two_people_change_is_only_shown(
    model: type[Area | BoundaryVersion | Jurisdiction],
) -> None:
    page = admin.site._registry[model]
    assert not page.has_add_permission(request())
    assert not page.has_change_permission(request())
    assert not page.has_delete_permission(request())


def test_outlines_are_not_on_the_pages() -> None:
    assert not admin.site.is_registered(Boundary)


def test_a_version_shows_how_many_outlines_changed_in_it() -> None:
    keep(*TWO_GRIDS)
    page = admin.site._registry[BoundaryVersion]
    assert page.changes(BoundaryVersion.objects.get()) == 2  # type: ignore[attr-defined]
