"""Every command ends with a summary, or one JSON object with --json; a refusal is exit 1, a wrong setting exit 2.

A command is a function in a module of this package that returns its summary, hung up with `@command("name")`:

    @command("matter show")
    def show(number: str) -> Summary:
        ...
        return Summary({"number": number, "stage": "handling"})

A command that changes something is hung up with `@changing("name")`: the security log of the installation is told of
it, whatever becomes of it. `--json` is added to each. What it prints on the way goes to standard error.
"""

import functools
import getpass
import inspect
import json
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, connection
from rich.console import Console

from gongzhi.catalogue import Fault, Faults
from gongzhi.kernel import Refused
from gongzhi.site.environment import Misconfigured

app = typer.Typer(
    name="gongzhi",
    help="共治 gongzhi: 城市治理事项从上报到结案。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_groups: dict[str, typer.Typer] = {}
GROUPS = {
    "audit": "安全日志：查看、导出、核对、截断。",
    "areas": "区域：校验与导入。",
    "catalogue": "目录数据：校验。",
    "clock": "时限计算。",
    "document": "文书：试排模板。",
    "keys": "密钥：新增、启用、核对、销毁。",
    "matter": "事项：查看与解释。",
    "messages": "消息：未发出的与重发。",
    "reports": "上报：导入。",
    "suggest": "建议：学习、评判、归组。",
    "user": "账号：新建、邀请、锁定、解锁、退出、查看。",
    "retention": "保存期限：到期、提出、批准、保全。",
    "routes": "路由：为什么是这个单位，改了规则会怎样。",
}


@app.callback()
def gongzhi() -> None:
    """共治 gongzhi: 城市治理事项从上报到结案。"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a command did: `facts` as JSON has them; `last`, when given, is the last line of the plain output; `about`
    is the reference of what it was done to, for the security log.
    """

    facts: Mapping[str, Any]
    last: str | None = None
    code: int = 0
    about: str = ""


OPERATOR = "command-line"
"""Who works at the command line of the machine is known to the machine, not to the house."""
Work = Callable[..., Summary | None]
READING: dict[str, Work] = {}
CHANGING: dict[str, Work] = {}
"""Every command by its path: those that only look, and those that the security log is told of."""


def command(path: str) -> Callable[[Work], Work]:
    """Hang a function up as `gongzhi <path>`; returns the function unchanged, so that tests can call it."""

    def hang(work: Work) -> Work:
        READING[path] = work
        _hang(path, work)
        return work

    return hang


def changing(path: str) -> Callable[[Work], Work]:
    """The same for a command that changes something; it is told as `command.<path>`, done, failed or refused."""
    event = f"command.{path.replace(' ', '-')}"

    def hang(work: Work) -> Work:
        @functools.wraps(work)
        def telling(*given: Any, **named: Any) -> Summary | None:
            try:
                summary = work(*given, **named)
            except Refused as refusal:
                _tell(event, "", "refused", code=refusal.code)
                raise
            if summary is not None:
                _tell(event, summary.about, "failed" if summary.code else "done")
            return summary

        CHANGING[path] = work
        _hang(path, telling)
        return work

    return hang


def _tell(event: str, about: str, outcome: str, **facts: str) -> None:
    if not (settings.HOME / "founded").exists() or "audit_event" not in connection.introspection.table_names():
        return  # an installation of a version without the log has none until it is upgraded
    # Known only when Django is set up, and this module is there before.
    telling = import_module("gongzhi.audit.telling")
    telling.security_event(event, OPERATOR, about, outcome, account=getpass.getuser(), **facts)


def _hang(path: str, work: Work) -> None:
    group, _, name = path.rpartition(" ")
    (_group(group) if group else app).command(name)(_framed(work))


def _group(name: str) -> typer.Typer:
    if name not in _groups:
        _groups[name] = typer.Typer(help=GROUPS.get(name, ""), no_args_is_help=True)
        app.add_typer(_groups[name], name=name)
    return _groups[name]


def _framed(work: Work) -> Callable[..., None]:
    @functools.wraps(work)
    def framed(*given: Any, as_json: bool = False, **named: Any) -> None:
        try:
            summary = work(*given, **named)
            _settle()
        except Refused as refusal:
            _settle()
            raise typer.Exit(_refused(refusal, as_json=as_json)) from refusal
        except Faults as error:
            raise typer.Exit(
                _failed("catalogue-faults", "\n".join(map(_said, error.faults)), 1, as_json=as_json)
            ) from error
        except (Misconfigured, ImproperlyConfigured) as error:
            raise typer.Exit(_failed("misconfigured", str(error), 2, as_json=as_json)) from error
        except (OperationalError, ProgrammingError) as error:
            if (settings.HOME / "founded").exists():
                raise
            sentence = f"{settings.HOME} 里还没有装好的系统（{error}）：请先运行 gongzhi init。"
            raise typer.Exit(_failed("not-founded", sentence, 2, as_json=as_json)) from error
        if summary is not None:
            _show(summary, as_json=as_json)
            raise typer.Exit(summary.code)

    asked = inspect.signature(work)
    json_flag = inspect.Parameter(
        "as_json",
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Option(False, "--json", help="只输出一个 JSON 对象。"),
        annotation=bool,
    )
    framed.__signature__ = asked.replace(  # type: ignore[attr-defined]
        parameters=[*asked.parameters.values(), json_flag], return_annotation=None
    )
    framed.__annotations__ = {**work.__annotations__, "as_json": bool, "return": None}
    return framed


def _settle() -> None:
    # Known only when Django is set up, and this module is there before.
    import_module("gongzhi.audit.telling").settle()


def _show(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(dict(summary.facts), ensure_ascii=False, default=str) + "\n")
        return
    width = max((len(name) for name in summary.facts), default=0)
    for name, value in summary.facts.items():
        if name == "links":
            for whom, link in value.items():
                sys.stdout.write(f"{whom}\n    {link}\n")
            continue
        said = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value
        sys.stdout.write(f"{name:<{width}}  {said}\n")
    if summary.last is not None:
        sys.stdout.write(f"{summary.last}\n")


def _refused(refusal: Refused, *, as_json: bool) -> int:
    words = import_module("gongzhi.site.words").words()
    title, way_out = words.refusal(refusal.code, "zh", **refusal.details)
    if as_json:
        facts = {"refused": refusal.code, "title": title, "way_out": way_out, "details": refusal.details}
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, default=str) + "\n")
    note(f"{title}。{way_out} [{refusal}]")
    return 1


def _failed(code: str, sentence: str, status: int, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(json.dumps({"refused": code, "title": sentence}, ensure_ascii=False) + "\n")
    note(sentence)
    return status


def _said(fault: Fault) -> str:
    return fault.say()


def note(sentence: str) -> None:
    """Say something on the way, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, markup=False)


def modules(arguments: Sequence[str]) -> list[str]:
    """Where the commands are: in the module named like the first word, where there is one; else in any of them."""
    package = import_module("gongzhi.site.cli")
    known = [module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_")]
    wanted = [name for name in known if name in arguments[:1]]
    return wanted or [name for name in known if name != "frame"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    try:
        import_module("django").setup()
        for module in modules(list(sys.argv[1:] if arguments is None else arguments)):
            import_module(f"gongzhi.site.cli.{module}")
        app(list(sys.argv[1:] if arguments is None else arguments))
    except Misconfigured as error:
        return _failed("misconfigured", str(error), 2, as_json="--json" in (arguments or sys.argv))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:  # noqa: BLE001 - the last thing before the shell: nothing is hidden
        traceback.print_exc()
        return _failed("internal-error", "程序内部出错，见上面的记录。", 3, as_json="--json" in (arguments or sys.argv))
    return 0
