"""The other products of a product's kind: the other mats beside a foam mat. Called by handlers and by the reading of
words."""

from collections.abc import Callable, Sequence

from voice_skill.store import Product
from voice_skill.store.search.text import language_of, plain_words, stems


def kin_of(product: Product, of_kind: Callable[[str], Sequence[Product]], locale: str) -> list[Product]:
    """Those of its category, if its name says it, "cat food"; else those with the last word of its name. of_kind: finds
    the products of a kind in the catalogue."""
    language = language_of(locale)
    name = set(stems(plain_words(product.spoken_name, language), language))
    head = product.spoken_name.split()[-1]
    is_category_named = not name.isdisjoint(stems(plain_words(product.category, language), language)[-1:])
    return [each for each in of_kind(product.category if is_category_named else head) if each.id != product.id]
