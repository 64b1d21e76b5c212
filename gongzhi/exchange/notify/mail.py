"""Electronic mail goes out by Django's own way of sending it; the id of the letter is its Message-ID."""

import smtplib

from django.core.mail import EmailMessage

from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.letter import Letter, Undelivered
from gongzhi.kernel.outward import NotCalled


def send(letter: Letter, configured: Configured) -> None:
    """Send a plain text; an address that the server refuses is refused for good."""
    if not configured.email_from:
        raise Undelivered("channel-off")
    domain = configured.email_from.rpartition("@")[2].strip("<> ") or "localhost"
    said = EmailMessage(
        subject=" ".join(letter.title.split()),
        body=letter.body,
        from_email=configured.email_from,
        to=[letter.address],
        headers={"Message-ID": f"<{letter.id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        said.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise Undelivered("gateway-refused", final=all(code >= 500 for code, _ in error.recipients.values())) from None
    except NotCalled as error:
        raise Undelivered("host-not-allowed" if error.inward else "gateway-unreachable", final=error.inward) from None
    except TimeoutError:
        raise Undelivered("gateway-slow") from None
    except (OSError, smtplib.SMTPException):
        raise Undelivered("gateway-unreachable") from None
