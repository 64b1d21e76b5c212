"""A robot posts into a unit's group chat; that the platform answered is not yet that it took it: its code says so.

The three platforms answer 200 also when they refuse, with a code in the body (docs/adr/0013).
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from gongzhi.exchange.notify import calling
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.letter import Letter, Undelivered

Made = tuple[str, dict[str, Any]]
"""The address to call and what to post there."""
BUSY = frozenset({45009, 130101, 410100, 9499, 11232})
"""Codes that say: too much at once (WeCom, DingTalk, Feishu)."""


def wecom(letter: Letter) -> Made:
    """企业微信: the key in the address is all there is."""
    return letter.address, {"msgtype": "text", "text": {"content": _text(letter)}}


def dingtalk(letter: Letter) -> Made:
    """钉钉: signed by HMAC-SHA256 over time in milliseconds and secret, in the address."""
    address = letter.address
    if letter.secret:
        stamp = str(int(letter.at.timestamp() * 1000))
        sign = _signed(letter.secret.encode(), f"{stamp}\n{letter.secret}".encode())
        address += f"{'&' if '?' in address else '?'}timestamp={stamp}&sign={quote_plus(sign)}"
    return address, {"msgtype": "text", "text": {"content": _text(letter)}}


def feishu(letter: Letter) -> Made:
    """飞书: signed by HMAC-SHA256 of nothing under time in seconds and secret, in the body."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": _text(letter)}}
    if letter.secret:
        stamp = str(int(letter.at.timestamp()))
        body |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{letter.secret}".encode(), b"")}
    return letter.address, body


PLATFORMS: Mapping[str, Callable[[Letter], Made]] = {"wecom": wecom, "dingtalk": dingtalk, "feishu": feishu}


def send(letter: Letter, configured: Configured) -> None:
    """Post it to the platform of the robot, and believe only its own code."""
    address, body = PLATFORMS[letter.kind](letter)
    answer = calling.post(address, body, configured.hosts)
    code = answer.get("errcode", answer.get("code")) if isinstance(answer, dict) else None
    if code in BUSY:
        raise Undelivered("gateway-busy")
    if code != 0:
        raise Undelivered("gateway-refused")


def _text(letter: Letter) -> str:
    return f"{letter.title}\n{letter.body}"


def _signed(key: bytes, said: bytes) -> str:
    return base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
