"""No number of a person and no secret is written where many can read it: what looks like one is struck out."""

import re

MARK = "〔已隐去〕"
TOKEN = re.compile(r"gz_[0-9a-f]{12}_[A-Za-z0-9_-]{20,}")
BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}")
NAMED = re.compile(
    r"""(?ix)(?<![\w-]) ["']? ( [\w-]*(?:password|passwd|secret|token|api[_-]?key|sessionid|csrftoken|cookie|authorization|密码|口令)[\w-]* )
    ["']? \s* (?:=|:|：)\s* (?: "[^"]{1,2000}" | '[^']{1,2000}' | [^\s,;&'"}\])]{1,2000} )"""  # noqa: E501
)
IN_URL = re.compile(r"(?i)([a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]+@")
INVITED = re.compile(r"(/invitations/|/follow/)[A-Za-z0-9_%-]{6,}")
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<![0-9A-Fa-f.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Fa-f])")
LANDLINE = re.compile(r"(?<![0-9A-Fa-f-])0[1-9]\d{1,2}[ -]\d{7,8}(?![0-9A-Fa-f-])")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def scrubbed(text: str) -> str:
    """The text without secrets, phone numbers, e-mail addresses and identity numbers; the rest stays as it is."""
    said = TOKEN.sub(MARK, text)
    said = BEARER.sub(lambda found: f"{found[1]} {MARK}", said)
    said = NAMED.sub(lambda found: f"{found[1]}={MARK}", said)
    said = IN_URL.sub(lambda found: f"{found[1]}{MARK}@", said)
    said = INVITED.sub(lambda found: f"{found[1]}{MARK}", said)
    for pattern in (MAIL, IDENTITY, MOBILE, LANDLINE):
        said = pattern.sub(MARK, said)
    return said


def on_one_line(text: str) -> str:
    """The text with every control character written out, so that nobody can write a line of their own into a log."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
