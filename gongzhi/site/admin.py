"""How the master keys stand is seen here, and no key is."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.places.admin import OneList
from gongzhi.places.spoken import say
from gongzhi.site import admin_audit
from gongzhi.site.key_standing import standing
from gongzhi.vault.keys import SITE, read_keys
from gongzhi.vault.models import Key

__all__ = ["admin_audit"]


@admin.register(Key)
class KeyAdmin(OneList):
    """主密钥: numbers and counts; no key and nothing that one wraps is shown."""

    def listed(self, request: HttpRequest) -> HttpResponse:
        current, listing = standing()
        left = sum(row["wraps"] for row in listing if row["number"] != current)
        for row in listing:
            row["standing"] = say(f"pages.keys.standing.{row['standing'].replace(' ', '_')}")
        site = read_keys(settings.HOME_KEYS / SITE).current
        shown = {"title": say("pages.keys.title"), "listing": listing, "left": left, "site": site}
        return render(request, "gongzhi/keys.html", {**self.admin_site.each_context(request), **shown})
