"""What search costs as a catalogue grows: import, size, time of a question. Called by bench_search."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from random import Random
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import Progress, track
from sqlalchemy import make_url

from tests.benchmarks.heard_names import Transcripts
from tests.benchmarks.search_rivals import FullText, Fuzzy, Rival, Tantivy
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store

INDEX_TABLES = ("postings", "spoken_products", "whole_names")
OF_ONE_MERCHANT = 1_000
Make = Callable[[int], str]


def fill(url: str, merchants: Mapping[str, Sequence[str]], console: Console) -> float:
    """Shops that sell products of these names, through the store's own import; seconds that it took."""
    total = sum(map(len, merchants.values()))
    with closing(Store.open(url)) as store, Progress(console=console, transient=True) as bars:
        store.upgrade()
        bar = bars.add_task(f"{make_url(url).get_backend_name()}, {total:,} products", total=total)
        began = time.perf_counter()
        for merchant, names in merchants.items():
            store.add_merchant(merchant, title=merchant.title(), currency="GBP", time_zone="Europe/London")
            with store.for_merchant(merchant) as shop:
                shop.catalogue.put(_advancing(items(enumerate(names)), lambda: bars.advance(bar)))
                shop.commit()
        return time.perf_counter() - began


def items(numbered: Iterable[tuple[int, str]]) -> Iterator[CatalogueItem]:
    """A product of each name; its number is its own id and its sku."""
    for number, name in numbered:
        variant = CatalogueVariant(str(number), Money(100 + number % 900, "GBP"))
        yield CatalogueItem(str(number), name.title(), name, f"{name}s", [variant])


def measured(
    makes: Mapping[str, Make],
    names: Sequence[str],
    sizes: Sequence[int],
    questions: Sequence[Transcripts],
    console: Console,
) -> Iterator[dict[str, Any]]:
    """One row for each database and size."""
    for database, make in makes.items():
        for size in sizes:
            url = make(size)
            took_s = fill(url, {"juniper": names[:size]}, console)
            cost = {"import_s": round(took_s, 1), "index_bytes": round(index_bytes(url) / size)}
            yield {"database": database, "products": size, **cost, **_asked(url, ["juniper"], questions, console)}


def among_merchants(
    makes: Mapping[str, Make], names: Sequence[str], count: int, questions: Sequence[Transcripts], console: Console
) -> Iterator[dict[str, Any]]:
    """One row for each database: so many merchants with the same thousand names, one of them asked at a time."""
    own = names[:OF_ONE_MERCHANT]
    for database, make in makes.items():
        url, merchants = make(count * OF_ONE_MERCHANT), [f"merchant-{number}" for number in range(count)]
        took_s = fill(url, dict.fromkeys(merchants, own), console)
        size = round(index_bytes(url) / (count * OF_ONE_MERCHANT))
        row = {"database": database, "products": f"{count:,} × {len(own):,}", "import_s": round(took_s, 1)}
        yield {**row, "index_bytes": size, **_asked(url, merchants, questions, console)}


def rivals(
    names: Sequence[str], sizes: Sequence[int], questions: Sequence[Transcripts], console: Console
) -> Iterator[dict[str, Any]]:
    """One row for each size: what other ways cost, by the likeliest transcript of each question."""
    makes: dict[str, Callable[[Sequence[str]], Rival]] = {"fts5": FullText, "rapidfuzz ratio": Fuzzy}
    if Tantivy.is_installed():
        makes["tantivy"] = Tantivy
    for size in sizes:
        row: dict[str, Any] = {"products": size}
        for rival, make in makes.items():
            with console.status(f"{rival}, {size:,}"):
                began = time.perf_counter()
                index = make(names[:size])
                row[rival] = {"build_s": round(time.perf_counter() - began, 1)}
                row[rival] |= _spread([_timed(lambda said=said: index.find(said[:1]))[0] for said in questions])  # noqa: B023
        yield row


def index_bytes(url: str) -> int:
    """What the tables of the index and their indexes take. SQLite has to be one with dbstat, as those of Linux are."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        marks = ", ".join("?" * len(INDEX_TABLES))
        statement = (
            f"SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name IN ({marks}))"
        )
        with closing(sqlite3.connect(where.database or "")) as database:
            return int(database.execute(statement, INDEX_TABLES).fetchone()[0])
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", (list(INDEX_TABLES),)
        ).fetchone()
        return int(row[0]) if row else 0


def _asked(url: str, merchants: Sequence[str], questions: Sequence[Transcripts], console: Console) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        cold_ms = pool.submit(_cold_ms, url, merchants[0], questions[0]).result()
    random, took_ms, cpu_ms = Random(1), [], []
    with closing(Store.open(url)) as store:
        for counts in (False, True):
            for said in track(questions, "Asking", console=console, transient=True):
                with store.for_merchant(random.choice(merchants)) as shop:
                    spent = _timed(lambda said=said: shop.catalogue.find(said))
                if counts:
                    took_ms.append(spent[0])
                    cpu_ms.append(spent[1])
    return {"cold_ms": round(cold_ms, 1), **_spread(took_ms), "cpu_p95_ms": _spread(cpu_ms)["p95_ms"]}


def _cold_ms(url: str, merchant: str, said: Transcripts) -> float:
    """The first question of a new process, opening of the database included, imports not."""
    began = time.perf_counter()
    with closing(Store.open(url)) as store, store.for_merchant(merchant) as shop:
        shop.catalogue.find(said)
        return 1000 * (time.perf_counter() - began)


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the clock, and of this thread's own work."""
    working, began = time.thread_time(), time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - working)


def _spread(took_ms: Sequence[float]) -> dict[str, float]:
    ordered = sorted(took_ms)
    return {f"p{part}_ms": round(ordered[int(part / 100 * (len(ordered) - 1))], 2) for part in (50, 95)}


def _advancing(every: Iterator[CatalogueItem], advance: Callable[[], None]) -> Iterator[CatalogueItem]:
    for one in every:
        yield one
        advance()
