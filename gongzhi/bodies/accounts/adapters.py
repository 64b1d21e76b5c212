"""Coming in follows the house's rules: nobody signs up, a refusal says nothing of names, secrets are sealed."""

from base64 import b64decode, b64encode
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gongzhi.bodies.accounts import second_factor
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell
from gongzhi.places.spoken import say, word
from gongzhi.vault.lone import open_for, seal_for

TOTP = uuid5(NAMESPACE_URL, "gongzhi:second-factor")
"""To whom the secrets of second factors are sealed: they open nowhere else."""
REFUSED = word("accounts.errors.refused")
ERRORS = {
    "account_inactive": REFUSED,
    "username_password_mismatch": REFUSED,
    "invalid_login": REFUSED,
    "incorrect_password": word("accounts.errors.password"),
    "enter_current_password": word("accounts.errors.password"),
    "incorrect_code": word("accounts.errors.code"),
    "too_many_login_attempts": word("accounts.errors.too_many"),
    "rate_limited": word("accounts.errors.too_many"),
    "cannot_delete_authenticator": word("accounts.errors.last_factor"),
}


AGAIN = {"reauthenticate": "by_password", "mfa_reauthenticate": "by_code", "mfa_reauthenticate:webauthn": "by_key"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators; a login that is refused is refused in the same words, whoever it names."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The person, or None; who is not active is nobody, so that the page says the same of them."""
        person = super().authenticate(request, **credentials)
        if person is None or not person.is_active:
            _refused(credentials.get("username", ""))
            return None
        return person

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library would count for each name of the host by itself: a guesser would have as many tries again.
        return str(credentials.get("username", "")).strip().casefold()

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **more: Any
    ) -> None:
        """What the house has words for is said; the rest of what the library would say is not."""
        key = f"accounts.messages.{str(message_template or '').rpartition('/')[2].removesuffix('.txt')}"
        if (said := say(key)) != key:
            messages.add_message(request, level, said)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm once more, in the house's own words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**one, "description": say(f"accounts.again.{AGAIN[one['id']]}")} for one in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("mfa_index")

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """No mail is sent: the address is not kept here; what happened is told as a security event."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of a second factor is sealed; who must have one does not take the last one away."""

    error_messages = {**DefaultMFAAdapter.error_messages, **ERRORS}

    def encrypt(self, text: str) -> str:
        """Sealed with the master key."""
        return b64encode(seal_for(TOTP, text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was before it was sealed."""
        return open_for(TOTP, b64decode(encrypted_text))

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """What a new key is called until its person says otherwise; the vault's master keys are something else."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return say("accounts.passkeys.numbered", number=number)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another one stays, or none is needed."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        return not second_factor.needs(authenticator.user_id, timezone.now())


def _refused(login: str) -> None:
    found = Person.objects.filter(login=login).first()
    tell("login", "public", found.actor_id if found is not None else "unknown", "refused")
