"""Whom the identity provider names comes in under the account of that login; strangers only where the city says so."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from gongzhi.bodies.accounts.standing import open_account
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell

BY = "oidc"


class CityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Joins an identity to an account, once; afterwards the provider's number for the person counts, not the login."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Person:
        """What `pre_social_login` asks of the identity."""
        person: Person = sociallogin.user
        person.login = Person.normalize_username(str(data.get("username") or "").strip())
        person.name = str(data.get("name") or "").strip()
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find or open the account. Refuses with a page that says nothing of which accounts there are."""
        if sociallogin.state.get("process") != "login":
            raise _refused(request)
        if sociallogin.is_existing:
            return
        said = sociallogin.user
        person = Person.objects.filter(login=said.login).first() if said.login else None
        if person is None and said.login and settings.GONGZHI_OIDC_PROVISION:
            person = open_account(said.login, said.name or said.login, BY)
        if person is None or SocialAccount.objects.filter(user=person).exists():
            raise _refused(request)
        sociallogin.connect(request, person)
        tell("account.joined", BY, person.actor_id)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes an account for themselves."""
        return False


def _refused(request: HttpRequest) -> ImmediateHttpResponse:
    tell("login", "public", "oidc", "refused")
    return ImmediateHttpResponse(render(request, "bodies/no_account.html", status=403))
