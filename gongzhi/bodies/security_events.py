"""Whatever touches who may come in or what they may do is told in one way, so that one log can keep all of it."""

from dataclasses import dataclass

from django.dispatch import Signal

from gongzhi.audit import telling

security_event = Signal()
"""Sent with `event=SecurityEvent`, and written into the security log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityEvent:
    """What happened, who did it, to whom or what, how it ended. References only: no name, no address, no value."""

    name: str
    actor: str
    subject: str = ""
    outcome: str = "done"


def tell(name: str, actor: str, subject: str = "", outcome: str = "done", **facts: telling.Plain) -> None:
    """Tell of an event: `name` in dotted kebab-case, actor and subject as references (person:<id>), done or refused."""
    event = SecurityEvent(name=name, actor=actor, subject=subject, outcome=outcome)
    security_event.send(sender=SecurityEvent, event=event)
    telling.security_event(name, actor, subject, outcome, **facts)
