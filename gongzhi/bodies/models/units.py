"""A unit has a place, a level, duties it answers for and powers it lawfully holds, each from a day to a day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.bodies.models.rows import Dated, RosterQuerySet, RosterRow, ends_after_start
from gongzhi.bodies.models.validators import known_area
from gongzhi.bodies.roster import ROOT_CODE

LEVEL_NAMES = [("city", "市"), ("county", "县（市、区）"), ("township", "乡镇（街道）"), ("community", "村（社区）")]
POST_NAMES = [
    ("triage", "受理员"),
    ("dispatcher", "派遣员"),
    ("supervisor", "督办员"),
    ("centre_leader", "分管领导"),
    ("handler", "承办人"),
    ("head", "负责人"),
    ("checker", "核查员"),
    ("callback", "回访员"),
    ("grid_worker", "网格员"),
    ("grid_leader", "网格长"),
    ("building_leader", "楼栋长"),
    ("villager_rep", "村民代表"),
    ("secretary", "村（社区）书记"),
    ("mediator", "矛调员"),
    ("hotline", "热线坐席"),
    ("assessor", "考核员"),
    ("duty_commander", "指挥长"),
    ("archivist", "档案管理员"),
    ("administrator", "系统管理员"),
    ("security_admin", "安全管理员"),
    ("audit_admin", "审计管理员"),
]


class Unit(Dated):
    """单位: a centre or a member unit. Abolished by an end date, never deleted, because matters name it."""

    code = models.CharField("编码", max_length=48, primary_key=True)
    name = models.CharField("名称", max_length=120)
    type = models.CharField("类型", max_length=12, help_text="目录中的单位简码，综治中心为 ZZ")
    level = models.CharField("层级", max_length=12, choices=LEVEL_NAMES)
    area = models.CharField(
        "管辖区域编码", max_length=32, blank=True, default="", help_text="空为全域", validators=[known_area]
    )
    is_centre = models.BooleanField("综治中心", default=False)
    hours = models.CharField("办公时间", max_length=120, blank=True, default="")
    calendar = models.CharField(
        "工作历", max_length=48, blank=True, default="", help_text="目录中的工作历编码；空为标准工作历"
    )

    objects: ClassVar[RosterQuerySet["Unit"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("code",)
        indexes = [models.Index(fields=["area", "type"], name="bodies_unit_area_type")]
        constraints = [
            ends_after_start("bodies_unit_term"),
            models.CheckConstraint(
                condition=Q(level__in=[level for level, _ in LEVEL_NAMES]), name="bodies_unit_level_known"
            ),
            models.CheckConstraint(
                condition=~Q(code=ROOT_CODE) | Q(area="", is_centre=True, level="city", valid_to__isnull=True),
                name="bodies_root_centre_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class UnitDuty(Dated):
    """职责: the unit answers for this duty; a route names duty and level, and the roster finds the unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", verbose_name="单位")
    duty = models.CharField("职责", max_length=64, db_index=True)

    objects: ClassVar[RosterQuerySet["UnitDuty"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "单位职责"
        ordering = ("unit", "duty")
        constraints = [
            models.UniqueConstraint(fields=["unit", "duty", "valid_from"], name="bodies_unit_duty_once"),
            ends_after_start("bodies_unit_duty_term"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.duty}"


class UnitPower(Dated):
    """权力: what the unit may lawfully do, on what basis."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="powers", verbose_name="单位")
    power = models.CharField("权力", max_length=64, db_index=True)
    basis = models.CharField("依据", max_length=200, blank=True, default="")

    objects: ClassVar[RosterQuerySet["UnitPower"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "单位权力"
        ordering = ("unit", "power")
        constraints = [
            models.UniqueConstraint(fields=["unit", "power", "valid_from"], name="bodies_unit_power_once"),
            ends_after_start("bodies_unit_power_term"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.power}"


class Post(RosterRow):
    """岗位: what it may do follows from its kind (`duties.ROLE_DUTIES`); it stays when the person goes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    kind = models.CharField("岗位类型", max_length=24, choices=POST_NAMES)
    name = models.CharField("岗位名称", max_length=80)

    objects: ClassVar[RosterQuerySet["Post"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ("unit", "kind", "name")
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "name"], name="bodies_post_once"),
            models.CheckConstraint(condition=Q(kind__in=list(ROLE_DUTIES)), name="bodies_post_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.name}"


class PostScope(Dated):
    """权限范围: which kinds and classes a duty of a post reaches; given by two people, ended by the next one."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="scopes", verbose_name="岗位")
    duty = models.CharField("职责", max_length=64, blank=True, default="")
    kinds = models.JSONField("事项类别", default=list, blank=True)
    classes = models.JSONField("隐私级别", default=list, blank=True)

    objects: ClassVar[RosterQuerySet["PostScope"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "权限范围"
        ordering = ("post", "duty", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=["post", "duty", "valid_from"], name="bodies_post_scope_once"),
            ends_after_start("bodies_post_scope_term"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.duty}"
