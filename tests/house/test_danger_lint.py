"""What opens a door to strangers is found where it is planted, and left alone where the house allows it."""

import pytest

from tools import danger_lint as lint
from tools.house_lint import House, Source

HOUSE = House(outward=("gongzhi/exchange/notify/calling.py",), sql=("gongzhi/matters/storing.py",))
PLANTED = [
    "eval(said)",
    "exec(said)",
    "mark_safe(said)",
    "django.utils.safestring.mark_safe(said)",
    "@csrf_exempt\ndef view(): ...\ncsrf_exempt(view)",
    "archive.extractall(folder)",
    "os.system(said)",
    "os.popen(said)",
    "subprocess.run(said, shell=True)",
    "np.load(file, allow_pickle=True)",
    "session.get(url, verify=False)",
    "ssl._create_unverified_context()",
    "hashlib.md5(said)",
    "import pickle",
    "from pickle import loads",
    "import yaml",
    "import requests",
    "import urllib.request",
    "from urllib import request",
    "from http import client",
    "import http.client",
    "import smtplib",
    "cursor.execute(f'SELECT * FROM x WHERE name = {said}')",
    "cursor.execute('SELECT * FROM x WHERE name = ' + said)",
    "cursor.execute('SELECT * FROM x WHERE name = %s' % said)",
    "cursor.execute('SELECT {}'.format(said))",
    "Row.objects.raw(f'SELECT {said}')",
    "RawSQL(f'SELECT {said}', [])",
]
GOOD = [
    "evaluate(said)",
    "cursor.execute('SELECT * FROM x WHERE name = %s', [said])",
    "cursor.execute(f'SELECT 1')",
    "subprocess.run([program, said], shell=False)",
    "from urllib.parse import urlsplit",
    "from http import HTTPStatus",
    "np.load(file, allow_pickle=False)",
    "import hashlib\nhashlib.sha256(said)",
]


def found(path: str, text: str) -> list[str]:
    return [fault for rule in lint.RULES for fault in rule(Source(path, text), HOUSE)]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_line_is_found(planted: str) -> None:
    assert found("gongzhi/site/x.py", planted)


@pytest.mark.parametrize("good", GOOD)
def test_good_lines_are_left_alone(good: str) -> None:
    assert found("gongzhi/site/x.py", good) == []


def test_what_the_house_allows_is_allowed_there_only() -> None:
    assert found("gongzhi/exchange/notify/calling.py", "import http.client") == []
    assert found("gongzhi/matters/storing.py", "cursor.execute(f'SELECT {names}')") == []
    assert found("gongzhi/matters/storing.py", "eval(said)")
    assert found("tests/x.py", "import http.client") == []


@pytest.mark.parametrize("planted", ["{{ said|safe }}", "{{ said | safe }}", "{% autoescape off %}"])
def test_a_template_that_lets_markup_pass_is_found(planted: str) -> None:
    assert list(lint.unsafe_template("x.html", planted))


def test_a_template_that_escapes_is_left_alone() -> None:
    assert list(lint.unsafe_template("x.html", "{{ said|default:'safe' }} {% autoescape on %}")) == []


def test_every_rule_has_a_planted_fault() -> None:
    hit = {rule for rule in lint.RULES for text in PLANTED if list(rule(Source("gongzhi/site/x.py", text), HOUSE))}
    assert hit == set(lint.RULES)
