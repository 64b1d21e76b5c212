"""The administration pages show areas and boundaries and change only who runs an area."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.forms import modelform_factory
from django.http import HttpRequest

from gongzhi.places.locating import run_by
from gongzhi.places.models import Area, Boundary, BoundaryVersion, Jurisdiction

from .conftest import NOON, TWO_GRIDS, keep

pytestmark = pytest.mark.django_db


def request() -> HttpRequest:
    asked = HttpRequest()
    asked.user = AnonymousUser()
    return asked


@pytest.mark.parametrize("model", [Area, BoundaryVersion])
def test_areas_and_versions_are_only_shown(model: type[Area | BoundaryVersion]) -> None:
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


def test_who_runs_an_area_is_in_force_as_soon_as_it_is_saved() -> None:
    keep(*TWO_GRIDS)
    assert run_by("g1", NOON) is None
    page = admin.site._registry[Jurisdiction]
    line = Jurisdiction(area_id="g1", run_by="unit-1", valid_from=NOON)
    page.save_model(request(), line, modelform_factory(Jurisdiction, fields=["run_by"])(), change=False)
    assert run_by("g1", NOON) == "unit-1"
    assert not page.has_delete_permission(request(), line)
    assert page.get_readonly_fields(request(), line) == ("area", "run_by", "valid_from")
