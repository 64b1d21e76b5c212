"""A page of the house loads nothing from elsewhere, runs no script that stands in a page, and is framed by nobody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
ABLE = ("camera", "geolocation", "microphone", "publickey-credentials-create", "publickey-credentials-get")
UNABLE = (
    "accelerometer", "autoplay", "browsing-topics", "display-capture", "gyroscope", "hid",
    "idle-detection", "magnetometer", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join((*(f"{name}=(self)" for name in ABLE), *(f"{name}=()" for name in UNABLE)))
SAID = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy() -> str:
    """The policy of this installation: two things may be elsewhere, where the city has set them."""
    said = POLICY
    if settings.GONGZHI_MAP["kind"] == "raster":  # the base map comes from its own house
        hosts = " ".join(sorted({"/".join(tile.split("/")[:3]) for tile in settings.GONGZHI_MAP["tiles"]}))
        said = said.replace("connect-src 'self'", f"connect-src 'self' {hosts}")
    if settings.GONGZHI_OIDC:  # the form that begins a single sign-on is answered with the way to its provider
        said = said.replace("form-action 'self'", f"form-action 'self' {settings.GONGZHI_OIDC_ORIGIN}")
    return said


class Sealed:
    """Says on every answer what a browser may do with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the layers below; what the API answers is kept in no cache unless it says so itself."""
        response = self.get_response(request)
        for name, value in {**SAID, "Content-Security-Policy": policy()}.items():
            response.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.setdefault("Cache-Control", "no-store")
        return response
