"""The shop that is put under fire: plenty of most things, a little of some. Called by bench_fire."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from tests.benchmarks.turns import APPLICATION, MERCHANT
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store

# Names that share no word, so that every sentence means one thing.
NAMES = (
    "harbor mug,meadow bowl,canyon plate,summit lamp,willow basket,pebble candle,orchard towel,lantern clock,"
    "velvet cushion,thunder kettle,copper ladle,walnut tray,linen apron,marble vase,cedar box,saffron jar,"
    "falcon notebook,ember blanket,tundra scarf,coral soap"
).split(",")
SIZED = ("prairie shirt", "glacier jacket")
SCARCE = ("comet teapot", "nebula globe", "aurora print", "eclipse puzzle")
SIZES = ("small", "large")
PLENTY = 100_000


@dataclass(frozen=True)
class Sold:
    """One thing that can be asked for. initial: pieces in stock before the first customer; None: nobody counts."""

    sku: str
    product_id: str
    name: str
    size: str | None
    price_minor: int
    initial: int | None

    @property
    def spoken(self) -> dict[str, str]:
        """What the shop calls one of it, and several."""
        singular = f"{self.size} {self.name}" if self.size else self.name
        return {"one": singular, "other": f"{singular}s"}


def assortment(scarce_pieces: int) -> list[Sold]:
    """Everything that is sold. scarce_pieces: so many of each scarce thing."""
    plenty = [_sold(name, None, at, None if at % 4 == 0 else PLENTY) for at, name in enumerate(NAMES)]
    sized = [_sold(name, size, at, PLENTY) for at, name in enumerate(SIZED) for size in SIZES]
    return [*plenty, *sized, *(_sold(name, None, at, scarce_pieces) for at, name in enumerate(SCARCE))]


def _sold(name: str, size: str | None, at: int, initial: int | None) -> Sold:
    product_id = name.replace(" ", "-")
    sku = f"{product_id}-{size}" if size else product_id
    return Sold(sku, product_id, name, size, 800 + 25 * (at % 17), initial)


def open_shop(url: str, goods: list[Sold]) -> None:
    """Makes the tables and the merchant, and takes the goods in."""
    with closing(Store.open(url)) as store:
        store.upgrade()
        store.add_merchant(MERCHANT, title="Juniper Lane", application_id=APPLICATION)
        with store.for_merchant(MERCHANT) as shop:
            shop.catalogue.put(_items(goods))
            shop.commit()


def _items(goods: list[Sold]) -> Iterator[CatalogueItem]:
    for product_id in dict.fromkeys(sold.product_id for sold in goods):
        variants = [sold for sold in goods if sold.product_id == product_id]
        name = variants[0].name
        yield CatalogueItem(
            external_id=product_id,
            title=name.title(),
            spoken_name=name,
            spoken_plural=f"{name}s",
            variants=[
                CatalogueVariant(
                    sold.sku,
                    Money(sold.price_minor, "USD"),
                    {"size": sold.size} if sold.size else {},
                    stock=sold.initial,
                )
                for sold in variants
            ],
        )
