"""A short password is made of different signs; a long one need not be."""

import re

from django.core.exceptions import ValidationError

from gongzhi.places.spoken import say

LONG = 16
KINDS = (
    re.compile(r"[A-Z]"),
    re.compile(r"[a-z]"),
    re.compile(r"[0-9]"),
    re.compile(r"[^\W\d_a-zA-Z]"),
    re.compile(r"[\W_]"),
)
WANTED = 3


class DifferentSigns:
    """Three of five kinds of signs below sixteen characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError `password-plain`."""
        if len(password) < LONG and sum(bool(kind.search(password)) for kind in KINDS) < WANTED:
            raise ValidationError(say("accounts.password.plain"), code="password-plain")

    def get_help_text(self) -> str:
        """The rules in words."""
        return say("accounts.password.rules")
