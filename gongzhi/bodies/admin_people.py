"""The system administrator opens accounts; the security administrator hands out links, locks, frees and signs out."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from gongzhi.bodies.accounts import standing
from gongzhi.bodies.accounts.sessions import end_sessions
from gongzhi.bodies.admin_pages import Lasting, Shown, note, whose
from gongzhi.bodies.administering import SECURE, duties_of
from gongzhi.bodies.duties import ADMINISTRATORS
from gongzhi.bodies.history import stored
from gongzhi.bodies.invitations import invite
from gongzhi.bodies.models import Appointment, Invitation, Person, Token
from gongzhi.bodies.security_events import tell
from gongzhi.bodies.tokens import revoke_token
from gongzhi.places.spoken import say, word


@admin.register(Person)
class PersonAdmin(Lasting[Person]):
    """人员: without password fields; a person sets the own password through an invitation."""

    list_display = ("login", "name", "is_active")
    list_filter = ("is_active",)
    search_fields = ("login", "name")
    fields = ("login", "name", "is_active")
    actions = ("send_invitation", "lock", "unlock", "reset_factor", "end")

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> tuple[str, ...]:
        """The login stays: single sign-on joins by it, and could be led into somebody else's account."""
        return ("is_active",) if obj is None else ("login", "is_active")

    def has_secure_permission(self, request: HttpRequest) -> bool:
        """Whether the person is the security administrator."""
        return SECURE in duties_of(request.user)

    def save_model(self, request: HttpRequest, obj: Person, form: "ModelForm[Person]", change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=word("pages.act.invite"), permissions=["secure"])
    def send_invitation(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Shows the links once, to whoever hands them over."""

        def invited(person: Person) -> str:
            if not person.is_active:
                return say("pages.told.locked")
            tell("account.invited", whose(request).actor_id, person.actor_id)
            return request.build_absolute_uri(invite(person, timezone.now()))

        self._each(request, queryset, invited)

    @admin.action(description=word("pages.act.lock"), permissions=["secure"])
    def lock(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Nobody comes in under these accounts any more."""
        by = whose(request).actor_id
        self._each(request, queryset, lambda person: _ended(standing.lock(person, by, timezone.now())))

    @admin.action(description=word("pages.act.unlock"), permissions=["secure"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """They may come in again."""
        by = whose(request).actor_id
        self._each(request, queryset, lambda person: standing.unlock(person, by))

    @admin.action(description=word("pages.act.reset_factor"), permissions=["secure"])
    def reset_factor(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """A lost second factor is taken away."""
        by = whose(request).actor_id
        self._each(request, queryset, lambda person: _taken(standing.reset_second_factor(person, by)))

    @admin.action(description=word("pages.act.end"), permissions=["secure"])
    def end(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """Every device is put out."""
        by = whose(request).actor_id
        self._each(request, queryset, lambda person: _ended(end_sessions(person, by)))

    def _each(self, request: HttpRequest, people: QuerySet[Person], work: Callable[[Person], str | None]) -> None:
        for person in people:
            if person.pk != whose(request).pk and administrator(person):
                # Who could hand out a link to another administrator's account could be that administrator.
                self.message_user(request, f"{_called(person)}：{say('pages.told.administrator')}", messages.ERROR)
                continue
            before = stored(person)
            said = work(person)
            note(request, person, before)
            self.message_user(request, f"{_called(person)}：{said or say('pages.told.done')}", messages.SUCCESS)


def _called(person: Person) -> str:
    return f"{person.name}（{person.login}）"  # the login first would be shown with a capital that it has not


def _ended(devices: int) -> str:
    return say("pages.told.ended", devices=devices)


def _taken(factors: int) -> str:
    return say("pages.told.taken", factors=factors)


def administrator(person: Person) -> bool:
    """Whether the person is or was to be one of the three administrators, at any time."""
    return Appointment.objects.filter(person=person, post__kind__in=ADMINISTRATORS).exists()


@admin.register(Token)
class TokenAdmin(Shown[Token]):
    """令牌: the digest is not shown, and the secret is nowhere to be shown from."""

    list_display = ("prefix", "person", "label", "made_at", "expires_at", "revoked_at", "last_used")
    list_filter = ("revoked_at", "expires_at")
    list_select_related = ("person",)
    search_fields = ("prefix", "label", "person__login", "person__name")
    fields = ("prefix", "person", "label", "scopes", "sources", "made_at", "expires_at", "revoked_at", "last_used")
    date_hierarchy = "made_at"
    actions = ("revoke",)

    @admin.action(description=word("pages.act.revoke"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """From now on they open nothing."""
        for token in queryset:
            before = stored(token)
            revoke_token(token, timezone.now())
            tell("token.revoked", whose(request).actor_id, f"token:{token.prefix}")
            token.refresh_from_db()
            note(request, token, before)


@admin.register(Invitation)
class InvitationAdmin(Shown[Invitation]):
    """邀请: when, for whom, used or not."""

    list_display = ("person", "made_at", "expires_at", "used_at")
    list_select_related = ("person",)
    search_fields = ("person__login", "person__name")
    fields = ("person", "made_at", "expires_at", "used_at")
    date_hierarchy = "made_at"
