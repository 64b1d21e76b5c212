"""Areas keep their code for ever; who runs an area is dated and apart from its code; boundaries come in dated versions.

Only an import writes areas and boundaries (`versions.py`); a boundary that did not change is stored once, however many
versions it is in.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

LEVEL_NAMES = [
    ("city", "市"),
    ("county", "县（市、区）"),
    ("township", "乡镇（街道）"),
    ("community", "村（社区）"),
    ("grid", "网格"),
    ("compound", "小区"),
]
SPECIAL_NAMES = [
    ("", "一般网格"),
    ("park", "园区"),
    ("school", "学校"),
    ("estate", "住宅区"),
    ("hospital", "医院"),
    ("market", "市场商圈"),
    ("station", "车站枢纽"),
    ("scenic", "公园景区"),
    ("enterprise", "企业厂区"),
    ("other", "其他专属网格"),
]


class Area(models.Model):
    """One area of the tree. `parent` is the division (区划) above it, which its code follows; never who runs it."""

    code = models.CharField("编码", max_length=32, primary_key=True)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("级别", max_length=12, choices=LEVEL_NAMES)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="上级")
    special = models.CharField("专属类型", max_length=12, blank=True, default="", choices=SPECIAL_NAMES)
    valid_from = models.DateTimeField("启用时间")
    valid_to = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区域"
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [models.Index(fields=["level", "code"], name="places_area_level")]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Jurisdiction(models.Model):
    """Who runs an area from one day to another (代管): the code of an area or of a unit. No row: it runs itself."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="jurisdictions", verbose_name="区域")
    run_by = models.CharField("代管方编码", max_length=64, help_text="区域编码或单位编码")
    valid_from = models.DateTimeField("起始时间")
    valid_to = models.DateTimeField("终止时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代管关系"
        ordering: ClassVar = ["area", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area"], condition=Q(valid_to=None), name="places_one_open_jurisdiction"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="places_jurisdiction_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} → {self.run_by}"


class BoundaryVersion(models.Model):
    """One state of all boundaries, in force from `valid_from` until the next one began."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField("版本号", unique=True)
    valid_from = models.DateTimeField("生效时间", db_index=True)
    valid_to = models.DateTimeField("失效时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    digest = models.CharField("来源文件摘要", max_length=64)
    made_at = models.DateTimeField("导入时间")
    made_by = models.CharField("导入人", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "边界版本"
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Boundary(models.Model):
    """An outline (WKB, WGS84 degrees) in the versions `first` to `last`, both counted in; no `last`: still.

    kind "gap" is not an area's outline but what the city `area` leaves open (`ground.py`).
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries", verbose_name="区域")
    kind = models.CharField("种类", max_length=8, default="outline", choices=[("outline", "边界"), ("gap", "空白")])
    first = models.PositiveIntegerField("起始版本")
    last = models.PositiveIntegerField("终止版本", null=True, blank=True)
    shape = models.BinaryField("几何")
    area_m2 = models.FloatField("面积（平方米）")
    west = models.FloatField("西")
    south = models.FloatField("南")
    east = models.FloatField("东")
    north = models.FloatField("北")

    class Meta:
        verbose_name = verbose_name_plural = "边界"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "kind", "first"], name="places_boundary_once"),
            models.UniqueConstraint(fields=["area", "kind"], condition=Q(last=None), name="places_boundary_open"),
        ]
        indexes: ClassVar = [models.Index(fields=["first", "last"], name="places_boundary_range")]

    def __str__(self) -> str:
        return f"{self.area_id} · {self.first}–{self.last or ''}"


class Revision(models.Model):
    """One row whose stamp changes with every change to this floor: by it each process learns to read again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "变更标记"

    def __str__(self) -> str:
        return str(self.stamp)
