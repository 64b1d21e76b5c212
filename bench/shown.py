"""What was measured, as tables that can be read and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

BATCH_WANTED, SINGLE_WANTED, LIST_WANTED = 0.25, 400.0, 50.0


def show(found: Mapping[str, Any], console: Console) -> None:
    """Print everything."""
    for vendor, told in found["databases"].items():
        if "intake" in told:
            _intake(vendor, told["intake"], console)
        for stored in told.get("stores", ()):
            _lists(vendor, stored, console)
        _growth(vendor, told, console)
    _ground(found.get("ground", ()), console)


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    return table


def _mark(value: str, *, met: bool) -> str:
    return value if met else f"[red]{value}[/red]"


def _intake(vendor: str, told: Mapping[str, Any], console: Console) -> None:
    columns = ("clients", "reports/s", "p50 ms", "p99 ms", "bare SQL/s", "of bare SQL")
    table = _table(f"{vendor}: intake over HTTP; bare SQL writes a matter's row and a journal line", columns)
    runs = [(f"{run['clients']} single", run, str(run["clients"])) for run in told["single"]]
    for name, run, clients in [*runs, ("8 batches of 50", told["batch"], "8")]:
        bare = told["bare"][clients]
        met = run["rate"] >= SINGLE_WANTED if name == "8 single" else True
        part = _mark(f"{run['rate'] / bare:.1%}", met="batch" not in name or run["rate"] >= BATCH_WANTED * bare)
        rate = _mark(f"{run['rate']:,.0f}", met=met)
        table.add_row(name, rate, f"{run['p50']:.1f}", f"{run['p99']:.1f}", f"{bare:,.0f}", part)
    console.print(table)
    resident = ", ".join(f"{name} {size:.0f}" for name, size in told["memory"].items())
    console.print(f"memory of each process after that, MB: {resident}\n")


def _lists(vendor: str, told: Mapping[str, Any], console: Console) -> None:
    title = f"{vendor}: lists and searches over {told['filled']['matters']:,} matters"
    table = _table(title, ("query", "found", "p50 ms", "p95 ms", "counted, p95 ms"))
    for row in told["lists"]:
        slow = _mark(f"{row['p95']:.1f}", met=row["p95"] < LIST_WANTED)
        table.add_row(row["query"], row["found"], f"{row['p50']:.1f}", slow, f"{row['count_p95']:.1f}")
    console.print(table)
    filled = told["filled"]
    if filled["filled_per_second"]:
        console.print(
            f"filled at {filled['filled_per_second']:,.0f} matters/s, {filled['sample']} of them replayed; "
            f"positions {filled['positions_per_second']:,.0f}/s, tally {filled['tallied_per_second']:,.0f}/s"
        )
    console.print()


def _growth(vendor: str, told: Mapping[str, Any], console: Console) -> None:
    runs = [told[name] for name in ("small", "large") if told.get(name)]
    for run in runs:
        console.print(f"{vendor}: one report costs {run['milliseconds']:.2f} ms with {run['stored']:,} matters stored")
    if len(runs) == 2:
        console.print(f"{vendor}: {runs[1]['milliseconds'] / runs[0]['milliseconds']:.2f} times as much\n")


def _ground(grounds: Sequence[Mapping[str, Any]], console: Console) -> None:
    table = _table("locate", ("ground", "areas", "single points/s", "many points/s"))
    for told in grounds:
        table.add_row(told["name"], f"{told['areas']:,}", f"{told['single']:,.0f}", f"{told['many']:,.0f}")
    console.print(table)
