"""The register of asks as a part of the installation."""

from django.apps import AppConfig


class AsksConfig(AppConfig):
    name = "gongzhi.asks"
    label = "asks"
    verbose_name = "报表准入"
    default_auto_field = "django.db.models.BigAutoField"
