"""On the administration pages matters are looked at and never changed: the door is the only way in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gongzhi.bodies.hours import offer
from gongzhi.matters.catalogues import calendar_choices
from gongzhi.matters.models import Anchor, CatalogueVersion, KeptBack, MatterRow
from gongzhi.places.admin import ReadOnly

offer(calendar_choices)  # the page of a unit, a floor below, knows no catalogue


@admin.register(MatterRow)
class MatterAdmin(ReadOnly):
    """Matters about places (P0, P1) by number; their words are read where they are worked on."""

    list_display = ("number", "stage", "kind", "urgency", "holder", "grid", "opened_at", "due_at")
    list_filter = ("stage", "urgency", "origin")
    search_fields = ("=number",)
    search_help_text = "按完整编号查找"
    ordering = ("-opened_at", "-id")
    show_full_result_count = False
    fields = ("number", "version", "stage", "kind", "catalogue", "privacy", "urgency", "origin", "channel", "holder",
              "centre", "lead", "grid", "opened_at", "recorded_at", "changed_at", "due_at", "closed_at")  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without what is between people."""
        return super().get_queryset(request).filter(privacy__in=("P0", "P1"))


@admin.register(Anchor)
class AnchorAdmin(ReadOnly):
    """The anchors that were made."""

    list_display = ("made_at", "position", "matters", "root")


@admin.register(KeptBack)
class KeptBackAdmin(ReadOnly):
    """The matters whose clocks are kept back because of a fault of ours."""

    list_display = ("matter_id", "failures", "fault", "since", "until")


@admin.register(CatalogueVersion)
class CatalogueAdmin(ReadOnly):
    """The versions of the catalogue that were in force."""

    list_display = ("number", "digest", "made_at")
    fields = ("number", "digest", "made_at")
