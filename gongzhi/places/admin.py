"""The administration pages show areas, boundaries and who runs what; only an import or two people change them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from gongzhi.places.models import Area, Boundary, BoundaryVersion, Jurisdiction
from gongzhi.places.spoken import word

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Any]
else:  # Django's own class takes no type
    Pages = admin.ModelAdmin


class ReadOnly(Pages):
    """Shown, never changed by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OneList(ReadOnly):
    """Shown as one list, by `listed`; a single row has no page of its own."""

    listed: Callable[[HttpRequest], HttpResponse]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and bool(super().has_view_permission(request, obj))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, for whoever may look."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.listed(request)


@admin.register(Area)
class AreaAdmin(ReadOnly):
    """The area tree."""

    list_display = ("code", "name", "level", "parent", "special", "valid_from", "valid_to")
    list_filter = ("level", "special")
    list_select_related = ("parent",)
    search_fields: ClassVar = ("code", "name")
    show_full_result_count = False


@admin.register(BoundaryVersion)
class BoundaryVersionAdmin(ReadOnly):
    """The versions of the boundaries, with the outlines that changed in each."""

    list_display = ("number", "valid_from", "valid_to", "note", "changes", "made_at", "made_by")
    readonly_fields = ("changes",)

    @admin.display(description=word("pages.field.changes"))
    def changes(self, version: BoundaryVersion) -> int:
        return Boundary.objects.filter(kind="outline", first=version.number).count()


@admin.register(Jurisdiction)
class JurisdictionAdmin(ReadOnly):
    """Who runs an area, and did: that decides who sees what, so it changes as a right does (`bodies.entrusting`)."""

    list_display = ("area", "run_by", "valid_from", "valid_to")
    list_select_related = ("area",)
    search_fields: ClassVar = ("area__code", "area__name", "run_by")
