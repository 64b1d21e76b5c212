"""What the security log stores: events, the chain over them, and the record of each cut of what was too old."""

from collections.abc import Iterable
from typing import Any, Never

from django.db import models

from gongzhi.kernel import Refused


class AppendOnly(models.QuerySet[Any]):
    """Rows that are added and read; what was written stays as it was."""

    def update(self, **values: Any) -> Never:
        raise Refused("log-append-only", status=403)

    def delete(self) -> Never:
        raise Refused("log-append-only", status=403)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> Never:
        raise Refused("log-append-only", status=403)


class Record(models.Model):
    """A row that is written once."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused("log-append-only", status=403)
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise Refused("log-append-only", status=403)


class Event(Record):
    """One thing that happened or was refused: who, what, when, to what, how it ended. References, no values."""

    at = models.DateTimeField("时间", db_index=True)
    name = models.CharField("事件", max_length=64, db_index=True)
    actor = models.CharField("行为人", max_length=64, db_index=True)
    subject = models.CharField("对象", max_length=128, blank=True, db_index=True)
    outcome = models.CharField("结果", max_length=16)
    address = models.CharField("来源地址", max_length=64, blank=True)
    request = models.CharField("请求编号", max_length=32, blank=True)
    facts = models.TextField("情况", default="{}")

    class Meta(Record.Meta):
        db_table = "audit_event"
        verbose_name = verbose_name_plural = "安全日志"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.name} {self.actor}"


class Link(Record):
    """An event's place in the chain, and the hash over it and all before it."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)

    class Meta(Record.Meta):
        db_table = "audit_link"


class Cut(Record):
    """The record that all up to `position` was cut as too old: how many, the hash where the rest goes on, and who."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    events = models.BigIntegerField()
    before = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    signature = models.TextField()

    class Meta(Record.Meta):
        db_table = "audit_cut"

    @property
    def said(self) -> bytes:
        """What its signature is over."""
        times = [moment.timestamp() for moment in (self.before, self.at)]
        return "\x1f".join(map(str, (self.position, self.hash, self.events, *times, self.by))).encode()


class Head(models.Model):
    """Where the chain ends; whoever adds to it holds this row."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    last_event = models.BigIntegerField(default=0)

    class Meta:
        db_table = "audit_head"
