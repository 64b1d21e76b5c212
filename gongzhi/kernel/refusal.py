"""A refusal says what cannot be done and why, in a code that every channel turns into words."""

from typing import Any


class Refused(Exception):
    """The one way in which the software says no.

    `code` is kebab-case and has words (title and way out) in `catalogue/words/{zh,en}`;
    `status` is the HTTP status it answers with; `details` fill the words and name what, where.
    """

    def __init__(self, code: str, /, *, status: int = 409, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.details = details

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({said})" if said else self.code
