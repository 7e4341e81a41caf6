"""What was measured, kept as rows of JSON and shown as tables. Called by the benchmarks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.shops import Shop

BARE = "ask-sdk, bare"


@dataclass
class Report:
    """What was measured: rows of JSON, by the table that they stand in."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, table: str, **row: Any) -> None:
        self.rows.append({"table": table, **row})

    def of(self, table: str, **wanted: Any) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["table"] == table and wanted.items() <= row.items()]

    def median_us(self, shop: Shop, kind: str) -> float:
        (row,) = self.of("turns", database=shop.database, size=shop.size, kind=kind)
        return float(row["median_us"])


def show(report: Report, console: Console) -> None:
    """All of it as tables, what was to be reached last."""
    shops = list(dict.fromkeys((row["database"], row["size"]) for row in report.of("turns")))
    for database, size in shops:
        console.print(_turns(report, database, size))
    for table in (_shares(report, shops), _servers(report), _starts(report), _targets(report)):
        console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, justify="left" if column[0].isupper() else "right")
    return table


def _turns(report: Report, database: str, size: int) -> Table:
    title = f"In process, {database}, {size:,} products and orders"
    table = _table(title, "Turn", "median µs", "p99 µs", "best µs", "cpu µs", "× bare")
    for row in report.of("turns", database=database, size=size):
        (bare,) = report.of("turns", database=database, size=size, kind=BARE)
        ratio = row["median_us"] / bare["median_us"]
        spent = [f"{row[name]:,.0f}" for name in ("median_us", "p99_us", "best_us", "cpu_us")]
        table.add_row(row["kind"], *spent, f"{ratio:.2f}")
    return table


def _shares(report: Report, shops: Sequence[tuple[str, int]]) -> Table:
    headings = [f"{database.lower()} {size:,}" for database, size in shops]
    table = _table("Where a product question spends its time, mean µs", "Part", *headings)
    whole = {shop: report.of("shares", database=shop[0], size=shop[1]) for shop in shops}
    for part in [row["part"] for row in whole[shops[0]]]:
        cells = []
        for rows in whole.values():
            (spent_us,) = (row["mean_us"] for row in rows if row["part"] == part)
            cells.append(f"{spent_us:,.0f} ({spent_us / sum(row['mean_us'] for row in rows):.0%})")
        table.add_row(part, *cells)
    return table


def _servers(report: Report) -> Table:
    table = _table("Two worker processes, eight clients", "Server", "turns/s", "of each run", "p99 ms", "worker MB")
    for server in dict.fromkeys(row["server"] for row in report.of("servers")):
        runs = report.of("servers", server=server)
        each = [row["turns_per_s"] for row in runs]
        p99_ms, rss_mb = (median(row[name] for row in runs) for name in ("p99_ms", "worker_rss_mb"))
        all_runs = " ".join(f"{one:,.0f}" for one in each)
        table.add_row(server, f"{median(each):,.0f}", all_runs, f"{p99_ms:.0f}", f"{rss_mb:.0f}")
    return table


def _starts(report: Report) -> Table:
    table = _table("Starting", "What", "median s")
    for row in report.of("starts"):
        table.add_row(row["what"], f"{row['s']:.2f}")
    return table


def _targets(report: Report) -> Table:
    table = _table("To be reached", "What", "measured", "at most", "Reached")
    for row in report.of("targets"):
        table.add_row(row["what"], f"{row['measured']:,}", f"{row['limit']:,}", "yes" if row["is_met"] else "[bold]no")
    return table
