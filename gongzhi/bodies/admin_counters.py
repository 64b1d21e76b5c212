"""Where a unit receives everybody is kept on its own page; what changes there is noted like any other change."""

from django.contrib import admin
from django.http import HttpRequest

from gongzhi.bodies import receiving
from gongzhi.bodies.admin_lists import Listed, Listing
from gongzhi.bodies.models import Counter


@admin.register(Counter)
class CounterAdmin(Listed[Counter]):
    """窗口."""

    listing = Listing(shape=receiving.LIST, words="pages.receiving", judge=receiving.judge, keep=receiving.keep_all)
    list_display = ("unit", "public_address", "telephone", "hours")
    list_select_related = ("unit",)
    search_fields = ("unit__code", "unit__name", "public_address")
    autocomplete_fields = ("unit",)

    def get_readonly_fields(self, request: HttpRequest, obj: Counter | None = None) -> tuple[str, ...]:
        """Another unit's counter is another row."""
        return ("unit",) if obj is not None else ()
