"""Whether what is asked for by a kind of thing is found, and what is not sold is said to be not sold. Run by
`make bench-kinds`.

    python tests/benchmarks/bench_kinds.py [--shops FILE.toml] [--misses]

FILE.toml holds shops as tests/store/search/kind_shops.toml does, which is taken without it.
"""

import tempfile
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from statistics import quantiles

import click
from rich.console import Console
from rich.table import Table

from tests.store.search.kind_shops import SHOPS, Answered, Asked, answered, asked, items, shops
from voice_skill.store import Store


@click.command()
@click.option("--shops", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=SHOPS)
@click.option("--misses", is_flag=True, help="List what was not answered rightly.")
def main(file: Path, misses: bool) -> None:
    """Measure how kinds of things are found."""
    rows: dict[tuple[str, str], list[tuple[Asked, Answered, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, closing(Store.open(f"sqlite:///{folder}/shop.db")) as store:
        store.upgrade()
        for name in shops(file):
            store.add_merchant(name, title=name.title())
            with store.for_merchant(name) as shop:
                shop.catalogue.put(items(name, file))
                for one in asked(name, file):
                    began = time.process_time()
                    answer = answered(shop, one)
                    took_ms = 1_000 * (time.process_time() - began)
                    rows[name, "sold" if one.meant else "not sold"].append((one, answer, took_ms))
                shop.commit()
    table = Table("shop", "asked for", "n", "right", "sure and wrong", "another is called near", "p95 ms")
    for (name, kind), told in rows.items():
        answers = [answer for _, answer, _ in told]
        shares = (
            sum(getattr(each, field) for each in answers) / len(answers)
            for field in ("is_right", "is_wrong", "is_offered")
        )
        p95 = quantiles([took_ms for *_, took_ms in told], n=20)[-1]
        table.add_row(name, kind, str(len(told)), *(f"{share:.3f}" for share in shares), f"{p95:.1f}")
    console = Console()
    console.print(table)
    for one, answer, _ in (each for told in rows.values() for each in told if misses and not each[1].is_right):
        console.print(f"{one.shop}: {one.said} -> {', '.join(answer.shown) or 'nothing'}")


if __name__ == "__main__":
    main()
