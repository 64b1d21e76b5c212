"""The floor of units, posts and people as Django knows it."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from gongzhi.bodies.cache import forget_roster


def forget(**_: Any) -> None:
    """After a migration or a flush nothing remembered can be trusted."""
    forget_roster()


class BodiesConfig(AppConfig):
    """单位与人员."""

    name = "gongzhi.bodies"
    label = "bodies"
    verbose_name = "单位与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(forget, dispatch_uid="bodies.forget")
        apart = import_module("gongzhi.bodies.apart")
        pre_migrate.connect(apart.take_away, sender=self, dispatch_uid="bodies.apart")
        post_migrate.connect(apart.put_up, sender=self, dispatch_uid="bodies.apart")
        import_module("gongzhi.bodies.accounts.hearing").listen()  # it needs the models, which are there only now
