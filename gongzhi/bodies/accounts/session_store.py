"""A session is looked for only under a key that this house could have given: anything else is no session."""

import re

from django.contrib.sessions.backends.db import SessionStore as Stored

KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(Stored):
    """Sessions in the database. A cookie that is no key (a NUL in it, a whole page) is not put to the database."""

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and KEY.fullmatch(key) is not None
