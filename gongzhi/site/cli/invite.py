"""invite: a new link through which a person sets the password, when the first one was lost or is too old."""

from typing import Annotated

import typer
from django.utils import timezone

from gongzhi.bodies.invitations import invite
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused
from gongzhi.site import environment
from gongzhi.site.cli.frame import OPERATOR, Summary, changing


@changing("invite")
def renew(login: Annotated[str, typer.Argument(help="登录名。")]) -> Summary:
    """为一位人员生成新的一次性设置密码链接，旧链接随即失效。"""
    person = Person.objects.filter(login=login, is_active=True).first()
    if person is None:
        raise Refused("login-unknown", status=404, login=login[:40])
    tell("account.invited", OPERATOR, person.actor_id)
    link = f"{environment.front()}{invite(person, timezone.now())}"
    return Summary({"login": login, "link": link}, last=link, about=person.actor_id)
