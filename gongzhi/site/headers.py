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


class Sealed:
    """Says on every answer what a browser may do with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the layers below; what the API answers is kept in no cache unless it says so itself."""
        response = self.get_response(request)
        for name, value in SAID.items():
            response.setdefault(name, value)
        if settings.GONGZHI_MAP["kind"] == "raster":  # the base map that the city has set comes from its own house
            hosts = " ".join(sorted({"/".join(tile.split("/")[:3]) for tile in settings.GONGZHI_MAP["tiles"]}))
            wider = response["Content-Security-Policy"].replace("connect-src 'self'", f"connect-src 'self' {hosts}")
            response["Content-Security-Policy"] = wider
        if settings.GONGZHI_OIDC:  # the form that begins a single sign-on is answered with the way to its provider
            allowed = f"form-action 'self' {settings.GONGZHI_OIDC_ORIGIN}"
            response["Content-Security-Policy"] = POLICY.replace("form-action 'self'", allowed)
        if request.path.startswith("/api/"):
            response.setdefault("Cache-Control", "no-store")
        return response
