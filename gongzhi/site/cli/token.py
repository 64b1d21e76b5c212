"""token: a secret with which a programme or a telephone acts for a person, for named duties and some days."""

from datetime import timedelta
from typing import Annotated

import typer
from django.utils import timezone

from gongzhi.audit.telling import security_event
from gongzhi.bodies.models import Person
from gongzhi.bodies.tokens import make_token
from gongzhi.kernel import Refused
from gongzhi.site.cli.frame import OPERATOR, Summary, changing


@changing("token")
def token(
    login: Annotated[str, typer.Argument(help="登录名。")],
    scopes: Annotated[str, typer.Option(help="允许的职责，逗号分隔，例如 matters.report,matters.see。")],
    days: Annotated[int, typer.Option(min=1, max=366, help="有效天数。")] = 30,
    label: Annotated[str, typer.Option(help="用途说明。")] = "",
    sources: Annotated[str, typer.Option(help="可代表哪些来源系统上报，逗号分隔，例如 12345。")] = "",
) -> Summary:
    """为一位人员生成接口令牌；明文只显示这一次，库中只存摘要。"""
    person = Person.objects.filter(login=login, is_active=True).first()
    if person is None:
        raise Refused("login-unknown", status=404, login=login[:40])
    at = timezone.now()
    ends = at + timedelta(days=days)
    made, secret = make_token(person, _listed(scopes), ends, at, label, _listed(sources))
    security_event(
        "token.made", OPERATOR, person.actor_id, scopes=",".join(made.scopes), until=made.expires_at.isoformat()
    )
    facts = {
        "login": login,
        "scopes": made.scopes,
        "sources": made.sources,
        "expires_at": made.expires_at.isoformat(),
        "token": secret,
    }
    return Summary(facts, last=secret, about=person.actor_id)


def _listed(said: str) -> list[str]:
    return [one.strip() for one in said.split(",") if one.strip()]
