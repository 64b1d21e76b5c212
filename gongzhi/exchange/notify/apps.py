"""Messages as a part of the installation."""

from importlib import import_module

from django.apps import AppConfig

from gongzhi.matters import alarming


class NotifyConfig(AppConfig):
    """消息."""

    name = "gongzhi.exchange.notify"
    label = "notify"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear the alarms of the house."""
        alarming.heard_by(lambda alarm: import_module("gongzhi.exchange.notify.alarms").tell(alarm))
