"""What a request to the REST API costs in process: make bench-api. How it bears on customers: bench_doors."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import click
from rich.console import Console

from tests.benchmarks.shops import Shop, fill, postgresql
from tests.benchmarks.turns import MERCHANT
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import SCOPES, MerchantStore, PastLine, Store, record_past_order, utc_now

SIZE, SHIPPABLE = 1_000, 300
told = Console(stderr=True)


class Standing:
    """Goes on a tenth of a second with each request: as fast as a token may ask, however fast they are answered."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


@click.command()
def main() -> None:
    """Each kind of request, one after the other, each about another product or order, on both databases."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        create = stack.enter_context(postgresql())
        for database, url in (("SQLite", f"sqlite:///{folder}/shop.db"), ("PostgreSQL", create(SIZE))):
            shop = Shop(database, SIZE, url)
            fill(shop, utc_now(), told)
            measure(shop, folder)


def measure(shop: Shop, home: Path) -> None:
    clock = Standing()
    with closing(Store.open(shop.url, clock=clock)) as store:
        with store.for_merchant(MERCHANT) as opened:
            numbers = list(to_ship(opened))
            ids = [product.external_id for product in opened.catalogue.products(limit=SHIPPABLE)]
            _, secret = opened.tokens.create("bench", SCOPES)
            opened.commit()
        settings = {"VOICE_SKILL_LOG_LEVEL": "WARNING", "VOICE_SKILL_HOME": str(home)}
        client = create_app(Config.from_env(settings), store=store).test_client()
        headers = {"Authorization": f"Bearer {secret}"}

        def get(path: str) -> Callable[[str], int]:
            return lambda id_: client.get(f"/api/v1{path}{id_}", headers=headers).status_code

        def ship(number: str) -> int:
            key = {"Idempotency-Key": f"ship-{number}"}
            path = f"/api/v1/orders/{number}/events"
            return client.post(path, headers=headers | key, json={"kind": "shipped"}).status_code

        for name, call, over in (
            ("GET a product", get("/products/"), ids),
            ("GET an order", get("/orders/"), numbers),
            ("GET 50 orders", get("/orders"), [""] * SHIPPABLE),
            ("POST shipped", ship, numbers),
        ):
            took_s, worked_s = zip(*timed(call, over, clock), strict=True)
            click.echo(f"{shop.database}, {name}: {spread(took_s)}, own work {median(worked_s) * 1e3:.2f} ms")


def to_ship(shop: MerchantStore) -> Iterator[str]:
    """Orders that wait to be shipped."""
    customer = shop.customers.recognise("user-ana")
    variants = [product.variants[0] for product in shop.catalogue.products(limit=20)]
    at = shop.now - timedelta(days=1)
    for number in range(700_000, 700_000 + SHIPPABLE):
        lines = [PastLine(variants[number % len(variants)], 1)]
        record_past_order(
            shop, customer, number=str(number), placed_at=at, status="processing", status_at=at, lines=lines
        )
        yield str(number)


def timed(call: Callable[[str], int], over: Sequence[str], clock: Standing) -> Iterator[tuple[float, float]]:
    """How long each takes, and how much of that this thread works, in seconds."""
    for one in over:
        clock.now += timedelta(seconds=0.1)
        started, working = time.perf_counter(), time.thread_time()
        status = call(one)
        yield time.perf_counter() - started, time.thread_time() - working
        assert status in (200, 201), status


def spread(took_s: Sequence[float]) -> str:
    return f"median {median(took_s) * 1e3:.2f} ms, p95 {quantiles(took_s, n=20)[18] * 1e3:.2f} ms"


if __name__ == "__main__":
    main()
