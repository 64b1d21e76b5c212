"""messages failed, messages retry: what could not be sent is seen, and sent again when what was wrong is mended."""

from typing import Annotated, Any

import typer
from django.utils import timezone

from gongzhi.exchange.notify import ledger
from gongzhi.site.cli.frame import Summary, changing, command, note


@command("messages failed")
def failed(limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多列出多少条。")] = 100) -> Summary:
    """未能发出的消息：渠道、单位、原因；不含姓名、号码和地址。"""
    found = ledger.failed(limit)
    for row in found:
        note(f"{row['at']}  {row['way']:<6} {row['unit']:<16} {row['recipient']:<45} {row['error']}")
    facts: dict[str, Any] = {"failed": ledger.counts()["failed"], "waiting": ledger.counts()["waiting"], "list": found}
    return Summary(facts, code=1 if found else 0)


@changing("messages retry")
def retry(limit: Annotated[int, typer.Option(min=1, max=100_000, help="最多重发多少次发送。")] = 1000) -> Summary:
    """把未能发出的再发一遍（例如网关恢复之后）。"""
    return Summary({"again": ledger.retry(limit, timezone.now())})
