"""The forms of the library in the house's own words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from gongzhi.places.spoken import word

LABELS = {
    "login": "accounts.login.name",
    "password": "accounts.login.password",
    "oldpassword": "accounts.login.password",
    "password1": "accounts.redeem.first",
    "password2": "accounts.redeem.again",
    "code": "accounts.code.field",
    "name": "accounts.passkeys.name",
    "passwordless": "accounts.passkeys.passwordless",
}


class Spoken:
    """Labels from the catalogue's words; no text inside a field, which a screen reader would miss."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():
            field.label = word(LABELS[name]) if name in LABELS else field.label
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class Login(Spoken, LoginForm):  # type: ignore[misc]
    """Login and password."""


class Again(Spoken, ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class Change(Spoken, ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one twice."""


class Code(Spoken, AuthenticateForm):  # type: ignore[misc]
    """The second step."""


class AgainCode(Spoken, ReauthenticateCodeForm):  # type: ignore[misc]
    """The second step once more."""


class SetUp(Spoken, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""


class AddKey(Spoken, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key."""


class NameKey(Spoken, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""
