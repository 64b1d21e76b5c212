"""The product's own settings over a home that lives as long as the test run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "GONGZHI_TEST_HOME" not in os.environ:
    # pytest-xdist's workers inherit the folder, so that one run has one home and one set of keys.
    os.environ["GONGZHI_TEST_HOME"] = tempfile.mkdtemp(prefix="gongzhi-tests-")
    atexit.register(shutil.rmtree, os.environ["GONGZHI_TEST_HOME"], ignore_errors=True)
os.environ["GONGZHI_HOME"] = os.environ["GONGZHI_TEST_HOME"]
os.environ["GONGZHI_SECRET_KEY"] = "tests-sign-their-sessions-with-this-and-nothing-else-does"
os.environ["GONGZHI_SECOND_FACTOR"] = "off"
os.environ |= {f"GONGZHI_OIDC_{name}": value for name, value in
               {"URL": "http://127.0.0.1:9", "CLIENT": "gongzhi", "SECRET": "of-the-tests"}.items()}  # fmt: skip
(Path(os.environ["GONGZHI_HOME"]) / "keys").mkdir(mode=0o700, exist_ok=True)

from gongzhi.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GONGZHI_LIMIT_CALLER = GONGZHI_LIMIT_ADDRESS = 0
