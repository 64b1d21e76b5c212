"""token: a secret with which a programme or a telephone acts for a person, for named duties and some days."""

from datetime import timedelta
from typing import Annotated

import typer
from django.utils import timezone

from gongzhi.bodies.models import Person
from gongzhi.bodies.tokens import make_token
from gongzhi.kernel import Refused
from gongzhi.site.cli.frame import Summary, command


@command("token")
def token(
    login: Annotated[str, typer.Argument(help="登录名。")],
    scopes: Annotated[str, typer.Option(help="允许的职责，逗号分隔，例如 matters.report,matters.see。")],
    days: Annotated[int, typer.Option(min=1, max=366, help="有效天数。")] = 30,
    label: Annotated[str, typer.Option(help="用途说明。")] = "",
) -> Summary:
    """为一位人员生成接口令牌；明文只显示这一次，库中只存摘要。"""
    person = Person.objects.filter(login=login, is_active=True).first()
    if person is None:
        raise Refused("login-unknown", status=404, login=login[:40])
    at = timezone.now()
    duties = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    made, secret = make_token(person, duties, at + timedelta(days=days), at, label)
    facts = {"login": login, "scopes": made.scopes, "expires_at": made.expires_at.isoformat(), "token": secret}
    return Summary(facts, last=secret)
