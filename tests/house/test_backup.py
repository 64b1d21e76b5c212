"""A backup made while the house works comes back whole on an empty machine; a damaged one does not come back at all."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.exchange.conftest import GOOD, table
from tests.installation import COMMAND, known, refused, run, surroundings

__all__ = ["known"]
ROWS = 2_000


def imported(known: dict[str, str], folder: Path) -> "subprocess.Popen[str]":
    """An import under way, once it has said that it came on."""
    file = folder / "hotline.csv"
    file.write_text(table(*(GOOD | {"source_id": f"A-{number}"} for number in range(ROWS))), encoding="utf-8")
    asked = [*COMMAND, "reports", "import", str(file), "--crs", "cgcs2000"]
    return subprocess.Popen(asked, env=known, text=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_was_there_when_the_backup_was_made_comes_back_whole(known: dict[str, str], tmp_path: Path) -> None:
    run(known, "init", "--city", "empty")
    sealed = Path(known["GONGZHI_HOME"]) / "attachments" / "aa" / "sealed"
    sealed.parent.mkdir(parents=True)
    sealed.write_bytes(b"sealed")
    first, second, keys = tmp_path / "first", tmp_path / "second", tmp_path / "keys"
    with imported(known, tmp_path) as importing:
        made = run(known, "backup", str(first), "--keys", str(keys))
        assert importing.wait() == 0
    assert made["keys"] == ["audit", "master", "secret", "site"]
    again = run(known, "backup", str(second), "--since", str(first))
    assert (again["matters"], again["files"]) == (ROWS, 1)
    assert made["matters"] <= ROWS
    assert (first / "attachments/aa/sealed").stat().st_ino == (second / "attachments/aa/sealed").stat().st_ino
    secret = (keys / "master").read_text(encoding="ascii").split()[1]
    assert not [path for path in second.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    for folder in (first, second):
        with surroundings(tmp_path / f"new-{folder.name}") as empty:
            back = run(empty, "restore", str(folder), "--keys", str(keys))
            assert back["findings"] == 0
            assert back["matters"] >= (ROWS if folder == second else made["matters"])
            home = Path(empty["GONGZHI_HOME"])
            assert (home / "attachments/aa/sealed").read_bytes() == b"sealed"
            assert (home / "keys/audit").read_bytes() == (keys / "audit").read_bytes()
            assert refused(empty, "restore", str(folder)) == "already-founded"


@pytest.mark.slow
@pytest.mark.django_db
def test_what_cannot_come_back_whole_is_refused_and_nothing_is_written(known: dict[str, str], tmp_path: Path) -> None:
    run(known, "init", "--city", "empty")
    home, folder, keys = Path(known["GONGZHI_HOME"]), tmp_path / "backup", tmp_path / "keys"
    assert refused(known, "backup", str(folder), "--keys", str(folder / "keys")) == "keys-beside-backup"
    run(known, "backup", str(folder), "--keys", str(keys))
    assert refused(known, "backup", str(folder)) == "folder-not-empty"
    with surroundings(tmp_path / "other") as other:
        other_keys = tmp_path / "other-keys"
        run(other, "init", "--city", "empty")
        run(other, "backup", str(tmp_path / "others"), "--keys", str(other_keys))
    with surroundings(tmp_path / "new") as empty:
        new = Path(empty["GONGZHI_HOME"])
        assert refused(empty, "restore", str(folder)) == "keys-not-here"
        assert refused(empty, "restore", str(folder), "--keys", str(other_keys)) == "keys-differ"
        assert refused(empty, "restore", str(home), "--keys", str(keys)) == "backup-unreadable"
        (dump,) = folder.glob("database.*")
        whole = dump.read_bytes()
        dump.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert refused(empty, "restore", str(folder), "--keys", str(keys)) == "backup-damaged"
        assert not (new / "founded").exists()
        assert not (new / "keys").exists()
        dump.write_bytes(whole)
        shutil.copytree(keys, new / "keys")
        assert refused(empty, "restore", str(folder), "--keys", str(keys)) == "keys-exist"
        assert run(empty, "restore", str(folder))["findings"] == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_an_installation_of_an_older_version_is_upgraded_with_its_data_and_never_without_a_backup(
    known: dict[str, str], tmp_path: Path
) -> None:
    run(known, "init", "--city", "empty")
    with imported(known, tmp_path) as importing:
        assert importing.wait() == 0
    for app, older, newer in (("documents", "zero", "0001"), ("matters", "0006", "0007")):
        back = [COMMAND[0], "-m", "django", "migrate", app, older]
        subprocess.run(
            back, env=known | {"DJANGO_SETTINGS_MODULE": "gongzhi.site.settings"}, check=True, capture_output=True
        )
        assert refused(known, "upgrade") == "backup-first"
        done = run(known, "upgrade", "--backup", str(tmp_path / f"before-{app}"))
        assert done["applied"][0].startswith(f"{app}.{newer}")
        assert run(known, "upgrade")["applied"] == []
        assert run(known, "verify")["findings"] == 0
    with surroundings(tmp_path / "new") as empty:
        assert refused(empty, "upgrade") == "not-founded"
