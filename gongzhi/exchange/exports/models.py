"""An export is a row with its state and how far it is; its file lies in it for a day."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

WAITING, RUNNING, READY, FAILED = "waiting", "running", "ready", "failed"
STATE_NAMES = [(WAITING, "排队"), (RUNNING, "正在生成"), (READY, "可下载"), (FAILED, "未生成")]


class Export(models.Model):
    """导出: a list as it was asked for, by whom, and the table that came of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.CharField("何人", max_length=80)
    unit = models.CharField("所属单位", max_length=64, blank=True)
    lang = models.CharField("语言", max_length=2)
    form = models.CharField("格式", max_length=4)
    wish = models.JSONField("条件")
    state = models.CharField("状态", max_length=8, choices=STATE_NAMES, default=WAITING)
    done = models.IntegerField("已写行数", default=0)
    total = models.IntegerField("总行数", null=True)
    tries = models.SmallIntegerField("已试次数", default=0)
    code = models.CharField("原因", max_length=64, default="", blank=True)
    made_at = models.DateTimeField("提出时间")
    touched_at = models.DateTimeField("最近进展")
    ended_at = models.DateTimeField("结束时间", null=True)
    data = models.BinaryField(null=True)
    """The table, sealed for the export: between its lines may stand what is between people."""

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        indexes: ClassVar = [
            models.Index(fields=["by", "-made_at"], name="exports_own"),
            models.Index(fields=["made_at"], name="exports_open", condition=Q(state__in=(WAITING, RUNNING))),
        ]
