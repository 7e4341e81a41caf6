"""What merchants' systems cost customers: turns by voice and the REST API on one server. Run by `make bench-doors`.

    python tests/benchmarks/bench_doors.py [--quick] [--json]

A shop is asked 20 signed turns a second while the systems of 50 merchants call the API of the same server, each once
a second: its orders, a product, and a carrier's report, which is written. Turns alone and the API alone, in the same
run, are what it is compared with. Requests leave when they are due, whether or not the ones before were answered.
"""

import itertools
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import click
import urllib3
from rich.console import Console
from rich.table import Table

from tests.benchmarks.due import Answered, Send, sent
from tests.benchmarks.invented_orders import add_orders
from tests.benchmarks.invented_shop import catalogue
from tests.benchmarks.served import OURS
from tests.benchmarks.servers import free_port, running
from tests.benchmarks.shops import Shop, fill, postgresql
from tests.benchmarks.turns import asked, telling_names
from tests.channels.alexa.signing import Signer, pem
from voice_skill.store import Store

MERCHANTS, TURNS_PER_S, API_PER_S = 50, 20, 50
PRODUCTS, OTHERS_PRODUCTS = 1_000, 100
KINDS = ("product by its name", "product by some words", "order status")
TURNS, API = "turns by voice", "REST API"

told = Console(stderr=True)


@dataclass(frozen=True)
class Client:
    """One merchant's system."""

    secret: str
    orders: Sequence[str]
    products: Sequence[str]


@click.command()
@click.option("--quick", is_flag=True, help="Shorter: shows that everything runs, not how fast it is.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table.")
def main(quick: bool, json_lines: bool) -> None:
    """Measure voice and API beside each other, on SQLite and on PostgreSQL."""
    rows = list(_measured(3.0 if quick else 20.0))
    if json_lines:
        for row in rows:
            click.echo(json.dumps(row))
    else:
        Console(width=110).print(_table(rows))


def _measured(for_s: float) -> Iterator[dict[str, Any]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        create = stack.enter_context(postgresql())
        for database, url in (("SQLite", f"sqlite:///{folder}/shop.db"), ("PostgreSQL", create(PRODUCTS))):
            shop, signer = Shop(database, PRODUCTS, url), Signer.create()
            now = datetime.now(UTC)
            fill(shop, now, told)
            with closing(Store.open(url)) as store:
                clients = list(_clients(store, now))
                names = telling_names(store, 100)
            bodies = [one.body for kind in KINDS for one in asked(kind, names, now)]
            for row in _served(shop, signer, folder, Random(7).sample(bodies, len(bodies)), clients, for_s):
                yield {"database": database, **row}


def _clients(store: Store, now: datetime) -> Iterator[Client]:
    for number in range(MERCHANTS):
        name = f"shop-{number}"
        store.add_merchant(name, title=f"Shop {number}")
        with store.for_merchant(name) as shop:
            shop.catalogue.put(catalogue(OTHERS_PRODUCTS))
            for _ in add_orders(shop, OTHERS_PRODUCTS, now):
                pass
            _, secret = shop.tokens.create("load", ["catalogue:read", "orders:read", "orders:write"])
            orders = [order.number for order in shop.orders.list(limit=OTHERS_PRODUCTS)]
            products = [one.external_id for one in itertools.islice(shop.catalogue.names(), OTHERS_PRODUCTS)]
            shop.commit()
        yield Client(secret, orders, products)


def _served(
    shop: Shop, signer: Signer, folder: Path, bodies: Sequence[bytes], clients: Sequence[Client], for_s: float
) -> Iterator[dict[str, Any]]:
    """Each alone, then both, on a server with two workers."""
    (folder / "roots.pem").write_bytes(pem(*signer.roots))
    (folder / "chain.pem").write_bytes(signer.chain)
    port = free_port()
    environ = {"SIGNED": str(folder), "DATABASE_URL": shop.url, "VOICE_SKILL_HOME": str(folder)}
    http = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=MERCHANTS, timeout=10, retries=False)
    with running(["-m", "tests.benchmarks.served", OURS, str(port)], environ, port), closing(http):
        turns = (_turn(http, signer, body) for body in itertools.cycle(bodies))
        calls = (_call(http, client, at) for at in itertools.count() for client in clients)
        both = {TURNS: (turns, TURNS_PER_S), API: (calls, API_PER_S)}
        _sent(both, 2.0)  # fills the workers' caches
        for alone in both:
            yield {"beside": False, **_figures(_sent({alone: both[alone]}, for_s))[0]}
        for row in _figures(_sent(both, for_s)):
            yield {"beside": True, **row}


def _turn(http: urllib3.HTTPConnectionPool, signer: Signer, body: bytes) -> Send:
    headers = signer.headers(body)
    return lambda: http.request("POST", "/alexa", body=body, headers=headers).status


def _call(http: urllib3.HTTPConnectionPool, client: Client, at: int) -> Send:
    headers = {"Authorization": f"Bearer {client.secret}"}
    order = client.orders[at % len(client.orders)]
    if at % 3 == 0:
        return lambda: http.request("GET", "/api/v1/orders?limit=20", headers=headers).status
    if at % 3 == 1:
        product = client.products[at % len(client.products)]
        return lambda: http.request("GET", f"/api/v1/products/{product}", headers=headers).status
    headers |= {"Content-Type": "application/json", "Idempotency-Key": f"{order}-{at}"}
    body = json.dumps({"kind": "out_for_delivery", "by": "carrier", "source_id": f"{order}-{at}"})
    return lambda: http.request("POST", f"/api/v1/orders/{order}/events", body=body, headers=headers).status


def _sent(wanted: Mapping[str, tuple[Iterator[Send], int]], for_s: float) -> dict[str, Answered]:
    """The answers of each kind, all of them good."""
    answered = sent(wanted, for_s, at_once=MERCHANTS + TURNS_PER_S)
    for what, answers in answered.items():
        if answers.failed:
            raise RuntimeError(f"{what}: {answers.failed} answers were not good")
    return answered


def _figures(answered: Mapping[str, Answered]) -> list[dict[str, Any]]:
    return [{"what": what, **answers.figures()} for what, answers in answered.items()]


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    title = f"{TURNS_PER_S} turns a second, {MERCHANTS} merchants' systems with {API_PER_S} API requests a second"
    table = Table("Database", "What", "", title=title, title_justify="left", title_style="bold")
    for column in ("requests", "median ms", "p95 ms", "longest ms", "p95 × alone"):
        table.add_column(column, justify="right")
    alone = {(row["database"], row["what"]): row["p95_ms"] for row in rows if not row["beside"]}
    for row in rows:
        figures = [f"{row[name]:,}" for name in ("requests", "median_ms", "p95_ms", "longest_ms")]
        ratio = f"{row['p95_ms'] / alone[row['database'], row['what']]:.2f}" if row["beside"] else ""
        table.add_row(row["database"], row["what"], "both" if row["beside"] else "alone", *figures, ratio)
    return table


if __name__ == "__main__":
    main()
