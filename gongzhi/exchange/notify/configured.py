"""Which ways lead out of the house, and how patiently they are tried, is decided by settings and nowhere else."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from gongzhi.exchange.notify.models import CHAT, EMAIL, PUSH, SMS


@dataclass(frozen=True, kw_only=True, slots=True)
class Configured:
    """The settings of messages. Without an address of its gateway a way is not in use."""

    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    email_from: str = ""
    hosts: frozenset[str] = frozenset()
    push_hosts: frozenset[str] = frozenset()
    push_contact: str = ""
    push_secret: str = field(default="", repr=False)
    pause: timedelta = timedelta(minutes=10)
    tries: int = 8

    @property
    def ways(self) -> frozenset[str]:
        """The ways in use beside the inbox."""
        used = {SMS: self.sms_url, EMAIL: self.email_from, CHAT: self.hosts, PUSH: self.push_hosts}
        return frozenset(way for way, needed in used.items() if needed)


def configured() -> Configured:
    """The settings as they stand."""
    return Configured(
        sms_url=settings.GONGZHI_SMS_URL,
        sms_token=settings.GONGZHI_SMS_TOKEN,
        email_from=settings.GONGZHI_EMAIL_FROM,
        hosts=frozenset(settings.GONGZHI_CHAT_HOSTS),
        push_hosts=frozenset(settings.GONGZHI_PUSH_HOSTS),
        push_contact=settings.GONGZHI_PUSH_CONTACT,
        push_secret=settings.SECRET_KEY,
        pause=timedelta(minutes=settings.GONGZHI_MESSAGE_MINUTES),
        tries=settings.GONGZHI_MESSAGE_TRIES,
    )
