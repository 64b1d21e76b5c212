"""init: makes an installation once, with its keys, its tables, its first administrators, and a city or none."""

import os
import secrets
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from gongzhi.audit import signing
from gongzhi.bodies.founding import ensure_root_centre, first_administrators
from gongzhi.bodies.invitations import invite
from gongzhi.bodies.models import Person
from gongzhi.demo.build import build
from gongzhi.demo.visitors import role_people
from gongzhi.kernel import Refused
from gongzhi.matters.catalogues import put_in_force
from gongzhi.site import environment
from gongzhi.site.cli.frame import Summary, changing
from gongzhi.site.environment import Misconfigured
from gongzhi.site.progress import Tell, telling
from gongzhi.vault.keys import make_keys


class City(StrEnum):
    """What a new installation begins with."""

    DEMO = "demo"
    EMPTY = "empty"


@changing("init")
def init(
    city: Annotated[City, typer.Option(help="demo：示范城市（虚构边界）；empty：空，等待导入区域。")],
    seed: Annotated[int, typer.Option(help="示范城市的种子，相同则城市相同。")] = 20230630,
) -> Summary:
    """新建一个系统：目录、密钥、数据表、首位管理员、城市。"""
    home: Path = settings.HOME
    if (home / "founded").exists():
        raise Refused("already-founded", home=str(home))
    at = timezone.now()
    with telling() as tell:
        make_home(home)
        migrate(tell)
        number = put_in_force(settings.CATALOGUE, at)
        made = build(seed, long_ago(at), tell) if city is City.DEMO else {"city": ensure_root_centre("", at).name}
        doors = links(at)
        analyze()
    (home / "founded").write_text(f"{city} {at.isoformat()}\n", encoding="utf-8")
    facts = {"home": str(home), "database": connection.vendor, "catalogue": number, **made, "links": doors}
    return Summary(facts)


def long_ago(at: datetime) -> datetime:
    """When the demonstration city was founded: it has a past, so that its people can have reported before today."""
    return at.replace(year=at.year - 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def make_home(home: Path) -> None:
    """The folder with its keys, readable by the owner only; keys that are there already stay."""
    keys = home / "keys"
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
        if not keys.exists():
            make_keys(keys)
        if not (keys / "secret").exists():
            write_secret(keys / "secret", secrets.token_urlsafe(48))
        signing.make_key()
    except OSError as error:
        raise Misconfigured(f"Setting GONGZHI_HOME: cannot write {home} ({error.strerror}).") from error
    settings.SECRET_KEY = environment.secret_key(keys)


def write_secret(path: Path, value: str) -> None:
    """A file that nobody but the owner has ever been able to read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{value}\n")


def migrate(tell: Tell) -> None:
    """All tables of this version."""
    tell("tables", 0, 1)
    call_command("migrate", verbosity=0, interactive=False)
    tell("tables", 1, 1)


def links(at: datetime) -> dict[str, str]:
    """A link for each of the first administrators and, in the demonstration, for one person of each role.

    Each works once. Behind it the person sets a password; there is none before, and none is kept anywhere.
    """
    invited = list(first_administrators(at).items())
    invited += [(one.role, Person.objects.get(pk=one.person)) for one in role_people()]
    return {f"{role} ({guest.login})": f"{environment.front()}{invite(guest, at)}" for role, guest in invited}


def analyze() -> None:
    """Let the database know how much is in its tables now, or it plans as if they were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
