"""The invented shop as a Google feed of so many rows, each a product's variant. Called by the benchmarks."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.invented_shop import catalogue
from voice_skill.store import CatalogueItem

COLUMNS = (
    "id title description link image_link availability price brand product_type item_group_id size color material"
    " quantity"
).split()


def write_feed(path: Path, rows: int) -> None:
    """Three quarters of its rows are products by themselves, the others come in threes."""
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for at, row in enumerate(_rows(rows)):
            if at == rows:
                break
            file.write("\t".join(row) + "\n")


def _rows(products: int) -> Iterator[list[str]]:
    for number, item in enumerate(catalogue(products)):
        sizes = ["small", "medium", "large"] if number % 10 == 0 else [""]
        for size in sizes:
            yield _row(item, size)


def _row(item: CatalogueItem, size: str) -> list[str]:
    id_, group = (f"{item.external_id}-{size}", item.external_id) if size else (item.external_id, "")
    variant, where = item.variants[0], f"https://shop.example/{item.external_id}"
    price = f"{variant.price.decimal} {variant.price.currency}"
    told = [id_, item.title, item.description, where, item.image_url or "", "in_stock", price]
    return [*told, item.brand, item.category, group, size, "", item.attributes["material"], str(variant.stock)]
