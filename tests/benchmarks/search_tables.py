"""What bench_search measured, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Row = Mapping[str, Any]


def show(rows: Sequence[Row], about: str, console: Console) -> None:
    """Those tables for which there are rows."""
    tables = {("accuracy", "sold"): _sold, ("accuracy", "unsold"): _unsold, ("reorders", None): _reorders}
    tables |= {("speed", "curve"): _curve, ("speed", "rivals"): _rivals}
    console.print(about)
    for (part, name), table in tables.items():
        own = [row for row in rows if row["part"] == part and row.get("table") == name]
        if own:
            console.print(table(own))


def _sold(rows: Iterable[Row]) -> Table:
    headings = ("first", "in three", "sure", "sure and wrong", "offered", "FTS5 first", "in three", "rapidfuzz first")
    table = _table("Products that are sold", "Said", "n", *headings, "in three")
    for row in rows:
        ours, full_text, fuzzy = row["ours"], row["fts5"], row["rapidfuzz"]
        verdict = (_share(row["sure"], True), _share(row["wrong"]), _share(row["offered"], True))
        rivals = [_share(rival[place], True) for rival in (full_text, fuzzy) for place in ("first", "three")]
        table.add_row(row["kind"], f"{row['n']:,}", _share(ours["first"]), _share(ours["three"]), *verdict, *rivals)
    return table


def _unsold(rows: Iterable[Row]) -> Table:
    table = _table("Products that are not sold", "Said", "n", "sure and wrong")
    for row in rows:
        table.add_row(row["kind"], f"{row['n']:,}", _share(row["wrong"]))
    return table


def _reorders(rows: Iterable[Row]) -> Table:
    table = _table("Products that a customer bought again", "Asked for", "n", "first")
    for row in rows:
        table.add_row(row["what"], f"{row['n']:,}", _share(row["first"]))
    return table


def _curve(rows: Iterable[Row]) -> Table:
    headings = ("products", "import s", "index bytes each", "p50 ms", "p95 ms", "cpu p95 ms", "first of a process ms")
    table = _table("A question", "Database", *headings)
    for row in rows:
        products = row["products"] if isinstance(row["products"], str) else f"{row['products']:,}"
        spent = [f"{row[name]:.1f}" for name in ("p50_ms", "p95_ms", "cpu_p95_ms", "cold_ms")]
        table.add_row(row["database"], products, f"{row['import_s']:,.1f}", f"{row['index_bytes']:,}", *spent)
    return table


def _rivals(rows: Sequence[Row]) -> Table:
    table = _table("Other ways, by the likeliest transcript", "Way", "products", "build s", "p50 ms", "p95 ms")
    for rival in ("fts5", "rapidfuzz ratio", "tantivy"):
        for row in rows:
            if rival in row:
                spent = [f"{row[rival][name]:.1f}" for name in ("build_s", "p50_ms", "p95_ms")]
                table.add_row(rival, f"{row['products']:,}", *spent)
        if rival not in rows[0]:
            table.add_row(rival, "not installed")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, justify="left" if column[0].isupper() and column[:3] != "FTS" else "right")
    return table


def _share(figure: Mapping[str, Any], is_short: bool = False) -> str:
    low, high = figure["interval"]
    return f"{figure['value']:.3f}" if is_short else f"{figure['value']:.3f} ({low:.3f}-{high:.3f})"
