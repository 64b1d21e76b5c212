"""health: whether the clocks go, in figures that a watchdog reads; exit code 1 when somebody should look."""

from django.utils import timezone

from gongzhi.matters import claiming
from gongzhi.matters.liveness import liveness
from gongzhi.site.cli.frame import Summary, command, note


@command("health")
def health() -> Summary:
    """时钟是否在走：逾期未办的定时、搁置的事项、没有时限的在办事项、未推送的变更；需要人看时退出码为 1。"""
    found = liveness(timezone.now())
    for kept in claiming.kept_back():
        note(f"{kept.matter_id}: {kept.failures} × {kept.fault}, {kept.since:%Y-%m-%d %H:%M} → {kept.until:%H:%M}")
    facts = {
        "well": found.well,
        "overdue_timers": found.overdue,
        "oldest": found.oldest.isoformat() if found.oldest else None,
        "kept_back": found.kept_back,
        "open_without_clock": found.without_clock,
        "unsent": found.unsent,
    }
    return Summary(facts, code=0 if found.well else 1)
