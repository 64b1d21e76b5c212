"""Each rule of the house is shown to fail on a planted fault, and to leave good code alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import danger_lint
from tools import house_lint as lint
from tools.house_lint import House, Source

HOUSE = House(
    edges=("gongzhi/site/**",),
    writers=("gongzhi/matters/door.py",),
    tables=frozenset({"MatterRow"}),
    words={"zh": frozenset({"no-right"}), "en": frozenset({"no-right"})},
)
Rule = Callable[[Source, House], Iterator[str]]
LONG = "def long():\n" + "    x = 1\n" * 41
VIEW = '@router.get("/x")\ndef view(request):\n    """Doc."""\n' + "    x = 1\n" * 11
PLANTED: list[tuple[Rule, str, str, str]] = [
    (lint.file_size, "gongzhi/places/tree.py", "x = 1\n" * 301, "301 lines"),
    (lint.file_size, "tests/places/test_tree.py", "x = 1\n" * 401, "401 lines"),
    (lint.function_size, "gongzhi/places/tree.py", LONG, "long has 42 lines"),
    (lint.function_size, "gongzhi/matters/api.py", VIEW, "view view has 12 lines"),
    (lint.file_name, "gongzhi/places/utils.py", "", "'utils' says nothing"),
    (lint.file_name, "gongzhi/helpers/tree.py", "", "'helpers' says nothing"),
    (lint.hidden_import, "gongzhi/places/tree.py", "def f():\n    import os\n", "import inside f"),
    (
        lint.hidden_import,
        "gongzhi/places/tree.py",
        "async def f():\n    if x:\n        from os import path\n",
        "inside f",
    ),
    (lint.present_time, "gongzhi/places/tree.py", "at = datetime.now(UTC)\n", "present time"),
    (lint.present_time, "gongzhi/places/tree.py", "at = timezone.now()\n", "present time"),
    (lint.present_time, "gongzhi/places/tree.py", "field(default=django.utils.timezone.now)\n", "present time"),
    (lint.present_time, "gongzhi/places/tree.py", "day = datetime.date.today()\n", "present time"),
    (lint.present_time, "gongzhi/places/tree.py", "at = time.time()\n", "present time"),
    (
        lint.other_writer,
        "gongzhi/site/x.py",
        "MatterRow.objects.filter(id=1).update(stage='x')\n",
        "MatterRow is written",
    ),
    (lint.other_writer, "gongzhi/site/x.py", "MatterRow.objects.create()\n", "MatterRow is written"),
    (lint.other_writer, "gongzhi/site/x.py", "MatterRow(id=1).save()\n", "MatterRow is written"),
    (lint.other_writer, "gongzhi/site/x.py", "q = 'insert into matters_matter values (1)'\n", "SQL writes"),
    (lint.other_writer, "gongzhi/site/x.py", "q = f'UPDATE matters_matter SET stage = {s}'\n", "SQL writes"),
    (lint.other_writer, "gongzhi/site/x.py", "q = 'delete from matters_journal'\n", "SQL writes"),
    (lint.swallowed, "gongzhi/site/x.py", "try:\n    f()\nexcept:\n    raise\n", "name the error"),
    (lint.swallowed, "gongzhi/site/x.py", "try:\n    f()\nexcept Exception:\n    pass\n", "swallowed"),
    (
        lint.swallowed,
        "gongzhi/site/x.py",
        "for x in y:\n    try:\n        f()\n    except Exception:\n        continue\n",
        "swall",
    ),
    (lint.refusal_words, "gongzhi/site/x.py", "raise Refused('not-known')\n", "refusal not-known has no words"),
]
GOOD: list[tuple[Rule, str, str]] = [
    (lint.file_size, "gongzhi/places/tree.py", "x = 1\n" * 300),
    (lint.file_size, "gongzhi/places/migrations/0001_initial.py", "x = 1\n" * 900),
    (lint.function_size, "gongzhi/places/tree.py", "def long():\n" + "    x = 1\n" * 39),
    (lint.function_size, "gongzhi/matters/api.py", VIEW.replace("    x = 1\n" * 2, "", 1)),
    (lint.file_name, "gongzhi/site/front.py", ""),
    (lint.hidden_import, "gongzhi/places/tree.py", "if TYPE_CHECKING:\n    import os\n"),
    (lint.present_time, "gongzhi/site/worker.py", "at = timezone.now()\n"),
    (lint.present_time, "gongzhi/places/tree.py", "began = time.monotonic()\n"),
    (lint.other_writer, "gongzhi/matters/door.py", "MatterRow.objects.create()\n"),
    (lint.other_writer, "gongzhi/site/x.py", "Person.objects.create()\n"),
    (lint.other_writer, "gongzhi/site/x.py", "q = 'select * from matters_matter'\n"),
    (lint.swallowed, "gongzhi/site/x.py", "try:\n    f()\nexcept ValueError:\n    pass\n"),
    (lint.swallowed, "gongzhi/site/x.py", "try:\n    f()\nexcept Exception:\n    log.exception('x')\n"),
    (lint.refusal_words, "gongzhi/site/x.py", "raise Refused('no-right')\n"),
    (lint.refusal_words, "tests/x.py", "raise Refused('not-known')\n"),
]


@pytest.mark.parametrize(("rule", "path", "text", "said"), PLANTED)
def test_a_planted_fault_is_found_and_its_reason_said(rule: Rule, path: str, text: str, said: str) -> None:
    found = list(rule(Source(path, text), HOUSE))
    assert found
    assert all(path in fault and said in fault for fault in found)
    assert all(": " in fault.split(path, 1)[1] for fault in found)


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_good_code_is_left_alone(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text), HOUSE)) == []


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for rule, *_ in PLANTED} == set(lint.RULES) - set(danger_lint.RULES)


def test_a_fat_kernel_is_found() -> None:
    half = Source("gongzhi/kernel/a.py", "x = 1\n" * 251)
    assert list(lint.kernel_size([half])) == []
    assert "502 lines" in next(lint.kernel_size([half, half]))


def test_words_that_nobody_says_are_found() -> None:
    silent = Source("gongzhi/site/x.py", "x = 1\n")
    assert len(list(lint.idle_words([silent], HOUSE))) == 2
    assert list(lint.idle_words([Source("gongzhi/site/x.py", "raise Refused('no-right')\n")], HOUSE)) == []


def test_a_refusal_needs_title_and_way_out_in_each_language(tmp_path: Path) -> None:
    for lang, way_out in (("zh", 'way_out = "…"'), ("en", "")):
        (tmp_path / "words" / lang).mkdir(parents=True)
        (tmp_path / "words" / lang / "x.toml").write_text(
            f'[refusals.no-right]\ntitle = "…"\n{way_out}\n', encoding="utf-8"
        )
    assert lint.read_words(tmp_path) == {"zh": frozenset({"no-right"}), "en": frozenset()}


def test_the_tables_of_matters_are_read_from_its_models() -> None:
    text = "class MatterRow(models.Model):\n    x = 1\nclass Choice(StrEnum):\n    y = 1\n"
    assert lint.read_tables(text) == frozenset({"MatterRow"})
