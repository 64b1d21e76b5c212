"""What a phone number, an address and an identity number look like, and what only resembles one.

Identity numbers: GB 11643-1999 (18 digits with check character), and the 15 digits of before 1999. Mobile numbers:
eleven digits beginning 13 to 19. Numbers that begin 400 or 800, and short service numbers, are public and stay.
"""

import re

DIGIT = re.compile(r"[1-8]")
PHONE_BEGINS = re.compile(r"[0-9+(]")
LEFT_BEGINS = re.compile(r"[0-9A-Za-z¥￥$]")
LOCAL_BEGINS = re.compile(r"[A-Za-z0-9._%+\-]")
WORD_BEGINS = re.compile("[电座手联]")
SPOKEN_BEGINS = re.compile("[一幺]")

GAP = r"[ \-._*/~·]{0,3}"
BETWEEN = r"[ \-._*/~·,，、]{1,3}"
GROUPS = ((3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (4, 7), (5, 6), (6, 5), (3, 2, 2, 2, 2), (1,) * 11)
UNIT = r"(?!(?:\.\d+)?[ ]?[元圆])"

LOCAL = r"[A-Za-z0-9._%+\-]"
DOMAIN = r"[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)"
SPACED = rf" {{0,2}}@ {{0,2}}{DOMAIN}*\.(?i:com|cn|net|org|edu|gov|hk|tw|me|vip|top)(?![A-Za-z0-9])"
MAIL = re.compile(rf"(?<!{LOCAL}){LOCAL}+(?:@{DOMAIN}+|{SPACED})(?:{LOCAL}*@{DOMAIN}+)*")

LEAVE = re.compile(
    r"(?<!\d)20\d\d[01]\d[0-3]\d-\d{6}-\d+(?!\d)"  # number of a matter: day, county, serial
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"  # UUID
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{32,}(?![0-9A-Za-z])"  # digest
    r"|(?<![0-9A-Za-z])(?=[0-9A-Z]{0,17}[A-Z])[159ANY][1-9][0-9A-HJ-NP-RT-UW-Y]{16}(?![0-9A-Za-z])"  # legal person
    r"|(?<![\d.])(?!1[3-9]\d{9}\.)(?!\d\.1[3-9]\d{9}(?!\d))\d+\.\d{3,}(?![\d.])"  # coordinate, measurement
    r"|(?<!\d)(?:19|20)\d\d([\-./])[01]?\d\1[0-3]?\d(?!\d)"  # date
    r"|[¥￥$][ ]?\d+(?:\.\d+)?"  # amount
)

IDENTITY_18 = re.compile(rf"(?<!\d)[1-8](?:{GAP}\d){{16}}{GAP}(?:\d(?!\d)|[Xx])")
IDENTITY_15 = re.compile(
    r"(?<!\d)(?P<province>[1-8]\d)\d{4}[ \-]?(?P<year>\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ \-]?\d{3}(?!\d)"
)
IDENTITY_WORD = re.compile(r"(?<!〔)(?:身份证|证件|证号)[^\d\n〔〕\x01]{0,8}$")

COUNTRY = r"(?:\(?(?:\+|00)?86\)?[ \-]{0,2})?"
GROUPED_MOBILE = "|".join(
    [
        rf"(?=1{GAP}[3-9])\d{{{first}}}(?P<gap{index}>{BETWEEN})"
        + rf"(?P=gap{index})".join(rf"\d{{{n}}}" for n in rest)
        for index, (first, *rest) in enumerate(GROUPS)
    ]
)
MOBILE = re.compile(
    rf"(?<!\d)(?:{COUNTRY}0?(?P<whole>1[3-9]\d{{9}})"
    rf"|{COUNTRY}0?(?P<parts>1[3-9]\d{BETWEEN}\d{{4}}{BETWEEN}\d{{4}}|{GROUPED_MOBILE}))(?!\d){UNIT}"
)
CARD_BEFORE = re.compile(r"\d{4}[ \-]$")
LANDLINE = re.compile(
    rf"(?<!\d)(?<!#)(?<!# )(?:{COUNTRY}\(?0|(?:\+|00)86[ \-]{{0,2}})(?P<area>10|2\d|[3-9]\d\d)\)?"
    rf"[ \-_/]{{0,3}}(?P<number>[2-9]\d{{2,3}}[ \-]?\d{{4}})(?!\d)"
)
LOCAL_LINE = re.compile(
    r"(?<!〔)(?:电话|座机|手机|联系方式)号?码?[ :：是为]{0,3}(?P<number>[2-9]\d{2,3}-?\d{4})(?![\d\-])"
)
PUBLIC_LINE = re.compile(r"[48]00")
SPOKEN_MOBILE = re.compile(
    "(?<![零〇一二三四五六七八九幺])[一幺][三四五六七八九][零〇一二三四五六七八九幺]{9}(?![零〇一二三四五六七八九幺])"
)

PROVINCES = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*codes)
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
DAY = re.compile(r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def is_identity_18(number: str) -> bool:
    """Whether 18 characters are an identity number: province, day of birth and check character all fit."""
    if number[:2] not in PROVINCES or not DAY.fullmatch(number, 6, 14):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17]
