"""Of a personal value that is not opened one sees what is needed to recognise it, and never the whole."""

import re

STAR = "*"
_DIGITS = re.compile(r"\d")
CELL, IDENTITY = 11, 15


def masked(field: str, value: str) -> str:
    """The value as it is shown without a purpose: 139****1111, 王**, 110***********001X, l***@city.example.

    A field that nobody has a rule for is starred whole, in a length that tells nothing.
    """
    rule = RULES.get(field)
    return rule(value.strip()) if rule and value.strip() else STAR * 3


def _name(value: str) -> str:
    return value[0] + STAR * 2


def _phone(value: str) -> str:
    digits = "".join(_DIGITS.findall(value))
    if len(digits) < CELL:
        return STAR * 4 + digits[-2:] if len(digits) > 4 else STAR * 4
    return f"{digits[-CELL:][:3]}****{digits[-4:]}"


def _identity(value: str) -> str:
    return f"{value[:3]}{STAR * 11}{value[-4:]}" if len(value) >= IDENTITY else STAR * 4


def _mail(value: str) -> str:
    name, at, host = value.partition("@")
    return f"{name[0]}***@{host}" if name and at else STAR * 3


RULES = {"name": _name, "phone": _phone, "identity": _identity, "id_number": _identity, "email": _mail, "mail": _mail}
