"""What every page of administration does: it deletes no past, and notes who changed what, before and after."""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gongzhi.bodies import history
from gongzhi.bodies.models import Person, Unit
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused

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

    def save_model(self, request: HttpRequest, obj: M, form: "ModelForm[M]", change: bool) -> None:
        """Saved, with a line in the history."""
        before = history.stored(obj)
        super().save_model(request, obj, form, change)
        note(request, obj, before)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The rows below, each with its line."""
        before = {row.pk: history.values_of(row) for row in formset.get_queryset()}
        formset.save()
        for row in [*formset.new_objects, *(row for row, _ in formset.changed_objects)]:
            note(request, row, before.get(row.pk))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The lines of this row."""
        asked = urlencode({"page": self.opts.label_lower, "key": object_id})
        return HttpResponseRedirect(f"{reverse('admin:bodies_historyline_changelist')}?{asked}")


class Shown(Lasting[M]):
    """Pages on which nothing is written by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(field for field in self.fields or () if isinstance(field, str))


def note(request: HttpRequest, row: Model, before: history.Values | None) -> None:
    """A line in the history for what whoever asks did to `row` just now."""
    history.note(row, before, history.values_of(row), by=whose(request).actor_id, at=timezone.now())


def refused_to(person: Person, name: str, about: str, refused: Refused) -> None:
    """Tell the security log that somebody tried what the rules forbid; a form that is not complete is no such try."""
    if refused.status in (403, 409):
        tell(name, person.actor_id, about, "refused", code=refused.code)


def whose(request: HttpRequest) -> Person:
    """Who asks."""
    assert isinstance(request.user, Person)
    return request.user
