"""Dates, hours and ordinals are written as official documents write them (GB/T 9704—2012, 7.3.5.4; GB/T 15835)."""

from datetime import date, datetime

_DIGITS = "零一二三四五六七八九"


def day(on: date) -> str:
    """2026年3月2日: in Arabic numerals, without filling zeros."""
    return f"{on.year}年{on.month}月{on.day}日"


def hour(at: datetime) -> str:
    """2026年3月2日17时, with the minutes where there are any."""
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{day(at.date())}{at.hour}时{minutes}"


def ordinal(number: int) -> str:
    """一, 二, … 十, 十一, … 九十九; beyond in Arabic numerals."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    front = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return front + (_DIGITS[ones] if ones or not tens else "")
