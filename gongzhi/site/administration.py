"""The administration pages are for the three administrators; anybody else is refused, a stranger signs in."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongzhi.bodies.administering import PAGES, administers
from gongzhi.places.spoken import word
from gongzhi.site.refusals import page_told


class Administration(AdminSite):
    """One site for all pages; who sees which is in `bodies/administering.py`."""

    site_header = site_title = word("pages.site")
    index_title = word("pages.index")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether there is a page for whoever asks."""
        return administers(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The page; 400 for NUL, which no database keeps, and for numbers that are none, in an address or a form."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            given = (value for said in (request.GET, request.POST) for _, values in said.lists() for value in values)
            if "\0" in request.path or any("\0" in str(value) for value in given):
                raise BadRequest
            try:
                answer: HttpResponse = inner(request, *args, **named)
            except PermissionDenied:
                page_told(request)
                raise
            except OverflowError as error:
                raise BadRequest from error
            return answer

        return shown

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The pages in the order of the table that says who sees them, not in that of the alphabet."""
        order = list(PAGES)

        def place(floor: Any, page: Any) -> int:
            return order.index(f"{floor['app_label']}.{page['object_name'].lower()}")

        floors: list[Any] = super().get_app_list(request, app_label)
        for floor in floors:
            floor["models"].sort(key=lambda page, floor=floor: place(floor, page))
        return sorted(floors, key=lambda floor: place(floor, floor["models"][0]))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is one page for one's password: it asks for the old one, and the security log is told."""
        return redirect("account_change_password")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one way to come in, with the second step; these pages have none of their own."""
        if request.user.is_authenticated:
            page_told(request)
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
