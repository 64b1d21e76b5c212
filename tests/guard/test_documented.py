"""Whoever runs the house finds every setting and every command in words, and every term in the glossary."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from gongzhi.matters.loop import EVENTS, STEPS
from gongzhi.matters.loop.state import PartState, Stage
from gongzhi.site.cli import frame

ROOT = Path(__file__).parents[2]
SETTING = re.compile(r"(GONGZHI_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL)")
FENCED = re.compile(r"```.*?```", re.DOTALL)


def settings_in(source: str) -> set[str]:
    """The names that a program asks the environment for; what `getattr` asks of Django's settings is not meant."""
    nodes = list(ast.walk(ast.parse(source)))
    inside = {
        argument
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr"
        for argument in node.args
    }
    constants = (node.value for node in nodes if isinstance(node, ast.Constant) and node not in inside)
    return {value for value in constants if isinstance(value, str) and SETTING.fullmatch(value)}


def commands() -> Iterator[str]:
    """Every command as it is typed after `gongzhi`."""
    for module in frame.modules([]):
        import_module(f"gongzhi.site.cli.{module}")
    group = typer.main.get_command(frame.app)
    assert isinstance(group, TyperGroup)
    for name, one in group.commands.items():
        yield from (f"{name} {part}" for part in one.commands) if isinstance(one, TyperGroup) else (name,)


def unsaid(names: set[str], *files: str) -> list[str]:
    """The names that stand as code (in backticks) in none of the files."""
    texts = [FENCED.sub("", (ROOT / file).read_text("utf-8")) for file in files]
    spans = [span for text in texts for span in re.findall(r"`([^`]+)`", text)]
    return sorted(name for name in names if not any(re.search(rf"(?<![\w-]){name}(?![\w-])", span) for span in spans))


def test_every_setting_has_words() -> None:
    asked = {name for path in (ROOT / "gongzhi").rglob("*.py") for name in settings_in(path.read_text("utf-8"))}
    assert asked >= {"GONGZHI_HOME", "DATABASE_URL", "GONGZHI_S3_BUCKET"}
    assert unsaid(asked, "README.md") == []


def test_no_setting_has_words_that_nobody_reads() -> None:
    read = {
        name
        for folder in ("gongzhi", "tests", "tools", "bench")
        for path in (ROOT / folder).rglob("*.py")
        for name in settings_in(path.read_text("utf-8"))
    }
    for file in ("README.md", "docs/operations.md"):
        said = set(SETTING.findall((ROOT / file).read_text("utf-8")))
        assert {name.removesuffix("_FILE") for name in said} - read == set()


def test_every_command_has_words() -> None:
    known = {f"gongzhi {name}" for name in commands()}
    assert "gongzhi areas import" in known
    assert unsaid(known, "README.md") == []


@pytest.mark.parametrize(
    "terms",
    [
        {stage.value for stage in Stage if stage is not Stage.NEW},
        {state.value for state in PartState},
        {step.name for step in STEPS},
        set(EVENTS),
    ],
    ids=["stages", "parts", "commands", "events"],
)
def test_every_term_of_the_loop_is_in_the_glossary(terms: set[str]) -> None:
    assert unsaid(terms, "docs/glossary.md") == []


@pytest.mark.parametrize("name", ["GONGZHI_NOBODY", "gongzhi tidy", "whistle_blown", "ccept"])
def test_what_is_not_written_is_missed(name: str) -> None:
    assert unsaid({name}, "README.md", "docs/glossary.md") == [name]


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert lost == []


def test_every_test_and_module_that_a_document_names_is_there() -> None:
    pages = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = re.compile(r"`((?:gongzhi|tests|tools|catalogue|docs)/[\w./-]+\.(?:py|toml|mjs|md))`")
    lost = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in pages
        for path in named.findall(page.read_text("utf-8"))
        if not (ROOT / path).exists() and "NN" not in path
    ]
    assert lost == []
