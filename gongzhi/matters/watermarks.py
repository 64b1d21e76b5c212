"""What is shown or taken out of class P1 and above bears account and time, so that a leak tells its source."""

from datetime import datetime

from gongzhi.bodies.models import Person
from gongzhi.kernel import Actor
from gongzhi.matters.gathering import local


def account_of(by: Actor) -> str:
    """The login of whoever acts; empty for the public and for the house itself."""
    kind, _, reference = by.id.partition(":")
    if kind != "person":
        return ""
    return Person.objects.filter(pk=reference).values_list("login", flat=True).first() or ""


def watermark(by: Actor, at: datetime) -> str:
    """Account and time in the city's own day; empty where there is no account."""
    account = account_of(by)
    return f"{account} {local(at):%Y-%m-%d %H:%M:%S}" if account else ""
