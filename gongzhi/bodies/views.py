"""Whoever is invited sets the first password on a plain page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gongzhi.bodies.forms import FirstPassword
from gongzhi.bodies.invitations import open_invitation, redeem
from gongzhi.kernel import Refused


@never_cache
@sensitive_post_parameters()
def redeem_view(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows the form for the first password, or why the link no longer opens it; then leads to the login page."""
    form = FirstPassword(request.POST or None)
    try:
        invitation = open_invitation(secret, timezone.now())
        if request.method == "POST" and form.is_valid():
            redeem(secret, form.cleaned_data["password"], timezone.now())
            return HttpResponseRedirect(reverse("account_login"))
    except Refused as refused:
        if refused.code != "password-weak":
            return _private(render(request, "bodies/closed.html", {"code": refused.code}, status=refused.status))
        form.add_error("password", str(refused.details["reasons"]))
    seen = {"form": form, "person": invitation.person}
    return _private(render(request, "bodies/redeem.html", seen, status=422 if form.errors else 200))


def _private(response: HttpResponse) -> HttpResponse:
    # The address holds the secret: it must not travel on to another page. Under "no-referrer" a browser would also hide
    # where the form comes from (Origin: null), and the form would be refused as forged.
    response["Referrer-Policy"] = "strict-origin"
    return response
