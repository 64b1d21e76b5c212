"""A person who works here has a login and a name to be called by, and nothing else is kept about them."""

import re
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from gongzhi.bodies.models.rows import Dated, RosterQuerySet, RosterRow, ends_after_start
from gongzhi.bodies.models.units import Post
from gongzhi.bodies.models.validators import known_area
from gongzhi.places.spoken import word

PLAIN = re.compile(r"[!-~\u3400-\u9fff]+")
"""Signs of a keyboard without the blank, and Chinese characters: no letters that look like these, none unseen."""
GRID_ROLE_NAMES = [
    ("worker", "网格员"),
    ("leader", "网格长"),
    ("building_leader", "楼栋长"),
    ("villager_rep", "村民代表"),
]


class PersonManager(BaseUserManager["Person"]):
    """Makes people; without a password nobody can log in until an invitation is redeemed."""

    def get_queryset(self) -> RosterQuerySet["Person"]:
        return RosterQuerySet(self.model, using=self._db)

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with a login (kept in NFKC form); `password` None: cannot log in yet."""
        person = self.model(login=self.model.normalize_username(login), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(RosterRow, AbstractBaseUser):
    """人员: whoever works here. Every right comes from a post; when somebody was last online is not kept."""

    beside_roster = frozenset({"password", "name"})

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    login = models.CharField("登录名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    is_active = models.BooleanField("启用", default=True)
    last_login = None

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ("login",)

    def __str__(self) -> str:
        return self.name or self.login

    def clean(self) -> None:
        """A login is written so that nobody takes it for another one: two people confirm a right by reading it."""
        super().clean()
        others = Person.objects.filter(login__iexact=self.login).exclude(pk=self.pk)
        if not PLAIN.fullmatch(self.login) or not self.name.isprintable() or others.exists():
            raise ValidationError(word("pages.told.login_unplain"), code="login-unplain")

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether a post in force lets the person do this on the administration pages (`administering.py`)."""
        return any(backend.has_perm(self, perm) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """Whether there is anything for the person among the pages of this floor."""
        return any(backend.has_module_perms(self, app_label) for backend in get_backends())  # type: ignore[attr-defined]

    def get_short_name(self) -> str:
        """The name that the pages greet with."""
        return self.name

    @property
    def actor_id(self) -> str:
        """How the journal names this person: a reference, never a name."""
        return f"person:{self.pk}"


class Appointment(Dated):
    """任职: a person on a post from a day to a day; a deputy stands in for another appointment."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name="岗位")
    deputy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name="代理"
    )

    objects: ClassVar[RosterQuerySet["Appointment"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ("post", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=["person", "post", "valid_from"], name="bodies_appointment_once"),
            ends_after_start("bodies_appointment_term"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"


class GridAssignment(Dated):
    """网格任职: a person works for a grid in a role; many to many, because there are more grids than workers.

    It reaches the kinds (codes, or what they begin with) and privacy classes that stand here; none: what the role does.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="grids", verbose_name="人员")
    grid = models.CharField("网格编码", max_length=32, db_index=True, validators=[known_area])
    role = models.CharField("角色", max_length=24, choices=GRID_ROLE_NAMES, default="worker")
    kinds = models.JSONField("事项类别", default=list, blank=True)
    classes = models.JSONField("隐私级别", default=list, blank=True)
    deputy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name="代理"
    )

    objects: ClassVar[RosterQuerySet["GridAssignment"]] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "网格任职"
        ordering = ("grid", "role", "valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "grid", "role", "valid_from"], name="bodies_grid_assignment_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role for role, _ in GRID_ROLE_NAMES]), name="bodies_grid_role_known"
            ),
            ends_after_start("bodies_grid_assignment_term"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.grid}"
