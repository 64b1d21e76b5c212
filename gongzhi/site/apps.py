"""The topmost floor as Django knows it: it reads the catalogue's words out to the pages of the floors below."""

from django.apps import AppConfig, apps

from gongzhi.places.spoken import offer
from gongzhi.site.naming import name_everything
from gongzhi.site.words import say


class SiteConfig(AppConfig):
    """共治."""

    name = "gongzhi.site"
    label = "gongzhi_site"

    def ready(self) -> None:
        offer(say)
        name_everything(apps)
