"""Units and posts are kept on these pages; what ends is given an end date and is never deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from gongzhi.bodies import (
    admin_changes,
    admin_counters,
    admin_people,
    enrolling,
    rights_changes,
)
from gongzhi.bodies.admin_lists import Listed, Listing
from gongzhi.bodies.admin_pages import Lasting, Rows, Shown
from gongzhi.bodies.forms import UnitForm
from gongzhi.bodies.models import Appointment, GridAssignment, Post, PostScope, Unit, UnitDuty, UnitPower
from gongzhi.bodies.naming import duty_in_words
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.places.spoken import named

__all__ = ["admin_changes", "admin_counters", "admin_people"]


class DutyRows(Rows[UnitDuty]):
    model = UnitDuty
    extra = 0


class PowerRows(Rows[UnitPower]):
    model = UnitPower
    extra = 0


@admin.register(Unit)
class UnitAdmin(Listed[Unit]):
    """单位."""

    form = UnitForm
    list_display = ("code", "name", "type", "level", "area", "is_centre", "calendar", "valid_from", "valid_to")
    list_filter = ("level", "is_centre", "calendar", "type")
    search_fields = ("code", "name", "area")
    date_hierarchy = "valid_from"
    inlines = (DutyRows, PowerRows)
    listing = Listing(shape=enrolling.LIST, words="pages.enrolling", judge=enrolling.judge, keep=enrolling.open_all)

    def get_form(self, request: HttpRequest, obj: Unit | None = None, change: bool = False, **more: Any) -> Any:
        """The form that knows whether somebody sits in the unit."""
        settled = obj is not None and rights_changes.settled(obj, timezone.now())
        return type("PlacedForm", (super().get_form(request, obj, change, **more),), {"settled": settled})

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        """The code never changes; the root centre keeps its place, level and endlessness."""
        if obj is None:
            return ()
        return ("code", "area", "level", "is_centre", "valid_to") if obj.code == ROOT_CODE else ("code",)


@admin.register(UnitDuty)
class UnitDutyAdmin(Lasting[UnitDuty]):
    """单位职责."""

    list_display = ("unit", "duty", "valid_from", "valid_to")
    list_filter = ("unit__type", "unit__level")
    list_select_related = ("unit",)
    search_fields = ("duty", "unit__code", "unit__name")
    autocomplete_fields = ("unit",)
    date_hierarchy = "valid_from"


@admin.register(Post)
class PostAdmin(Lasting[Post]):
    """岗位: what it may do follows from its kind, so that the kind of a post stays; another kind is another post."""

    list_display = ("name", "kind", "unit")
    list_filter = ("kind", "unit__level", "unit__is_centre")
    list_select_related = ("unit",)
    search_fields = ("name", "unit__code", "unit__name")
    autocomplete_fields = ("unit",)

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        """Whoever sits on the post would get other rights without anybody having confirmed them."""
        return ("unit", "kind") if obj is not None else ()


@admin.register(Appointment)
class AppointmentAdmin(Shown[Appointment]):
    """任职: looked at here; made and ended by a change of rights."""

    list_display = ("person", "post", "valid_from", "valid_to", "deputy_of")
    list_filter = ("post__kind", "post__unit__level")
    list_select_related = ("person", "post", "deputy_of__person", "deputy_of__post")
    search_fields = ("person__login", "person__name", "post__name", "post__unit__code", "post__unit__name")
    fields = ("person", "post", "valid_from", "valid_to", "deputy_of")
    date_hierarchy = "valid_from"


@admin.register(GridAssignment)
class GridAssignmentAdmin(Shown[GridAssignment]):
    """网格任职: looked at here; made and ended by a change of rights."""

    list_display = ("grid", "role", "person", "kinds", "classes", "valid_from", "valid_to", "deputy_of")
    list_filter = ("role",)
    list_select_related = ("person", "deputy_of__person")
    search_fields = ("grid", "person__login", "person__name")
    fields = ("grid", "role", "person", "kinds", "classes", "valid_from", "valid_to", "deputy_of")
    date_hierarchy = "valid_from"


@admin.register(PostScope)
class PostScopeAdmin(Shown[PostScope]):
    """权限范围: looked at here; laid down by a change of rights."""

    list_display = ("post", "of_duty", "kinds", "classes", "valid_from", "valid_to")
    list_filter = ("post__kind", "post__unit__level")
    list_select_related = ("post__unit",)
    search_fields = ("post__name", "post__unit__code", "post__unit__name", "duty")
    fields = ("post", "of_duty", "kinds", "classes", "valid_from", "valid_to")
    date_hierarchy = "valid_from"

    @admin.display(description=named("职责"), ordering="duty")
    def of_duty(self, scope: PostScope) -> str:
        return duty_in_words(scope.duty)
