"""How people come in is set in one place: the library's settings, each derived from the house's own."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gongzhi.site import environment

APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]

OIDC_APPS = ["allauth.socialaccount", "gongzhi.bodies.accounts.oidc"]
FORMS = "gongzhi.bodies.accounts.forms"
OWN = {"login": "Login", "reauthenticate": "Again", "change_password": "Change"}
OWN_FACTORS = {
    "authenticate": "Code",
    "reauthenticate": "AgainCode",
    "activate_totp": "SetUp",
    "add_webauthn": "AddKey",
    "edit_webauthn": "NameKey",
}


def second_factor(home: Path) -> str:
    """Who must have a second factor: the powerful, all, or nobody (off); in a demonstration nobody unless it is set."""
    founded = home / "founded"
    demo = founded.is_file() and founded.read_text(encoding="utf-8").startswith("demo")
    return environment.choice("GONGZHI_SECOND_FACTOR", "off" if demo else "powerful", ("powerful", "all", "off"))


def limits() -> dict[str, str]:
    """How often something may be tried: wide for an address, which a whole office shares, and narrow for a name."""
    tries = environment.whole("GONGZHI_LOGIN_TRIES", "5", least=1)
    minutes = environment.whole("GONGZHI_LOCK_MINUTES", "15", least=1)
    return {
        "login": "120/m/ip",
        "login_failed": f"60/m/ip,{tries}/{minutes}m/key",
        "reauthenticate": "10/m/user",
        "change_password": "5/m/user",
    }


def signing_in(*, https: bool) -> dict[str, Any]:
    """Django's and allauth's settings for accounts: names only, no mail, limits that every process counts together."""
    return {
        "AUTHENTICATION_BACKENDS": ["gongzhi.bodies.administering.ByPost"],
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "bodies_attempt",
                "OPTIONS": {"MAX_ENTRIES": 200_000},
            }
        },
        "ACCOUNT_ADAPTER": "gongzhi.bodies.accounts.adapters.AccountAdapter",
        "ACCOUNT_FORMS": {name: f"{FORMS}.{form}" for name, form in OWN.items()},
        "MFA_FORMS": {name: f"{FORMS}.{form}" for name, form in OWN_FACTORS.items()},
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "login",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "bodies:left",
        "ACCOUNT_RATE_LIMITS": limits(),
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1 if https else 0,
        "MFA_ADAPTER": "gongzhi.bodies.accounts.adapters.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not https,
        "MFA_TOTP_ISSUER": "共治 gongzhi",
        "MFA_TOTP_TOLERANCE": 1,
    }


def single_sign_on() -> dict[str, Any]:
    """allauth's settings for the city's identity provider; Misconfigured where something of it is missing."""
    if find_spec("requests") is None or find_spec("jwt") is None:
        raise environment.Misconfigured("Setting GONGZHI_OIDC_URL needs more packages: install gongzhi[oidc].")
    return {
        "SOCIALACCOUNT_ADAPTER": "gongzhi.bodies.accounts.oidc.adapter.CityAdapter",
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APP": {
                    "provider_id": "city",
                    "name": "city",
                    "client_id": environment.text("GONGZHI_OIDC_CLIENT"),
                    "secret": environment.text("GONGZHI_OIDC_SECRET"),
                    "settings": {
                        "server_url": environment.outward("GONGZHI_OIDC_URL"),
                        "login_claim": environment.text("GONGZHI_OIDC_LOGIN", "preferred_username"),
                    },
                },
            }
        },
    }
