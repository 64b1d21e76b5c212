"""Addresses of coming in and of one's own account; those that would let strangers in or ask for mail are left out."""

from allauth.account import views as account
from allauth.mfa.urls import urlpatterns as factors
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from gongzhi.bodies.accounts.pages import devices

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/devices/", devices, name="devices"),
    path("account/", include(factors)),
]
if settings.GONGZHI_OIDC:
    urlpatterns += [
        path("login/cancelled/", TemplateView.as_view(template_name="socialaccount/login_cancelled.html"),
             name="socialaccount_login_cancelled"),
        path("login/error/", TemplateView.as_view(template_name="socialaccount/authentication_error.html"),
             name="socialaccount_login_error"),
        path("login/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]  # fmt: skip
