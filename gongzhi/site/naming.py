"""On the administration pages everything has a name in the language of whoever looks; the code names it in Chinese."""

from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.db.models import Field, Model
from django.utils.functional import Promise

from gongzhi.places.spoken import named


def name_everything(apps: Apps) -> None:
    """Let the names of our floors, tables, columns and choices be spoken in the caller's language."""
    for floor in apps.get_app_configs():
        if floor.name.startswith("gongzhi."):
            _name_floor(floor)


def _name_floor(floor: AppConfig) -> None:
    _name(floor, "verbose_name")
    for model in floor.get_models():
        _name_model(model)


def _name_model(model: type[Model]) -> None:
    _name(model._meta, "verbose_name", "verbose_name_plural")
    for field in model._meta.local_fields:
        _name_field(field)


def _name_field(field: "Field[Any, Any]") -> None:
    _name(field, "verbose_name", "help_text")
    if field.choices:
        field.choices = [(value, _named(said)) for value, said in field.flatchoices]


def _name(thing: Any, *attributes: str) -> None:
    for attribute in attributes:
        setattr(thing, attribute, _named(getattr(thing, attribute)))


def _named(said: Any) -> Any:
    return said if isinstance(said, Promise) or not said else named(str(said))
