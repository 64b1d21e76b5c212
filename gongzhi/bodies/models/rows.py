"""Whatever changes who sits where makes every process look at the roster anew: no write of it goes unnoticed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from django.db import models, transaction
from django.db.models import F

from gongzhi.bodies.cache import noticed

M = TypeVar("M", bound=models.Model)


class RosterVersion(models.Model):
    """One row: the number of the roster, and a stamp that tells two histories with the same number apart."""

    number = models.BigIntegerField(default=0)
    stamp = models.UUIDField(default=uuid4)

    def __str__(self) -> str:
        return f"{self.number}"


def bump() -> None:
    """Make every process look anew: this one at once, the others within two seconds of the commit."""
    with transaction.atomic():
        RosterVersion.objects.get_or_create(pk=1)
        RosterVersion.objects.filter(pk=1).update(number=F("number") + 1, stamp=uuid4())
        noticed()


class RosterQuerySet(models.QuerySet[M]):
    """Rows of the roster; every bulk write raises its number in the same transaction."""

    def update(self, **values: Any) -> int:
        with transaction.atomic():
            bump()
            return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            bump()
            return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        with transaction.atomic():
            bump()
            return super().bulk_create(objs, *args, **options)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        with transaction.atomic():
            bump()
            return super().bulk_update(objs, fields, batch_size=batch_size)


class RosterRow(models.Model):
    """A row of the roster; saving or deleting it raises the roster's number in the same transaction."""

    beside_roster: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        fields: Collection[str] | None = options.get("update_fields")
        with transaction.atomic():
            super().save(*args, **options)
            if fields is None or not self.beside_roster.issuperset(fields):
                bump()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            bump()
            return super().delete(*args, **options)


class Dated(RosterRow):
    """In force from `valid_from` up to, not including, `valid_to`; without an end it goes on."""

    valid_from = models.DateTimeField("起始时间")
    valid_to = models.DateTimeField("终止时间", null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, at: datetime) -> bool:
        """Whether the row is in force at `at`."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    """A term that ends ends after it began."""
    return models.CheckConstraint(
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=F("valid_from")), name=name
    )
