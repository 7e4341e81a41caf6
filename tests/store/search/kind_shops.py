"""Invented shops with what is asked for in them, from kind_shops.toml. For tests and for bench_kinds."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voice_skill.linking.judging import stage
from voice_skill.linking.rows import FeedSettings, Row
from voice_skill.store import CatalogueItem, MerchantStore

SHOPS = Path(__file__).with_name("kind_shops.toml")
SHOWN = 3


@dataclass(frozen=True)
class Asked:
    """said: the customer's words for a thing. meant: the ids of what may be answered, none for what is not sold."""

    shop: str
    said: str
    meant: frozenset[str]


@dataclass(frozen=True)
class Answered:
    """is_right: everything shown was meant; of what is not sold, nothing is shown as if it had been asked for.
    is_wrong: a product is taken, or several are offered to choose from, and one of them was not meant.
    is_offered: something else is said to be near."""

    is_right: bool
    is_wrong: bool
    is_offered: bool
    shown: tuple[str, ...]


@cache
def shops(file: Path = SHOPS) -> dict[str, dict[str, str]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def asked(shop: str, file: Path = SHOPS) -> Iterator[Asked]:
    """All that is asked for in a shop."""
    told = shops(file)[shop]
    for line in told["sold"].strip().splitlines():
        said, _, ids = line.partition("=")
        yield Asked(shop, said.strip(), frozenset(ids.split()))
    for said in told["not_sold"].replace("\n", " ").split(","):
        yield Asked(shop, said.strip(), frozenset())


def items(shop: str, file: Path = SHOPS) -> list[CatalogueItem]:
    """What the shop sells, named as a feed's products are."""
    lines = shops(file)[shop]["products"].strip().splitlines()
    rows = (_row(number, line) for number, line in enumerate(lines, 1))
    with stage(rows, FeedSettings("USD")) as staged:
        return list(staged.items())


def answered(shop: MerchantStore, one: Asked) -> Answered:
    """What the shop's search answers."""
    found = shop.catalogue.find(one.said)
    shown = tuple(product.external_id for product in found.products[:SHOWN])
    is_taken = found.verdict != "none"
    is_meant = bool(shown) and one.meant.issuperset(shown)
    return Answered(
        is_taken == bool(one.meant) and (is_meant or not is_taken),
        is_taken and not is_meant,
        not is_taken and bool(shown),
        shown,
    )


def _row(number: int, line: str) -> Row:
    product_id, title, category, brand, *contents = (part.strip() for part in line.split("|"))
    values = {
        "id": product_id,
        "title": title,
        "product_type": category,
        "brand": brand,
        "price": f"{number}.50 USD",
        "availability": "in stock",
    }
    return Row(number, product_id, product_id, values, details={"contains": contents[0]} if contents else {})
