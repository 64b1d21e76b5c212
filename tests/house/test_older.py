"""An installation as a version before accounts and the security log left it, with its data, becomes one of today.

`older/` holds it whole: its database, and keys that open nothing but it.
"""

import gzip
import os
import shutil
from pathlib import Path

import pytest

from tests.installation import known, refused, run

__all__ = ["known"]
OLDER = Path(__file__).parent / "older"


@pytest.mark.slow
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="what is stored is a file of SQLite")
def test_an_older_installation_is_upgraded_with_its_matters_and_what_is_sealed_in_them_opens(
    known: dict[str, str], tmp_path: Path
) -> None:
    home = Path(known["GONGZHI_HOME"])
    shutil.copytree(OLDER / "keys", home / "keys")
    for path in (home / "keys").iterdir():
        path.chmod(0o600)
    (home / "founded").touch()
    (home / "gongzhi.sqlite3").write_bytes(gzip.decompress((OLDER / "before-accounts.sqlite3.gz").read_bytes()))
    assert refused(known, "upgrade") == "backup-first"
    done = run(known, "upgrade", "--backup", str(tmp_path / "before"))
    assert {"audit.0001_initial", "account.0001_initial"} <= set(done["applied"])
    found = run(known, "verify")
    assert (found["matters"], found["findings"]) == (10, 0)
    opened = run(known, "keys", "check")
    assert (opened["wrapped"], opened["broken"]) == (10, 0)
    assert run(known, "catalogue", "enforce")["version"] == 2
    made = run(known, "user", "administrators")["links"]
    assert {link.partition(" ")[0] for link in made} == {"security_admin", "audit_admin"}
    assert run(known, "verify")["findings"] == 0
