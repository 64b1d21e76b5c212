"""Units, posts, people and rosters are kept on these pages; what ends is given an end date and is never deleted."""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from gongzhi.bodies.forms import UnitForm
from gongzhi.bodies.invitations import invite
from gongzhi.bodies.models import (
    Appointment,
    GridAssignment,
    Invitation,
    Person,
    Post,
    Token,
    Unit,
    UnitDuty,
    UnitPower,
)
from gongzhi.bodies.roster import ROOT_CODE
from gongzhi.bodies.tokens import revoke_token

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:

    class Page(admin.ModelAdmin[M]):
        """A page of administration."""

    class Rows(admin.TabularInline[M, Unit]):
        """Rows that belong to a unit."""

else:

    class Page(Generic[M], admin.ModelAdmin):
        """A page of administration."""

    class Rows(Generic[M], admin.TabularInline):
        """Rows that belong to a unit."""


class Lasting(Page[M]):
    """Pages of what is ended by a date: the delete button would tear holes into the past."""

    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class DutyRows(Rows[UnitDuty]):
    model = UnitDuty
    extra = 0


class PowerRows(Rows[UnitPower]):
    model = UnitPower
    extra = 0


@admin.register(Unit)
class UnitAdmin(Lasting[Unit]):
    """单位."""

    form = UnitForm
    list_display = ("code", "name", "type", "level", "area", "is_centre", "calendar", "valid_from", "valid_to")
    list_filter = ("level", "is_centre", "calendar", "type")
    search_fields = ("code", "name", "area")
    date_hierarchy = "valid_from"
    inlines = (DutyRows, PowerRows)

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        """The code never changes; the root centre keeps its place, level and endlessness."""
        if obj is None:
            return ()
        return ("code", "area", "level", "is_centre", "valid_to") if obj.code == ROOT_CODE else ("code",)


@admin.register(UnitDuty)
class UnitDutyAdmin(Lasting[UnitDuty]):
    """单位职责."""

    list_display = ("unit", "duty", "valid_from", "valid_to")
    list_filter = ("unit__type", "unit__level")
    list_select_related = ("unit",)
    search_fields = ("duty", "unit__code", "unit__name")
    autocomplete_fields = ("unit",)
    date_hierarchy = "valid_from"


@admin.register(Post)
class PostAdmin(Lasting[Post]):
    """岗位."""

    list_display = ("name", "kind", "unit")
    list_filter = ("kind", "unit__level", "unit__is_centre")
    list_select_related = ("unit",)
    search_fields = ("name", "unit__code", "unit__name")
    autocomplete_fields = ("unit",)


@admin.register(Person)
class PersonAdmin(Lasting[Person]):
    """人员: without password fields; a person sets the own password through an invitation."""

    list_display = ("login", "name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("login", "name")
    fields = ("login", "name", "is_active", "is_staff", "is_superuser", "groups", "user_permissions")
    filter_horizontal = ("groups", "user_permissions")
    actions = ("send_invitation",)

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        """Only a superuser hands out rights in these pages."""
        return () if _is_superuser(request) else ("is_staff", "is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        if obj is not None and obj.is_superuser and not _is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Person, form: "ModelForm[Person]", change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description="生成邀请链接（三天内一次有效）", permissions=["change"])
    def send_invitation(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Shows the links once, to whoever hands them over."""
        for person in queryset:
            if not person.is_active or not self.has_change_permission(request, person):
                self.message_user(request, f"{person}：未启用，或您无权邀请。", messages.ERROR)
                continue
            link = request.build_absolute_uri(invite(person, timezone.now()))
            self.message_user(request, f"{person.login}：{link}", messages.SUCCESS)


@admin.register(Appointment)
class AppointmentAdmin(Lasting[Appointment]):
    """任职."""

    list_display = ("person", "post", "valid_from", "valid_to", "deputy_of")
    list_filter = ("post__kind", "post__unit__level")
    list_select_related = ("person", "post", "deputy_of__person", "deputy_of__post")
    search_fields = ("person__login", "person__name", "post__name", "post__unit__code", "post__unit__name")
    autocomplete_fields = ("person", "post", "deputy_of")
    date_hierarchy = "valid_from"


@admin.register(GridAssignment)
class GridAssignmentAdmin(Lasting[GridAssignment]):
    """网格任职."""

    list_display = ("grid", "role", "person", "valid_from", "valid_to", "deputy_of")
    list_filter = ("role",)
    list_select_related = ("person", "deputy_of__person")
    search_fields = ("grid", "person__login", "person__name")
    autocomplete_fields = ("person", "deputy_of")
    date_hierarchy = "valid_from"


class Shown(Lasting[M]):
    """Pages on which nothing is written by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(field for field in self.fields or () if isinstance(field, str))


@admin.register(Token)
class TokenAdmin(Shown[Token]):
    """令牌: the digest is not shown, and the secret is nowhere to be shown from."""

    list_display = ("prefix", "person", "label", "made_at", "expires_at", "revoked_at", "last_used")
    list_filter = ("revoked_at", "expires_at")
    list_select_related = ("person",)
    search_fields = ("prefix", "label", "person__login", "person__name")
    fields = ("prefix", "person", "label", "scopes", "made_at", "expires_at", "revoked_at", "last_used")
    date_hierarchy = "made_at"
    actions = ("revoke",)

    @admin.action(description="吊销所选令牌", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """From now on they open nothing."""
        for token in queryset:
            revoke_token(token, timezone.now())


@admin.register(Invitation)
class InvitationAdmin(Shown[Invitation]):
    """邀请: when, for whom, used or not."""

    list_display = ("person", "made_at", "expires_at", "used_at")
    list_select_related = ("person",)
    search_fields = ("person__login", "person__name")
    fields = ("person", "made_at", "expires_at", "used_at")
    date_hierarchy = "made_at"


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, Person) and request.user.is_superuser
