"""What is known in the open of a document: its number, its template, its file's digest; never what it says."""

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """One document that was issued. `id` is the key of the order: the same order twice is the same document.

    `version` is that of the matter it was made from, `catalogue` the version of the catalogue with its template;
    `digest` is the SHA-256 of the PDF, `order` the keyed digest of what was ordered. What it says lies in the vault.
    """

    pk = models.CompositePrimaryKey("matter_id", "id")
    matter_id = models.UUIDField("事项")
    id = models.UUIDField()
    version = models.IntegerField("事项版本")
    template = models.CharField("文书", max_length=40)
    template_digest = models.CharField("模板摘要", max_length=64)
    catalogue = models.CharField("目录版本", max_length=16)
    unit = models.CharField("制发单位", max_length=64)
    series = models.CharField("文种", max_length=16)
    year = models.SmallIntegerField("年份")
    serial = models.IntegerField("序号")
    number = models.CharField("文号", max_length=80)
    by = models.CharField("制发人", max_length=80)
    at = models.DateTimeField("制发时间")
    digest = models.CharField("文件摘要", max_length=64)
    order = models.CharField(max_length=32)

    class Meta:
        db_table = "documents_document"
        verbose_name = verbose_name_plural = "文书"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "series", "year", "serial"], name="document_serial"),
            models.UniqueConstraint(fields=["number"], name="document_number"),
        ]


class Series(models.Model):
    """The last serial that a unit gave to a type of document in a year."""

    pk = models.CompositePrimaryKey("unit", "series", "year")
    unit = models.CharField(max_length=64)
    series = models.CharField(max_length=16)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "documents_series"
