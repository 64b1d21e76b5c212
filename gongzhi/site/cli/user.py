"""user …: accounts from the command line: opened, invited, locked, freed of a lost second factor, listed."""

from typing import Annotated, Any

import typer
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count
from django.utils import timezone

from gongzhi.bodies.accounts import standing
from gongzhi.bodies.accounts.sessions import end_sessions
from gongzhi.bodies.founding import first_administrators
from gongzhi.bodies.invitations import invite
from gongzhi.bodies.models import Person
from gongzhi.bodies.security_events import tell
from gongzhi.kernel import Refused
from gongzhi.site import environment
from gongzhi.site.cli.frame import OPERATOR, Summary, changing, command, note

Login = Annotated[str, typer.Argument(help="登录名。")]


@changing("user create")
def create(login: Login, name: Annotated[str, typer.Argument(help="姓名。")]) -> Summary:
    """新建账号并给出一次性设置密码链接；账号没有岗位，也就没有任何权限。"""
    return _invited(standing.open_account(login, name, OPERATOR))


@changing("user invite")
def again(login: Login) -> Summary:
    """生成新的一次性设置密码链接，旧链接随即失效。"""
    return _invited(standing.named(login))


@changing("user administrators")
def administrators() -> Summary:
    """补齐三员：系统、安全、审计管理员中无人担任的，各新建一人并给出链接（首次设置，或无人可确认时）。"""
    made = first_administrators(timezone.now())
    links = {
        f"{kind} ({one.login})": f"{environment.front()}{invite(one, timezone.now())}" for kind, one in made.items()
    }
    return Summary({"made": len(made), "links": links})


@changing("user lock")
def lock(login: Login) -> Summary:
    """锁定账号：不能再登录，已登录的立即退出，令牌吊销。"""
    return Summary({"login": login, "sessions_ended": standing.lock(standing.named(login), OPERATOR, timezone.now())})


@changing("user unlock")
def unlock(login: Login) -> Summary:
    """解锁账号：可以再登录，输错次数清零。"""
    standing.unlock(standing.named(login), OPERATOR)
    return Summary({"login": login, "locked": False})


@changing("user reset-factor")
def reset_factor(login: Login) -> Summary:
    """清除第二验证方式（手机丢失时），并退出所有设备；下次登录后重新设置。"""
    return Summary({"login": login, "removed": standing.reset_second_factor(standing.named(login), OPERATOR)})


@changing("user end-sessions")
def end(login: Login) -> Summary:
    """强制退出此人的所有设备。"""
    return Summary({"login": login, "sessions_ended": end_sessions(standing.named(login), OPERATOR)})


@command("user list")
def listed(
    search: Annotated[str, typer.Option(help="登录名以此开头。")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="最多列出多少人。")] = 100,
) -> Summary:
    """账号一览：登录名、是否锁定、有无密码与第二验证方式、几台设备登录。"""
    people = list(Person.objects.filter(login__startswith=search).order_by("login")[:limit])
    factors = set(Authenticator.objects.filter(user__in=people).values_list("user_id", flat=True))
    signed_in = UserSession.objects.filter(user__in=people).values_list("user_id").annotate(Count("pk"))
    devices = dict(signed_in.order_by("user_id"))
    found: list[dict[str, Any]] = [
        {
            "login": person.login,
            "locked": not person.is_active,
            "password": person.has_usable_password(),
            "second_factor": person.pk in factors,
            "devices": devices.get(person.pk, 0),
        }
        for person in people
    ]
    for row in found:
        said = [name for name in ("locked", "password", "second_factor") if row[name]]
        note(f"{row['login']:<28} {row['devices']:>3}  {' '.join(said)}")
    return Summary({"people": len(found), "list": found})


def _invited(person: Person) -> Summary:
    if not person.is_active:
        raise Refused("account-locked", login=person.login)
    tell("account.invited", OPERATOR, person.actor_id)
    link = f"{environment.front()}{invite(person, timezone.now())}"
    return Summary({"login": person.login, "link": link}, last=link, about=person.actor_id)
