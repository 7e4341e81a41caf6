"""Whether names for the ear say what a product is and which one. Run by `make bench-names`.

    python -m tests.benchmarks.bench_names FEED ... [--orders ORDERS.csv.gz] [--marks MARKS.csv] [--show 100] [--json]

FEED is any feed that the shop imports. ORDERS are the order lines of a real shop, UCI's Online Retail as CSV. MARKS is
a CSV with the columns title and noun, made by hand: the word that says what the thing is, or several with "|" between.
"""

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from voice_skill.linking.formats import read_feed
from voice_skill.linking.judging import stage
from voice_skill.linking.rows import FeedSettings, Finding, Row

SETTINGS = FeedSettings("USD")
MOST_WORDS = 8
COLUMNS = ("feed", "names", "products", "marked", "with noun", "unique in kind", "own title", "words", "to 8 words")

told = Console(stderr=True)


@dataclass(frozen=True)
class Named:
    """A product of a feed: its title, its category and what it is called."""

    title: str
    category: str
    name: str


@click.command()
@click.argument("feeds", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--orders", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="UCI's Online Retail.")
@click.option("--marks", "marks_file", type=click.Path(path_type=Path), help="Nouns of titles, marked by hand.")
@click.option("--show", default=0, metavar="N", help="Print N names at random, to be read.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table.")
def main(feeds: Sequence[Path], orders: Path | None, marks_file: Path | None, show: int, json_lines: bool) -> None:
    """Measure the names that feeds get, beside the first eight words of their titles."""
    marks = _marks(marks_file)
    named = {feed.stem: named_products(read_feed(feed, SETTINGS)[1]) for feed in feeds}
    if orders:
        named[orders.name.split(".")[0]] = named_products(_order_rows(orders))
    rows = [row for feed, products in named.items() for row in _measured(feed, products, marks)]
    if json_lines:
        for row in rows:
            click.echo(json.dumps(row))
    else:
        _print(rows)
    products = [product for each in named.values() for product in each]
    for product in Random(1).sample(products, min(show, len(products))):
        told.print(f"{product.name}  [dim]{product.title}[/dim]", highlight=False)


def named_products(rows: Iterable[Row | Finding]) -> list[Named]:
    """The products of a feed with their names, as an import makes them."""
    with stage(rows, SETTINGS) as staged:
        return [Named(item.title, item.category, item.spoken_name) for item in staged.items()]


def _measured(feed: str, products: Sequence[Named], marks: Mapping[str, frozenset[str]]) -> Iterator[dict[str, Any]]:
    cut = [Named(each.title, each.category, " ".join(each.title.lower().split()[:MOST_WORDS])) for each in products]
    yield {"feed": feed, "names": "made"} | _figures(products, marks)
    yield {"feed": feed, "names": "baseline: title, cut"} | _figures(cut, marks)


def _figures(products: Sequence[Named], marks: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    marked = [each for each in products if each.title in marks]
    with_noun = [each for each in marked if not marks[each.title].isdisjoint(_words(each.name))]
    called = Counter((each.category, each.name.casefold()) for each in products)
    titled = Counter((each.category, " ".join(each.title.casefold().split())) for each in products)
    own_name = [each for each in products if called[each.category, each.name.casefold()] == 1]
    own_title = [each for each in products if titled[each.category, " ".join(each.title.casefold().split())] == 1]
    lengths = [len(each.name.split()) for each in products]
    return {
        "products": len(products),
        "marked": len(marked),
        "with noun": _share(len(with_noun), len(marked)),
        "unique in kind": _share(len(own_name), len(products)),
        "own title": _share(len(own_title), len(products)),
        "words": round(mean(lengths), 1) if lengths else None,
        "to 8 words": _share(sum(length <= MOST_WORDS for length in lengths), len(products)),
    }


def _words(name: str) -> set[str]:
    return set(name.casefold().replace("-", " ").split()) | set(name.casefold().split())


def _share(some: int, all_: int) -> float | None:
    return round(some / all_, 3) if all_ else None


def _marks(file: Path | None) -> dict[str, frozenset[str]]:
    if file is None or not file.exists():
        told.print("Nouns are not measured: no marks made by hand; give a CSV of title and noun with --marks.")
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["title"]: frozenset(row["noun"].casefold().split("|")) for row in csv.DictReader(lines)}


def _order_rows(orders: Path) -> Iterator[Row]:
    """A row of each stock code, with the description that most order lines have."""
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    with gzip.open(orders, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if float(line["UnitPrice"]) > 0 and line["Description"].strip():
                titles[line["StockCode"]][line["Description"].strip()] += 1
    for number, (code, described) in enumerate(sorted(titles.items()), 1):
        yield Row(number, code, code, {"title": described.most_common(1)[0][0], "price": "2.50"})


def _print(rows: Sequence[Mapping[str, Any]]) -> None:
    table = Table(box=None, title="Names for the ear", title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in ("feed", "names") else "right")
    for row in rows:
        table.add_row(*("" if row[column] is None else str(row[column]) for column in COLUMNS))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
