"""Whoever comes in without a password shows a secret; only its digest is kept, with what it opens and until when."""

from typing import ClassVar

from django.db import models

from gongzhi.bodies.models.people import Person


class Token(models.Model):
    """令牌: lets a programme act for a person, with the duties in `scopes` and no others, until `expires_at`.

    In the name of another system it reports only where that system stands in `sources`.
    """

    prefix = models.CharField("前缀", max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens", verbose_name="人员")
    label = models.CharField("用途", max_length=80, blank=True, default="")
    scopes = models.JSONField("权限范围", default=list)
    sources = models.JSONField("可代表的来源系统", default=list, blank=True)
    made_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    last_used = models.DateField("最近使用日期", null=True, blank=True)

    objects: ClassVar[models.Manager["Token"]] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "令牌"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"gz_{self.prefix}…"


class Invitation(models.Model):
    """邀请: opens the page where a person sets the first password, once, for a few days."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name="人员")
    made_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("到期时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    objects: ClassVar[models.Manager["Invitation"]] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.person}"


class Attempt(models.Model):
    """尝试: how often something was tried lately, counted by all processes together; the cache keeps its rows here."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
