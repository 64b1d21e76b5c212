"""On the administration pages stands how the house runs, and no matter: an administrator has no business in them."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from gongzhi.bodies import history, kinds
from gongzhi.bodies.admin_pages import whose
from gongzhi.bodies.hours import offer
from gongzhi.catalogue import Faults
from gongzhi.kernel import Refused
from gongzhi.matters import admin_looks, admin_retention
from gongzhi.matters.catalogues import calendar_choices, kind_codes
from gongzhi.matters.comparing import compare, put_in_force_as_seen
from gongzhi.matters.models import Anchor, CatalogueVersion, KeptBack
from gongzhi.places.admin import ReadOnly
from gongzhi.places.spoken import refusal

__all__ = ["admin_looks", "admin_retention"]
PUT_IN_FORCE = "matters.change_catalogueversion"

offer(calendar_choices)  # the page of a unit, a floor below, knows no catalogue
kinds.offer(kind_codes)


@admin.register(Anchor)
class AnchorAdmin(ReadOnly):
    """The anchors that were made."""

    list_display = ("made_at", "position", "matters", "root", "log_position")


@admin.register(KeptBack)
class KeptBackAdmin(ReadOnly):
    """The matters whose clocks are kept back because of a fault of ours."""

    list_display = ("matter_id", "failures", "fault", "since", "until")


@admin.register(CatalogueVersion)
class CatalogueAdmin(ReadOnly):
    """The versions of the catalogue that were in force; another one goes live after its differences were looked at."""

    list_display = ("number", "digest", "made_at")
    fields = ("number", "digest", "made_at")
    change_list_template = "matters/catalogue_list.html"

    def get_urls(self) -> list[Any]:
        compared = self.admin_site.admin_view(self.compare)
        return [path("compare/", compared, name="matters_catalogueversion_compare"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        shown = {**(extra_context or {}), "may_put_in_force": request.user.has_perm(PUT_IN_FORCE)}
        return super().changelist_view(request, shown)

    def compare(self, request: HttpRequest) -> HttpResponse:
        """What the folder of the catalogue would change; a POST puts in force what was seen, and nothing else."""
        if not request.user.has_perm(PUT_IN_FORCE):
            raise PermissionDenied
        shown = self.admin_site.each_context(request)
        try:
            if request.method == "POST":
                return self._enforced(request)
            shown["comparison"] = compare(settings.CATALOGUE)
        except Faults as error:
            shown["faults"] = [fault.say() for fault in error.faults]
        return render(request, "matters/catalogue_compare.html", shown)

    def _enforced(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        try:
            number = put_in_force_as_seen(settings.CATALOGUE, request.POST.get("digest", ""), at)
        except Refused as refused:
            self.message_user(request, refusal(refused)[0], messages.ERROR)
            return HttpResponseRedirect(reverse("admin:matters_catalogueversion_compare"))
        version = CatalogueVersion.objects.get(number=number)
        history.note(version, None, history.values_of(version), by=whose(request).actor_id, at=at)
        return HttpResponseRedirect(reverse("admin:matters_catalogueversion_changelist"))
