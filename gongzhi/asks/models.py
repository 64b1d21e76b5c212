"""An entry of the register is never deleted; how it stands is computed from the centre's decision and the day."""

from typing import ClassVar

from django.db import models

from gongzhi.asks.rule import LEVELS, OFTEN

LONGEST = 60
"""Signs of the key of an item, and of its name."""


class Item(models.Model):
    """数据项: something that was asked for once; known again by its key, called as whoever asked first called it."""

    key = models.CharField("归一名称", max_length=LONGEST, primary_key=True)
    name = models.CharField("名称", max_length=LONGEST)
    added_at = models.DateTimeField("登记时间")

    class Meta:
        db_table = "asks_item"
        verbose_name = verbose_name_plural = "数据项"


class Ask(models.Model):
    """报表: what a unit asks of those who work at a level in an area, until when. `id` is the key of the entry.

    `items` are keys of `Item`; `overlap` what was there already when it was entered or admitted.
    """

    id = models.UUIDField(primary_key=True)
    unit = models.CharField("索取单位", max_length=64)
    title = models.CharField("名称", max_length=200)
    items = models.JSONField("数据项")
    level = models.CharField("填报层级", max_length=16, choices=[(level, level) for level in LEVELS])
    area = models.CharField("填报范围", max_length=64)
    often = models.CharField("频次", max_length=8, choices=[(often, often) for often in OFTEN])
    purpose = models.TextField("用途")
    ground = models.TextField("依据")
    until = models.DateField("有效期至")
    once_more = models.TextField("再要一次的理由", blank=True)
    overlap = models.JSONField("已有的数据项", default=list)
    entered_by = models.CharField("登记人", max_length=80)
    entered_at = models.DateTimeField("登记时间")
    decision = models.CharField("准入决定", max_length=8, blank=True)
    decided_by = models.CharField("决定人", max_length=80, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    remark = models.TextField("决定理由", blank=True)

    class Meta:
        db_table = "asks_ask"
        verbose_name = verbose_name_plural = "报表"
        indexes: ClassVar = [
            models.Index(fields=["decision", "until"], name="asks_standing"),
            models.Index(fields=["-entered_at", "id"], name="asks_newest"),
        ]
