"""What the design promises and no other tool checks: sizes, names, time, the one writer, errors, words of refusals."""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

from tools import danger_lint

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("gongzhi", "tests", "bench", "tools")
BANNED = frozenset(
    {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services"}
)
FILE, TEST_FILE, FUNCTION, VIEW, KERNEL = 300, 400, 40, 10, 500
ROUTES = frozenset({"get", "post", "put", "patch", "delete", "api_operation"})
WRITES = frozenset(
    {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create", "update_or_create"}
)
CLOCKS = frozenset({("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}) | frozenset(
    {("timezone", "now"), ("timezone", "localtime"), ("time", "time"), ("time", "time_ns")}
)
SQL = re.compile(r"\b(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+\"?matters_\w+", re.IGNORECASE)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True)
class House:
    """What the rules need to know beside the one file: who may ask for the time, who may write, which tables."""

    edges: Sequence[str] = ()
    writers: Sequence[str] = ()
    outward: Sequence[str] = ()
    sql: Sequence[str] = ()
    tables: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its text and tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    def among(self, patterns: Sequence[str]) -> bool:
        """Whether the path fits one of the patterns (`**` spans folders)."""
        return any(fnmatch(self.path, pattern.replace("**", "*")) for pattern in patterns)


def functions(source: Source) -> Iterator[Function]:
    """Every function and method of the file."""
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def file_size(source: Source, house: House) -> Iterator[str]:
    """A file that is longer than can be read in one go is two files."""
    lines, most = source.text.count("\n"), TEST_FILE if source.path.startswith("tests/") else FILE
    if lines > most and "/migrations/" not in source.path:
        yield f"{source.path}: {lines} lines, at most {most}: part it where its idea parts"


def function_size(source: Source, house: House) -> Iterator[str]:
    """A function is short enough to be seen whole; the view only types and hands on."""
    for node in functions(source):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > FUNCTION:
            yield f"{source.path}:{node.lineno}: {node.name} has {lines} lines, at most {FUNCTION}: name its steps"
        if is_view(node) and source.path.startswith("gongzhi/") and (own := lines - docstring_lines(node)) > VIEW:
            yield f"{source.path}:{node.lineno}: view {node.name} has {own} lines, at most {VIEW}: decide below"


def is_view(node: Function) -> bool:
    """Whether the function is hung on a router (`@router.get(…)`, `@api.post(…)`)."""
    calls = (one.func for one in node.decorator_list if isinstance(one, ast.Call))
    return any(
        isinstance(call, ast.Attribute)
        and call.attr in ROUTES
        and isinstance(call.value, ast.Name)
        and (call.value.id == "api" or "router" in call.value.id)
        for call in calls
    )


def docstring_lines(node: Function) -> int:
    """How many lines its docstring takes."""
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def file_name(source: Source, house: House) -> Iterator[str]:
    """A name that says nothing gathers everything."""
    for part in Path(source.path).with_suffix("").parts:
        if part.strip("_") in BANNED:
            yield f"{source.path}: {part!r} says nothing about what is in it: name it after the trade's word"


def hidden_import(source: Source, house: House) -> Iterator[str]:
    """Imports stand at the top, where the floors can be seen."""
    for function in functions(source):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{source.path}:{node.lineno}: import inside {function.name}: it hides a way between floors"


def present_time(source: Source, house: House) -> Iterator[str]:
    """The present time is asked for at the edges and handed down, so that every rule can be tested at any time."""
    if source.among(house.edges):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and (name_of(node.value), node.attr) in CLOCKS:
            yield f"{source.path}:{node.lineno}: asks for the present time: take `at` as an argument"


def name_of(node: ast.expr) -> str:
    """The last name of `a` or `x.a`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def other_writer(source: Source, house: House) -> Iterator[str]:
    """Matters change through the door alone, or their journal would not tell all."""
    if source.among(house.writers):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            table = table_of(node.func.value)
            if table in house.tables:
                yield f"{source.path}:{node.lineno}: {table} is written outside the door: send a command instead"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield f"{source.path}:{node.lineno}: SQL writes a table of matters outside the door: send a command instead"


def table_of(node: ast.expr) -> str:
    """The model at the root of `Model.objects.filter(…)…` or `Model(…)`."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Call(func=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return ""


def swallowed(source: Source, house: House) -> Iterator[str]:
    """An error that nobody hears of comes back as a wrong figure."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        if node.type is None:
            yield f"{source.path}:{node.lineno}: `except:` also catches the wish to stop: name the error"
        elif name_of(node.type) in ("Exception", "BaseException") and all(map(is_nothing, node.body)):
            yield f"{source.path}:{node.lineno}: every error is swallowed here: name the one that is expected"


def is_nothing(node: ast.stmt) -> bool:
    """`pass`, `continue`, `...`."""
    return isinstance(node, ast.Pass | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def refusal_words(source: Source, house: House) -> Iterator[str]:
    """Whoever is refused is told why and what to do, in both languages."""
    if not source.path.startswith("gongzhi/"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and name_of(node.func) == "Refused" and node.args:
            code = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            for lang, known in house.words.items():
                if isinstance(code, str) and code not in known:
                    yield f"{source.path}:{node.lineno}: refusal {code} has no words in catalogue/words/{lang}"


RULES: tuple[Callable[[Source, House], Iterator[str]], ...] = (
    file_size,
    function_size,
    file_name,
    hidden_import,
    present_time,
    other_writer,
    swallowed,
    refusal_words,
    *danger_lint.RULES,
)


def kernel_size(sources: Sequence[Source]) -> Iterator[str]:
    """What every floor leans on stays small."""
    lines = sum(source.text.count("\n") for source in sources if source.path.startswith("gongzhi/kernel/"))
    if lines > KERNEL:
        yield f"gongzhi/kernel: {lines} lines, at most {KERNEL}: what only one floor needs belongs there"


def idle_words(sources: Sequence[Source], house: House) -> Iterator[str]:
    """Words for a refusal that nobody utters mislead whoever reads the catalogue."""
    product = [source for source in sources if source.path.startswith("gongzhi/")]
    said = {
        node.value
        for source in product
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for lang, known in house.words.items():
        for code in sorted(known - said):
            yield f"catalogue/words/{lang}: refusal {code} is said by nobody: remove its words"


def read_words(catalogue: Path) -> dict[str, frozenset[str]]:
    """The refusal codes with title and way out, by language."""
    found: dict[str, frozenset[str]] = {}
    for lang in ("zh", "en"):
        codes: set[str] = set()
        for path in sorted((catalogue / "words" / lang).glob("*.toml")):
            refusals = tomllib.loads(path.read_text(encoding="utf-8")).get("refusals", {})
            codes |= {code for code, words in refusals.items() if words.get("title") and words.get("way_out")}
        found[lang] = frozenset(codes)
    return found


def read_tables(models: str) -> frozenset[str]:
    """The names of the model classes in the text of matters/models.py."""
    classes = (node for node in ast.parse(models).body if isinstance(node, ast.ClassDef))
    return frozenset(node.name for node in classes if any(name_of(base) == "Model" for base in node.bases))


def read_house(root: Path) -> House:
    """The house as it stands in `root`."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["gongzhi"]["house"]
    models = (root / "gongzhi" / "matters" / "models.py").read_text(encoding="utf-8")
    words = read_words(root / "catalogue")
    lists = {name: settings[name] for name in ("edges", "writers", "outward", "sql")}
    return House(**lists, tables=read_tables(models), words=words)


def read_sources(root: Path) -> list[Source]:
    """Every Python file of the project."""
    paths = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py"))
    return [Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def faults(sources: Sequence[Source], house: House) -> list[str]:
    """Everything that is wrong, each with its reason."""
    found = [fault for source in sources for rule in RULES for fault in rule(source, house)]
    return [*found, *kernel_size(sources), *idle_words(sources, house)]


def main() -> int:
    """All rules over the project; 1 when any is broken."""
    found = faults(read_sources(ROOT), read_house(ROOT))
    for path in sorted((ROOT / "gongzhi").rglob("*.html")):
        found += danger_lint.unsafe_template(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
