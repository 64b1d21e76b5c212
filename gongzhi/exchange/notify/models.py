"""Tables of messages: one row for each message, recipient and way; no name, number or address stands in any of them.

Ways to reach people are sealed; those to reach a reporter are in the vault of the matter and nowhere else.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

INBOX, SMS, EMAIL, CHAT, PUSH = "inbox", "sms", "email", "chat", "push"
WAITING, SENT, FAILED = "waiting", "sent", "failed"
WAY_NAMES = [(INBOX, "站内"), (SMS, "短信"), (EMAIL, "邮件"), (CHAT, "群机器人"), (PUSH, "浏览器推送")]
STATE_NAMES = [(WAITING, "待发"), (SENT, "已发"), (FAILED, "未发出")]


class Parcel(models.Model):
    """一次发送: what goes out to one recipient in one piece, one message or several; its id is the idempotency key."""

    id = models.UUIDField(primary_key=True)
    recipient = models.CharField("收件人", max_length=80)
    unit = models.CharField("所属单位", max_length=64)
    way = models.CharField("渠道", max_length=8, choices=WAY_NAMES)
    at_once = models.BooleanField("不等上班")
    messages = models.IntegerField("消息数")
    opens_at = models.DateTimeField("最早发送时间")
    state = models.CharField("状态", max_length=8, choices=STATE_NAMES, default=WAITING)
    tries = models.SmallIntegerField("已试次数", default=0)
    next_at = models.DateTimeField("下次尝试", null=True)
    claimed_by = models.CharField(max_length=64, default="", blank=True)
    claimed_until = models.DateTimeField(null=True)
    error = models.CharField("原因", max_length=64, default="", blank=True)
    made_at = models.DateTimeField("生成时间")
    done_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="notify_parcel_next", condition=Q(state=WAITING)),
            models.Index(fields=["recipient", "way", "opens_at"], name="notify_parcel_series"),
            models.Index(fields=["-done_at"], name="notify_parcel_failed", condition=Q(state=FAILED)),
        ]


class Message(models.Model):
    """消息: what one recipient is told over one way about one line of a journal. Its words are made when it is read.

    The id follows from the line, the recipient and the way, so that the same message is never there twice.
    """

    id = models.UUIDField(primary_key=True)
    position = models.BigIntegerField("推送位置")
    matter_id = models.UUIDField()
    version = models.IntegerField("日志版本")
    code = models.CharField("消息", max_length=32)
    recipient = models.CharField("收件人", max_length=80)
    unit = models.CharField("所属单位", max_length=64)
    way = models.CharField("渠道", max_length=8, choices=WAY_NAMES)
    state = models.CharField("状态", max_length=8, choices=STATE_NAMES)
    parcel_id = models.UUIDField("发送", null=True)
    due_at = models.DateTimeField("到期时间", null=True)
    finding = models.CharField("情况", max_length=120, default="", blank=True)
    error = models.CharField("原因", max_length=64, default="", blank=True)
    made_at = models.DateTimeField("生成时间")
    done_at = models.DateTimeField("结束时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes: ClassVar = [
            models.Index(
                fields=["recipient", "-position", "-id"],
                name="notify_message_unread",
                condition=Q(way=INBOX, read_at__isnull=True),
            ),
            models.Index(
                fields=["recipient", "-position", "-id"],
                name="notify_message_read",
                condition=Q(way=INBOX, read_at__isnull=False),
            ),
            models.Index(fields=["parcel_id"], name="notify_message_parcel", condition=Q(parcel_id__isnull=False)),
            models.Index(fields=["-made_at", "-id"], name="notify_message_failed", condition=Q(state=FAILED)),
            models.Index(fields=["matter_id"], name="notify_message_matter"),
        ]


class Reach(models.Model):
    """联系方式: how a person of the house is reached outside it, sealed; a way that is not wanted is not used."""

    pk = models.CompositePrimaryKey("person_id", "way")
    person_id = models.UUIDField()
    way = models.CharField(max_length=8, choices=[WAY_NAMES[1], WAY_NAMES[2], WAY_NAMES[4]])
    wanted = models.BooleanField(default=True)
    sealed = models.BinaryField()


class Robot(models.Model):
    """群机器人: posts into the group chat of a unit. Its address and secret are sealed and never shown again."""

    KINDS: ClassVar = [("wecom", "企业微信"), ("dingtalk", "钉钉"), ("feishu", "飞书")]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.CharField("单位编码", max_length=48, db_index=True)
    kind = models.CharField("平台", max_length=8, choices=KINDS)
    active = models.BooleanField("启用", default=True)
    address = models.BinaryField()
    secret = models.BinaryField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"
