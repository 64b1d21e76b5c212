"""Exports as a part of the installation."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """导出."""

    name = "gongzhi.exchange.exports"
    label = "exports"
    verbose_name = "导出"
    default_auto_field = "django.db.models.BigAutoField"
