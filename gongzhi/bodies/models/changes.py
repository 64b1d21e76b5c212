"""Who changed what is kept with what was before and after; a right changes only when a second person agrees."""

from datetime import datetime
from typing import Any, ClassVar, Never

from django.db import models
from django.db.models import F, Q

from gongzhi.bodies.duties import ADMINISTRATORS
from gongzhi.bodies.models.people import GRID_ROLE_NAMES, Appointment, GridAssignment, Person
from gongzhi.bodies.models.rows import ends_after_start
from gongzhi.bodies.models.units import Post
from gongzhi.bodies.models.validators import known_area

WHAT_NAMES = [
    ("appoint", "任职"),
    ("dismiss", "终止任职"),
    ("assign", "网格任职"),
    ("unassign", "终止网格任职"),
    ("scope", "权限范围"),
    ("entrust", "委托代管"),
]
STATE_NAMES = [("asked", "待确认"), ("confirmed", "已确认"), ("refused", "已拒绝"), ("withdrawn", "已撤回")]


class HistoryLine(models.Model):
    """变更记录: one change of a row of administration; it is written once and never changed."""

    at = models.DateTimeField("时间", db_index=True)
    by = models.CharField("操作人", max_length=80)
    second = models.CharField("确认人", max_length=80, blank=True, default="")
    page = models.CharField("对象", max_length=48)
    key = models.CharField("编号", max_length=80)
    before = models.JSONField("变更前", null=True)
    after = models.JSONField("变更后", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "变更记录"
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["page", "key"], name="bodies_history_of")]

    def __str__(self) -> str:
        return f"{self.page} {self.key}"

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("a line of the history is written once")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Never:
        raise TypeError("a line of the history stays")


class RightsChange(models.Model):
    """权限变更: somebody is to be put on a post or in a grid, or taken off, or a post is to reach other kinds and
    classes of matters, or an area is to be run by somebody else; asked by one, confirmed by another.
    """

    what = models.CharField("变更", max_length=12, choices=WHAT_NAMES, default="appoint")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="rights_changes", verbose_name="人员"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="岗位")
    grid = models.CharField("网格编码", max_length=32, blank=True, default="", validators=[known_area])
    role = models.CharField("角色", max_length=24, blank=True, default="", choices=GRID_ROLE_NAMES)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任职"
    )
    assignment = models.ForeignKey(
        GridAssignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="网格任职"
    )
    duty = models.CharField("职责", max_length=64, blank=True, default="")
    kinds = models.JSONField("事项类别", default=list, blank=True)
    classes = models.JSONField("隐私级别", default=list, blank=True)
    area = models.CharField("区域", max_length=32, blank=True, default="", validators=[known_area])
    run_by = models.CharField("代管方编码", max_length=64, blank=True, default="", help_text="区域编码或单位编码")
    valid_from = models.DateTimeField("起始时间", null=True, blank=True)
    valid_to = models.DateTimeField("终止时间", null=True, blank=True)
    remark = models.CharField("事由", max_length=200)
    listed = models.UUIDField("名册", null=True, blank=True, editable=False, db_index=True)
    state = models.CharField("状态", max_length=12, choices=STATE_NAMES, default="asked", db_index=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects: ClassVar[models.Manager["RightsChange"]] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "权限变更"
        ordering = ("-asked_at", "-id")
        constraints = [
            ends_after_start("bodies_rights_change_term"),
            models.CheckConstraint(
                condition=Q(what="scope", person__isnull=True, post__isnull=False)
                | Q(what="entrust", person__isnull=True, post__isnull=True)
                | ~Q(what__in=["scope", "entrust"]) & Q(person__isnull=False),
                name="bodies_rights_change_of_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "refused"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="bodies_rights_change_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(person=F("asked_by")) & ~Q(person=F("decided_by"))),
                name="bodies_rights_change_not_ones_own",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True) | ~Q(state="asked") & Q(decided_at__isnull=False),
                name="bodies_rights_change_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.person or self.post or self.handing}"

    @property
    def about(self) -> str:
        """Whom it is about: person:<id>, or post:<id> for all who sit there, or area:<code>."""
        if self.person is not None:
            return self.person.actor_id
        return f"area:{self.area}" if self.what == "entrust" else f"post:{self.post_id}"

    @property
    def handing(self) -> str:
        """The area and who is to run it."""
        return f"{self.area} → {self.run_by}"

    def touches(self, person: Person, at: datetime) -> bool:
        """Whether it changes what `person` may do."""
        if self.person_id is not None:
            return self.person_id == person.pk
        held = Appointment.objects.filter(person=person)
        if self.what == "entrust":  # an administrator sees no matter by that post, whoever runs what
            there = Q(post__unit=self.run_by) | Q(post__unit__area=self.run_by)
            held = held.filter(there).exclude(post__kind__in=ADMINISTRATORS)
        else:
            held = held.filter(post=self.post)
        return held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at)).exists()
