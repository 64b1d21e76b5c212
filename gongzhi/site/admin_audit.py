"""The audit administrator looks through the security log, in words and by login, and takes it out with a signature."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from gongzhi.audit.models import Event
from gongzhi.bodies.naming import called, reference_of
from gongzhi.places.admin import ReadOnly
from gongzhi.places.spoken import say, word

COMMAND = "command."
EXPORT = "/api/audit/export"


class InWords(admin.SimpleListFilter):
    """The values that are there, each in words."""

    field: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """Value and words, for the list beside the log."""
        values = Event.objects.order_by(self.field).values_list(self.field, flat=True).distinct()
        return ((value, said(self.field, value)) for value in values)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """Only the chosen one."""
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class ByOutcome(InWords):
    title, parameter_name, field = word("audit.field.ended"), "outcome", "outcome"


class ByName(InWords):
    title, parameter_name, field = word("audit.field.what"), "name", "name"


@admin.register(Event)
class EventAdmin(ReadOnly):
    """Events, newest first, found by who, what, when and about whom."""

    list_display = ("when", "what", "who", "whom", "ended", "whence", "more")
    list_filter = (ByOutcome, "at", ByName)
    search_fields: ClassVar = ("=actor", "=subject", "name", "facts", "=request")
    search_help_text = word("audit.search")
    date_hierarchy = "at"
    list_per_page = 100
    show_full_result_count = False
    fields = ("when", "what", "who", "whom", "ended", "whence", "request", "more")
    readonly_fields = fields
    change_list_template = "gongzhi/security_log.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with a link that takes out what is chosen."""
        chosen = {name: request.GET[name] for name in ("outcome", "name") if request.GET.get(name)}
        if (who := reference_of(request.GET.get("q", "").strip())) is not None:
            chosen["who"] = who
        export = f"{EXPORT}?{urlencode(chosen)}"
        answer: HttpResponse = super().changelist_view(request, {**(extra_context or {}), "export": export})
        return answer

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The rows, knowing what the people they name are called."""
        shown = super().get_changelist_instance(request)
        shown.result_list = list(shown.result_list)
        names = called(ref for event in shown.result_list for ref in (event.actor, event.subject))
        for event in shown.result_list:
            event.names = names
        return shown

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Also what somebody did or what was done to them, by their login."""
        found, twice = super().get_search_results(request, queryset, search_term)
        who = reference_of(search_term.strip())
        return (found if who is None else found | queryset.filter(Q(actor=who) | Q(subject=who))), twice

    @admin.display(description=word("audit.field.when"), ordering="at")
    def when(self, event: Event) -> str:
        return f"{event.at.astimezone():%Y-%m-%d %H:%M:%S}"

    @admin.display(description=word("audit.field.what"), ordering="name")
    def what(self, event: Event) -> str:
        return said("name", event.name)

    @admin.display(description=word("audit.field.who"), ordering="actor")
    def who(self, event: Event) -> str:
        return _called(event, event.actor)

    @admin.display(description=word("audit.field.whom"), ordering="subject")
    def whom(self, event: Event) -> str:
        return _called(event, event.subject)

    @admin.display(description=word("audit.field.ended"), ordering="outcome")
    def ended(self, event: Event) -> str:
        return said("outcome", event.outcome)

    @admin.display(description=word("audit.field.whence"))
    def whence(self, event: Event) -> str:
        return event.address

    @admin.display(description=word("audit.field.more"))
    def more(self, event: Event) -> str:
        return ", ".join(f"{name}={value}" for name, value in json.loads(event.facts).items())


def said(field: str, value: str) -> str:
    """An event or an outcome in words; commands of the command line by their own name."""
    if field == "name" and value.startswith(COMMAND):
        return say("audit.command", command=value.removeprefix(COMMAND))
    key = f"audit.{field}.{value}"
    words = say(key)
    return value if words == key else words


def _called(event: Event, ref: str) -> str:
    names: dict[str, str] = getattr(event, "names", None) or called([event.actor, event.subject])
    key = f"audit.nobody.{ref}"
    return names.get(ref) or (ref if (words := say(key)) == key else words)
