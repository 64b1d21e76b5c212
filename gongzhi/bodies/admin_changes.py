"""Changes of rights are asked and decided on one page; the history of all changes is read on another."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from gongzhi.bodies import admin_appointing, admin_lists, appointing, rights_changes
from gongzhi.bodies.admin_pages import Lasting, Shown, refused_to, whose
from gongzhi.bodies.duties import ROLE_DUTIES
from gongzhi.bodies.models import HistoryLine, Person, RightsChange
from gongzhi.bodies.naming import duty_in_words, named
from gongzhi.kernel import Refused
from gongzhi.places.spoken import named as named_in_words
from gongzhi.places.spoken import refusal, say, word

ASKED = (
    "what", "person", "post", "grid", "role", "appointment", "assignment", "duty", "kinds", "classes", "area",
    "run_by", "valid_from", "valid_to", "remark",
)  # fmt: skip
DUTIES = sorted({duty for duties in ROLE_DUTIES.values() for duty in duties})
CLASSES = [(one, one) for one in ("P0", "P1", "P2", "P3")]
KIND = re.compile(r"[0-9a-z-]{2,40}")


class AskForm(forms.ModelForm):  # type: ignore[type-arg]
    """The wish, refused on the page where `ask` would refuse it."""

    duty = forms.ChoiceField(
        label=named_in_words("职责"),
        choices=lambda: [("", "—"), *((one, duty_in_words(one)) for one in DUTIES)],
        required=False,
        help_text=word("pages.help.duty"),
    )
    kinds = forms.CharField(
        label=named_in_words("事项类别"),
        max_length=400,
        required=False,
        help_text=word("pages.help.kinds"),
        empty_value="",
    )
    classes = forms.MultipleChoiceField(
        label=named_in_words("隐私级别"), choices=CLASSES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=word("pages.help.classes"),
    )  # fmt: skip

    class Meta:
        model = RightsChange
        fields = ASKED
        help_texts = {
            "appointment": word("pages.help.appointment"),
            "assignment": word("pages.help.appointment"),
            "valid_from": word("pages.help.valid"),
        }

    asker: Person

    def clean_kinds(self) -> list[str]:
        """The codes, or what they begin with, one after another."""
        said = re.split(r"[\s,，、;；]+", str(self.cleaned_data["kinds"]).strip())
        kinds = sorted({one for one in said if one})
        if not all(KIND.fullmatch(one) for one in kinds):
            raise ValidationError(say("pages.told.no_kind"))
        return kinds

    def clean(self) -> dict[str, Any]:
        """The page says why not, in words."""
        said = super().clean() or {}
        if self.errors:
            return said
        for name in ASKED:
            setattr(self.instance, name, said.get(name))
        self.instance.grid, self.instance.role = said.get("grid") or "", said.get("role") or ""
        self.instance.area, self.instance.run_by = said.get("area") or "", said.get("run_by") or ""
        try:
            rights_changes.check(self.instance, self.asker, timezone.now())
        except Refused as refused:
            refused_to(self.asker, "rights.asked", self.instance.about, refused)
            raise ValidationError(refusal(refused)[0]) from refused
        return said


@admin.register(RightsChange)
class RightsChangeAdmin(Lasting[RightsChange]):
    """权限变更: added is asked; the list decides."""

    form = AskForm
    list_display = ("person", "what", "where", "state", "in_list", "asked_by", "asked_at", "decided_by", "valid_from",
                    "valid_to")  # fmt: skip
    list_filter = ("state", "what")
    list_select_related = ("person", "post__unit", "asked_by", "decided_by", "appointment__post", "assignment")
    search_fields = ("person__login", "person__name")
    autocomplete_fields = ("person", "post", "appointment", "assignment")
    date_hierarchy = "asked_at"
    actions = ("confirm", "refuse")
    change_list_template = "bodies/rights_changes.html"

    class Media:
        js = ("bodies/rights_change.js",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("list/", view(self.many), name="bodies_rightschange_appointing"),
            path("list/template/", view(self.template), name="bodies_rightschange_template"),
            path("list/<uuid:listed>/", view(self.listed), name="bodies_rightschange_list"),
        ]
        return [*own, *super().get_urls()]

    def many(self, request: HttpRequest) -> HttpResponse:
        """Many appointments by one list."""
        return admin_appointing.upload(request, self.admin_site.each_context(request))

    def template(self, request: HttpRequest) -> HttpResponse:
        """An empty list to fill in."""
        return admin_lists.template(request, appointing.LIST, "appointments")

    def listed(self, request: HttpRequest, listed: UUID) -> HttpResponse:
        """One list, to be decided by another administrator."""
        return admin_appointing.decide(request, listed, self.admin_site.each_context(request))

    @admin.display(description=word("pages.field.list"), ordering="listed")
    def in_list(self, change: RightsChange) -> str:
        """The list that it was asked with, where there is one."""
        if change.listed is None:
            return "—"
        where = reverse("admin:bodies_rightschange_list", args=[change.listed])
        return format_html('<a href="{}">{}</a>', where, str(change.listed)[:8])

    @admin.display(description=word("pages.field.where"))
    def where(self, change: RightsChange) -> str:
        """The post or the grid; of a scope also duty, kinds and classes; of an area who is to run it."""
        if change.what == "entrust":
            return change.handing
        held = change.appointment.post if change.what == "dismiss" and change.appointment else change.post
        grid = change.assignment.grid if change.what == "unassign" and change.assignment else change.grid
        reach = [one for one in ("、".join(change.kinds), "、".join(change.classes)) if one]
        duty = [duty_in_words(change.duty)] if change.what == "scope" else []
        return " · ".join([str(held or grid), *duty, *reach])

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any) -> Any:
        form: Any = type("AskForm", (super().get_form(request, obj, change, **more),), {"asker": whose(request)})
        if "what" in form.base_fields:
            starting = dict.fromkeys(rights_changes.STARTING, ("valid_from",))
            needs = {what: (*names, *starting.get(what, ())) for what, names in rights_changes.NEEDS.items()}
            form.base_fields["what"].widget.attrs["data-needs"] = json.dumps(needs)
        return form

    def has_change_permission(self, request: HttpRequest, obj: RightsChange | None = None) -> bool:
        """What was asked is decided, not rewritten: the list may be acted on, a wish may not be edited."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: RightsChange, form: Any, change: bool) -> None:
        rights_changes.ask(obj, whose(request), timezone.now())
        self.message_user(request, say("pages.told.asked"), messages.INFO)

    @admin.action(description=word("pages.act.confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[RightsChange]) -> None:
        """What was asked by somebody else is done."""
        self._each(request, queryset, lambda number: rights_changes.confirm(number, whose(request), timezone.now()))

    @admin.action(description=word("pages.act.refuse"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[RightsChange]) -> None:
        """It is not done; one's own wish is withdrawn."""
        self._each(request, queryset, lambda number: rights_changes.refuse(number, whose(request), timezone.now()))

    def _each(self, request: HttpRequest, changes: QuerySet[RightsChange], decide: Callable[[int], object]) -> None:
        for change in changes:
            try:
                decide(change.pk)
            except Refused as refused:
                refused_to(whose(request), "rights.decided", change.about, refused)
                self.message_user(request, f"{change}：{refusal(refused)[0]}", messages.ERROR)
            else:
                self.message_user(request, f"{change}：{say('pages.told.done')}", messages.SUCCESS)


class OfPage(admin.SimpleListFilter):
    """What was changed, in words."""

    title, parameter_name = named_in_words("对象"), "page"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The pages that have lines."""
        pages = HistoryLine.objects.order_by("page").values_list("page", flat=True).distinct()
        return [(page, str(apps.get_model(page)._meta.verbose_name)) for page in pages]

    def queryset(self, request: HttpRequest, queryset: QuerySet[HistoryLine]) -> QuerySet[HistoryLine]:
        """Only the lines of the chosen page."""
        return queryset.filter(page=self.value()) if self.value() else queryset


@admin.register(HistoryLine)
class HistoryAdmin(Shown[HistoryLine]):
    """变更记录: read, searched, never written by hand."""

    list_display = ("at", "of", "key", "who", "confirmed", "was", "became")
    list_filter = (OfPage,)
    search_fields = ("=key", "=by", "=second")
    fields = ("at", "page", "key", "by", "second", "was", "became")
    date_hierarchy = "at"

    @admin.display(description=named_in_words("对象"), ordering="page")
    def of(self, line: HistoryLine) -> str:
        return str(apps.get_model(line.page)._meta.verbose_name)

    @admin.display(description=word("pages.field.by"))
    def who(self, line: HistoryLine) -> str:
        return named(line.by)

    @admin.display(description=word("pages.field.second"))
    def confirmed(self, line: HistoryLine) -> str:
        return named(line.second)

    @admin.display(description=word("pages.field.before"))
    def was(self, line: HistoryLine) -> str:
        return written(line.page, line.before)

    @admin.display(description=word("pages.field.after"))
    def became(self, line: HistoryLine) -> str:
        return written(line.page, line.after)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("at", "page", "key", "by", "second", "was", "became")


def written(page: str, values: dict[str, Any] | None) -> str:
    """Values as lines under the names that the page gives them."""
    if values is None:
        return "—"
    fields = {field.attname: field for field in apps.get_model(page)._meta.concrete_fields}
    lines = (_line(fields.get(name), name, value) for name, value in values.items())
    return format_html_join("", "<div>{}: {}</div>", lines)


def _line(field: "Field[Any, Any] | None", name: str, value: Any) -> tuple[str, str]:
    """A name and what stands there; what is referred to by its own name."""
    if field is None or value is None:
        return name if field is None else str(field.verbose_name), "—" if value is None else str(value)
    other = field.related_model
    row = other._base_manager.filter(pk=value).first() if isinstance(other, type) else None
    return str(field.verbose_name), str(row or dict(field.flatchoices).get(value, value))
