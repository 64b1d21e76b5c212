"""On the administration pages stands how the house runs, and no matter: an administrator has no business in them."""

from django.contrib import admin

from gongzhi.bodies.hours import offer
from gongzhi.matters.catalogues import calendar_choices
from gongzhi.matters.models import Anchor, CatalogueVersion, KeptBack
from gongzhi.places.admin import ReadOnly

offer(calendar_choices)  # the page of a unit, a floor below, knows no catalogue


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
