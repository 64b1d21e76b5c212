"""Single sign-on as Django knows it; it is there only where the setting is."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """统一身份认证."""

    name = "gongzhi.bodies.accounts.oidc"
    label = "oidc"
    verbose_name = "统一身份认证"
