"""keys: a master key is made, given to every machine, put in force, and destroyed when nothing needs it any more."""

from typing import Annotated, Any

import typer
from django.conf import settings

from gongzhi.audit.telling import security_event
from gongzhi.kernel import Refused
from gongzhi.site.cli.frame import OPERATOR, Summary, changing, command, note
from gongzhi.site.key_standing import COLUMNS, standing
from gongzhi.site.progress import telling
from gongzhi.vault import keys, rewrapping
from gongzhi.vault.keys import SITE, read_keys

SHOWN = 100


@command("keys list")
def listed() -> Summary:
    """主密钥：编号、状态、由谁保管、还有多少条由它封装。"""
    current, listing = standing()
    for row in listing:
        note(f"{row['number']:>5}  {row['standing']:<9} {row['guard']:<24} {row['wraps']}")
    site = read_keys(settings.HOME_KEYS / SITE).current
    lost = any(row["standing"] == "lost" for row in listing)
    return Summary({"in_force": current, "site": site, "list": listing}, code=1 if lost else 0)


@changing("keys new")
def new() -> Summary:
    """新增一把主密钥；先只用于解封，待密钥文件到达所有机器后再用 keys rotate 启用。"""
    number = keys.new_master(settings.HOME_KEYS)
    security_event("key.made", OPERATOR, f"master-key:{number}")
    return Summary({"number": number, "standing": keys.WAITING})


@changing("keys rotate")
def rotate(
    batch: Annotated[int, typer.Option(min=10, max=10_000, help="每个短事务重新封装多少条。")] = rewrapping.BATCH,
    most: Annotated[int | None, typer.Option(min=1, help="本次最多重新封装多少条；余下的下次继续。")] = None,
) -> Summary:
    """启用等待中的主密钥，并把旧主密钥下的全部密钥分批重新封装；不停机，可中断、可继续。"""
    number = keys.enforce_master(settings.HOME_KEYS)
    total = sum(amount for each, amount in rewrapping.counts(COLUMNS).items() if each != number)
    done, lost = 0, set[str]()
    with telling() as tell:
        for one in rewrapping.rewrap(COLUMNS, batch=batch):
            done += one.changed
            lost.update(one.broken)
            tell("rewrap", done, max(total, done))
            if most is not None and done >= most:
                break
    left = sum(amount for each, amount in rewrapping.counts(COLUMNS).items() if each != number)
    outcome = "failed" if lost else "done"
    security_event("key.rotated", OPERATOR, f"master-key:{number}", outcome, rewrapped=done, left=left)
    facts = {"in_force": number, "rewrapped": done, "left": left, "broken": sorted(lost)[:SHOWN]}
    return Summary(facts, code=1 if lost else 0)


@changing("keys retire")
def retire(number: Annotated[int, typer.Argument(help="主密钥编号，见 keys list。")]) -> Summary:
    """销毁一把已无任何内容由它封装的旧主密钥；以前的备份若由它封装，须另行保管。"""
    if used := rewrapping.counts(COLUMNS)[number]:
        raise Refused("key-needed", number=number, amount=used)
    keys.retire_master(settings.HOME_KEYS, number)
    security_event("key.retired", OPERATOR, f"master-key:{number}")
    return Summary({"retired": number, "in_force": keys.current_master()})


@changing("keys site")
def site() -> Summary:
    """更换跨事项比对摘要所用的密钥；上一把仍可比对，更早的销毁。"""
    number = keys.rotate(settings.HOME_KEYS)
    security_event("key.rotated", OPERATOR, f"site-key:{number}")
    return Summary({"in_force": number})


@command("keys check")
def check() -> Summary:
    """密钥文件是否完好，由主密钥封装的每一条是否都能打开。"""
    keys.check_keys(settings.HOME_KEYS)
    lost = list(rewrapping.broken(COLUMNS))
    for place in lost[:SHOWN]:
        note(place)
    facts: dict[str, Any] = {"wrapped": sum(rewrapping.counts(COLUMNS).values()), "broken": len(lost)}
    return Summary(facts | {"list": lost[:SHOWN]}, code=1 if lost else 0)
