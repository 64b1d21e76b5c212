"""The mail server is judged like every host before it is called, and the address that was judged is the one called."""

import smtplib
import socket
import ssl
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from gongzhi.kernel.outward import address_of


class Pinned(smtplib.SMTP):
    """Goes to the judged address; the name stays for TLS."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        address = address_of(host, port, settings.GONGZHI_INWARD_HOSTS)
        return socket.create_connection((address, port), timeout)


class PinnedInTls(smtplib.SMTP_SSL):
    """The same with TLS from the start."""

    context: ssl.SSLContext

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        address = address_of(host, port, settings.GONGZHI_INWARD_HOSTS)
        return self.context.wrap_socket(socket.create_connection((address, port), timeout), server_hostname=host)


class Backend(EmailBackend):
    """Django's way of sending, over a connection that is pinned."""

    @property
    def connection_class(self) -> Any:
        """The class that Django opens."""
        return PinnedInTls if self.use_ssl else Pinned
