"""What opens a door to strangers is written nowhere, or only where the house says that it may be."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

NEVER = {
    "eval": "runs what it is given: parse it",
    "exec": "runs what it is given: call a function",
    "mark_safe": "lets text pass as markup: use a template",
    "SafeString": "lets text pass as markup: use a template",
    "csrf_exempt": "takes forged requests",
    "extractall": "writes wherever an archive says: read its members",
    "_create_unverified_context": "believes every certificate",
    "system": "goes through a shell: subprocess.run with a list",
    "popen": "goes through a shell: subprocess.run with a list",
    "md5": "is broken: sha256, or the provider of the vault",
    "sha1": "is broken: sha256, or the provider of the vault",
}
"""Names that are not called (`os.system`, `mark_safe`, …)."""
SHUT = {
    "pickle": "runs what it reads: JSON or msgspec",
    "marshal": "runs what it reads: JSON or msgspec",
    "shelve": "runs what it reads: JSON or msgspec",
    "yaml": "load() runs what it reads: TOML",
    "telnetlib": "speaks in the open",
    "ftplib": "speaks in the open",
}
OUTWARD = frozenset(
    {"http.client", "smtplib", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "websockets"}
)
UNSAFE_WORDS = {"shell": True, "verify": False, "allow_pickle": True}
SQL_CALLS = frozenset({"execute", "executemany", "raw", "RawSQL", "extra"})
TEMPLATE = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")
TESTED = ("tests/", "bench/", "tools/")


class Text(Protocol):
    """A file of the project."""

    @property
    def path(self) -> str: ...

    @property
    def tree(self) -> ast.Module: ...

    def among(self, patterns: Sequence[str]) -> bool: ...


class Allowed(Protocol):
    """Where the house allows what is dangerous: calls outward, SQL that is put together."""

    @property
    def outward(self) -> Sequence[str]: ...

    @property
    def sql(self) -> Sequence[str]: ...


def named(node: ast.expr) -> str:
    """The last name of `a` or `x.a`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def calls(source: Text) -> Iterator[ast.Call]:
    """Every call of a file of the product."""
    if not source.path.startswith(TESTED):
        yield from (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def dangerous_call(source: Text, house: Allowed) -> Iterator[str]:
    """A call that runs, trusts or breaks what a stranger may have sent is not made."""
    for node in calls(source):
        name = named(node.func)
        if name in NEVER:
            yield f"{source.path}:{node.lineno}: {name} {NEVER[name]}"
        for word in node.keywords:
            value = word.value.value if isinstance(word.value, ast.Constant) else None
            if word.arg in UNSAFE_WORDS and value is UNSAFE_WORDS[word.arg]:
                yield f"{source.path}:{node.lineno}: {word.arg}={value}: whoever sends the right words owns the house"


def dangerous_import(source: Text, house: Allowed) -> Iterator[str]:
    """What runs whatever it reads is not imported."""
    if source.path.startswith(TESTED):
        return
    for line, module in imported(source):
        if (root := module.partition(".")[0]) in SHUT:
            yield f"{source.path}:{line}: {root} {SHUT[root]}"


def unguarded_way_out(source: Text, house: Allowed) -> Iterator[str]:
    """Only where hosts are judged before they are called does the house call anybody."""
    if source.path.startswith(TESTED) or source.among(house.outward):
        return
    for line, module in imported(source):
        if any(module == way or module.startswith(f"{way}.") for way in OUTWARD):
            yield f"{source.path}:{line}: {module} calls out past the guard: gongzhi/exchange/notify/calling.py"


def imported(source: Text) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{each.name}") for each in node.names)


def built_sql(source: Text, house: Allowed) -> Iterator[str]:
    """SQL is put together only in the files that the house names, which put in names of their own and never values."""
    if source.among(house.sql):
        return
    for node in calls(source):
        if named(node.func) in SQL_CALLS and any(is_built(each) for each in node.args):
            yield f"{source.path}:{node.lineno}: SQL is put together here: give values as parameters"


def is_built(node: ast.expr) -> bool:
    """An f-string, a sum, `%` or `.format` of text."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return True
    return isinstance(node, ast.Call) and named(node.func) == "format"


RULES: tuple[Callable[[Text, Allowed], Iterator[str]], ...] = (
    dangerous_call,
    dangerous_import,
    unguarded_way_out,
    built_sql,
)


def unsafe_template(path: str, text: str) -> Iterator[str]:
    """What a template shows is escaped."""
    if TEMPLATE.search(text):
        yield f"{path}: lets text pass as markup: leave it to be escaped"
