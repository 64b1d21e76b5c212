"""The audit administrator reads who looked at which personal value, what for and how long; nobody changes it here."""

from typing import Any

from django.contrib import admin

from gongzhi.bodies.naming import named
from gongzhi.matters import catalogues, retention
from gongzhi.places.admin import ReadOnly
from gongzhi.places.spoken import spoken_lang, word
from gongzhi.vault.models import Look


@admin.register(Look)
class LookAdmin(ReadOnly):
    """个人信息查看记录."""

    list_display = ("at", "who", "unit", "why", "emergency", "number", "field", "minutes")
    list_filter = ("purpose", "emergency", "at")
    search_fields = ("by", "unit", "=matter_id")
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=word("pages.looks.who"), ordering="by")
    def who(self, look: Look) -> str:
        """The login; the reference where nobody has it."""
        return named(look.by)

    @admin.display(description=word("pages.looks.why"), ordering="purpose")
    def why(self, look: Look) -> str:
        """The purpose in words, where the catalogue in force has it."""
        known = catalogues.in_force()[1].purposes.get(look.purpose)
        return look.purpose if known is None else getattr(known.name, spoken_lang())

    @admin.display(description=word("pages.looks.number"))
    def number(self, look: Look) -> str:
        """The number of the matter."""
        return retention.numbers_of([look.matter_id]).get(look.matter_id, str(look.matter_id))

    @admin.display(description=word("pages.looks.minutes"))
    def minutes(self, look: Look) -> Any:
        """For how many minutes from then on; a look at what was open already has the minutes that were left."""
        return "—" if look.until is None else round((look.until - look.at).total_seconds() / 60)
