"""A unit may say where anybody finds it: public address, telephone, hours and a point; never those of a person."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from gongzhi.bodies.models.units import Unit

DIALLED = RegexValidator(r"^\+?[0-9][0-9 -]{2,28}$")


class Counter(models.Model):
    """窗口: where a unit receives everybody. What is not known stays empty; without an address it is not shown."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="counter", verbose_name="单位")
    public_address = models.CharField("对外地址", max_length=120, blank=True, default="")
    telephone = models.CharField("对外电话", max_length=30, blank=True, default="", validators=[DIALLED])
    hours = models.CharField("对外时间", max_length=120, blank=True, default="")
    lon = models.FloatField(
        "经度（WGS84）", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    lat = models.FloatField(
        "纬度（WGS84）", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__isnull=False, lat__isnull=False),
                name="bodies_counter_whole_point",
                violation_error_message="经度和纬度须一并填写。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_address} {self.telephone}".strip()
