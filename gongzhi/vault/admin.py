"""The auditor reads who looked at what and why; nobody changes it here."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from gongzhi.vault.models import Look

if TYPE_CHECKING:
    LookAdminBase = admin.ModelAdmin[Look]
else:
    LookAdminBase = admin.ModelAdmin


@admin.register(Look)
class LookAdmin(LookAdminBase):
    list_display = ("at", "by", "unit", "purpose", "emergency", "matter_id", "ref", "field", "until")
    list_filter = ("purpose", "emergency", "at")
    search_fields = ("by", "unit", "=matter_id")
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
