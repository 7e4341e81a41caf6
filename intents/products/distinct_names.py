"""Names of products to choose from, no two of them alike: "the Hobb towel or the Frew towel", "the mug for $9 or the
mug for $14". Called where products are listed."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from intents.dialogue.turn import Turn
from intents.products.spoken_forms import prices_today
from voice_skill.store import Product

# A longer value is no part of a name.
_MOST_WORDS = 3


def distinct_names(turn: Turn, products: Sequence[Product]) -> dict[Product, Markup]:
    """What each is called, "the blue mug"; products of one name by their brand, else by what differs, else by price. Of
    those that nothing tells apart only one is among them, if any one that can be bought."""
    called: dict[str, list[Product]] = {}
    for product in products:
        called.setdefault(product.spoken_name.casefold(), []).append(product)
    names = {product: name for same in called.values() for product, name in _names(turn, same).items()}
    return {product: names[product] for product in products if product in names}


def _names(turn: Turn, same: Sequence[Product]) -> dict[Product, Markup]:
    if len(same) == 1:
        return {same[0]: turn.phrases.fill("shared.the", product=same[0])}
    for values in _values(same):
        if len({value.casefold() for value in values}) == len(same) and all(map(_is_short, values)):
            names = (f"{value} {one.spoken_name}".strip() for one, value in zip(same, values, strict=True))
            return {one: turn.phrases.fill("shared.the", product=name) for one, name in zip(same, names, strict=True)}
    by_price = {
        prices_today(turn, product.variants)[0]: product
        for product in sorted(same, key=lambda product: product.can_be_had)
    }
    if len(by_price) == 1:
        return {product: turn.phrases.fill("shared.the", product=product) for product in by_price.values()}
    return {
        product: turn.phrases.fill("shared.the_for", product=product, price=price)
        for price, product in by_price.items()
    }


def _values(same: Sequence[Product]) -> Iterator[list[str]]:
    """What may tell them apart, best first: their brands, then each of their attributes."""
    yield [product.brand for product in same]
    for name in same[0].attributes:
        yield [product.attributes.get(name, "") for product in same]


def _is_short(value: str) -> bool:
    return len(value.split()) <= _MOST_WORDS
