"""What the vault stores: wrapped keys, sealed values, attachments, and who looked at what and why."""

from typing import ClassVar

from django.db import models

from gongzhi.audit.models import Record


class Key(models.Model):
    """The key of a matter, wrapped by the master key. No row: it was never made, or it was destroyed."""

    matter_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "vault_key"
        verbose_name = verbose_name_plural = "主密钥"


class Value(models.Model):
    """One personal value of a matter: `ref` says whose or which text, `field` which of its values."""

    pk = models.CompositePrimaryKey("matter_id", "ref", "field")
    matter_id = models.UUIDField()
    ref = models.CharField(max_length=64)
    field = models.CharField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        db_table = "vault_value"


class Look(Record):
    """A line of the who-looked log: who opened which value of which matter, why and when."""

    at = models.DateTimeField("时间", db_index=True)
    by = models.CharField("查看人", max_length=64)
    unit = models.CharField("所在单位", max_length=64, blank=True)
    matter_id = models.UUIDField("事项", db_index=True)
    ref = models.CharField("对象", max_length=64)
    field = models.CharField("字段", max_length=32)
    purpose = models.CharField("用途", max_length=32)
    until = models.DateTimeField("看到何时", null=True)
    emergency = models.BooleanField("紧急", default=False)

    class Meta(Record.Meta):
        db_table = "vault_look"
        indexes: ClassVar = [models.Index(fields=["by", "at"], name="vault_look_by")]
        verbose_name = verbose_name_plural = "个人信息查看记录"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}"


class Shredding(Record):
    """The record that the key of a matter was destroyed, by which two people and when."""

    matter_id = models.UUIDField(primary_key=True)
    by = models.CharField(max_length=64)
    second = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta(Record.Meta):
        db_table = "vault_shredding"


class Upload(models.Model):
    """A file on its way in, or arrived and waiting to be attached. Its bytes are sealed with a key of its own.

    `neighbourhood`: a digest of where a stranger sends it from, until it is given to a report.
    """

    id = models.UUIDField(primary_key=True)
    declared = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    neighbourhood = models.CharField(max_length=64, blank=True, default="", db_index=True)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    ends = models.JSONField(default=list)
    made_at = models.DateTimeField(db_index=True)
    wrapped = models.BinaryField()
    finished_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=32, blank=True)
    kept_size = models.BigIntegerField(default=0)
    has_thumbnail = models.BooleanField(default=False)

    class Meta:
        db_table = "vault_upload"
        constraints = [models.UniqueConstraint(fields=["declared", "by"], name="vault_upload_once")]


class Attachment(models.Model):
    """A file of a matter, under the SHA-256 it was announced with (`declared`); `digest` is that of what is kept."""

    pk = models.CompositePrimaryKey("matter_id", "declared")
    matter_id = models.UUIDField()
    declared = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=32)
    size = models.BigIntegerField()
    name = models.CharField(max_length=128, db_index=True)
    thumbnail = models.CharField(max_length=128, blank=True, db_index=True)
    sealed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "vault_attachment"


class Removal(models.Model):
    """A stored file that nothing needs any more, to be removed by the next sweep."""

    name = models.CharField(max_length=128, primary_key=True)

    class Meta:
        db_table = "vault_removal"


class Hold(models.Model):
    """While it stands, nothing of the matter is destroyed: a court, a petition, an audit may still ask for it."""

    matter_id = models.UUIDField(primary_key=True)
    reason = models.CharField("理由", max_length=32)
    by = models.CharField("提出人", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "vault_hold"


class Proposal(models.Model):
    """One person proposed to destroy what is kept of a matter; another one approves it, or nothing happens."""

    id = models.UUIDField(primary_key=True)
    matter_id = models.UUIDField(unique=True)
    rule = models.CharField("依据", max_length=200)
    by = models.CharField("提出人", max_length=64)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        db_table = "vault_proposal"
        verbose_name = verbose_name_plural = "到期销毁"


class Destroyed(Record):
    """The record that proves what was destroyed: how much, under which rule, by which two people; nothing of it."""

    matter_id = models.UUIDField(primary_key=True)
    by = models.CharField("提出人", max_length=64)
    second = models.CharField("批准人", max_length=64)
    rule = models.CharField("依据", max_length=200)
    at = models.DateTimeField("时间", db_index=True)
    values = models.IntegerField()
    files = models.IntegerField()
    texts = models.IntegerField()
    things = models.JSONField()
    digest = models.CharField("摘要", max_length=64)

    class Meta(Record.Meta):
        db_table = "vault_destroyed"


class Request(models.Model):
    """个人信息权利申请: the matter `id` asks for a copy, a correction or a deletion of the data of the matter `about`.

    `until`: so long a copy that was granted may be taken.
    """

    id = models.UUIDField(primary_key=True)
    about = models.UUIDField(db_index=True)
    right = models.CharField(max_length=12)
    at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=64, blank=True, default="")
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_request"
