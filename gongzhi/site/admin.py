"""The audit administrator looks through the security log; nobody changes it here, and nobody else sees it."""

import json
from typing import ClassVar

from django.contrib import admin

from gongzhi.audit.models import Event
from gongzhi.places.admin import ReadOnly
from gongzhi.places.spoken import word


@admin.register(Event)
class EventAdmin(ReadOnly):
    """Events, newest first, found by who, what, when and about whom."""

    list_display = ("when", "what", "who", "whom", "ended", "whence", "more")
    list_filter = ("outcome", "at", "name")
    search_fields: ClassVar = ("=actor", "=subject", "name", "facts", "=request")
    date_hierarchy = "at"
    list_per_page = 100
    show_full_result_count = False
    fields = ("when", "what", "who", "whom", "ended", "whence", "request", "more")
    readonly_fields = fields

    @admin.display(description=word("audit.field.when"), ordering="at")
    def when(self, event: Event) -> str:
        return f"{event.at.astimezone():%Y-%m-%d %H:%M:%S}"

    @admin.display(description=word("audit.field.what"), ordering="name")
    def what(self, event: Event) -> str:
        return event.name

    @admin.display(description=word("audit.field.who"), ordering="actor")
    def who(self, event: Event) -> str:
        return event.actor

    @admin.display(description=word("audit.field.whom"), ordering="subject")
    def whom(self, event: Event) -> str:
        return event.subject

    @admin.display(description=word("audit.field.ended"), ordering="outcome")
    def ended(self, event: Event) -> str:
        return str(word(f"audit.outcome.{event.outcome}"))

    @admin.display(description=word("audit.field.whence"))
    def whence(self, event: Event) -> str:
        return event.address

    @admin.display(description=word("audit.field.more"))
    def more(self, event: Event) -> str:
        return ", ".join(f"{name}={value}" for name, value in json.loads(event.facts).items())
