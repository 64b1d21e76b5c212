"""The units of systemd call commands that there are, and those of the parts name every part."""

import re
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from gongzhi.site import serve

UNITS = Path(__file__).resolve().parents[2] / "docs" / "systemd"
FILES = sorted(UNITS.iterdir())
CALL = re.compile(r"/opt/gongzhi/\.venv/bin/gongzhi ([a-z]+)")
COMMANDS = {path.stem for path in (UNITS.parents[1] / "gongzhi" / "site" / "cli").glob("*.py")}


def read(path: Path) -> ConfigParser:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text("utf-8"))
    return unit


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_unit_calls_a_command_that_there_is_as_nobody_but_the_house(path: Path) -> None:
    unit = read(path)
    if path.suffix == ".timer":
        assert (UNITS / f"{path.stem}.service").exists()
        assert unit["Timer"]["OnCalendar"]
        return
    (command,) = CALL.findall(unit["Service"]["ExecStart"])
    assert command in COMMANDS
    assert unit["Service"]["User"] == "gongzhi"
    assert unit["Service"]["ReadWritePaths"].split()[0] == "/srv/gongzhi"
    kept = {"ProtectSystem": "strict", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "UMask": "0077"}
    assert {name: unit["Service"][name] for name in kept} == kept
    assert "GONGZHI_" not in path.read_text("utf-8"), "settings and secrets stand in the file of the environment"


def test_each_part_of_the_house_can_be_a_unit_of_its_own() -> None:
    told = read(UNITS / "gongzhi@.service")["Unit"]["Description"] + (UNITS / "gongzhi@.service").read_text("utf-8")
    assert {part.name for part in serve.plan("postgresql")} <= set(re.findall(r"gongzhi@([a-z]+)", told))
    assert "serve %i" in told


@pytest.mark.parametrize(
    ("finished", "cut", "said"),
    [
        ((), (), ""),
        ((), ("2026-11-27",), ""),
        (("2026-11-25", "2026-11-26"), ("2026-11-27", "first"), " --since {0}/2026-11-26"),
    ],
)
def test_the_backup_of_the_night_goes_on_from_the_last_one_that_was_finished(
    tmp_path: Path, finished: tuple[str, ...], cut: tuple[str, ...], said: str
) -> None:
    for name in (*finished, *cut):
        (tmp_path / name).mkdir()
    for name in finished:
        (tmp_path / name / "backup.json").touch()
    line = read(UNITS / "gongzhi-backup.service")["Service"]["ExecStart"]
    script = line.removeprefix("/bin/sh -c ").strip("'").replace("$$", "$").replace("%%", "%")
    script = re.sub(r" /backup(?=[ /])", f" {tmp_path}", script).replace("/opt/gongzhi/.venv/bin/gongzhi", "echo")
    done = subprocess.run(["/bin/sh", "-c", script.replace("exec ", "")], capture_output=True, text=True, check=True)
    asked = done.stdout.strip()
    assert re.fullmatch(rf"backup {tmp_path}/\d{{4}}-\d\d-\d\d{said.format(tmp_path)}", asked), asked
