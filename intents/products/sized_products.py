"""Finds products and variants of the size that was said: a fourteen inch laptop, a two liter bottle of milk, a dozen
eggs. Called by `named_product` and `named_variant`."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.option_values import named_values
from intents.products.size_or_quantity import IN_DOUBT, MOST_OF_A_KIND, named_amount
from intents.products.variant_options import options_with_names
from voice_skill.language.amounts.numbers import is_number
from voice_skill.language.amounts.spoken import Amount
from voice_skill.language.amounts.wanted import Wanted, wanted_of
from voice_skill.language.amounts.written import written_words
from voice_skill.store import Found, Product, Variant
from voice_skill.store.products.contents import Held, contents_of, counts, has_part, is_called, is_model
from voice_skill.store.search import words
from voice_skill.store.search.text import size_names
from voice_skill.store.search.wishes import name_and_wishes

_AS_SAID: tuple[frozenset[Held], ...] = (frozenset({"yes"}), frozenset({"yes", "nearly"}))


class _Numbered(NamedTuple):
    """Products whose names have a number, and the words for them."""

    name: str
    products: list[Product]


def find_by_size(turn: Turn, text: str, *, of_a_kind: bool) -> Found | None:
    """What is called so and has the size that was said, or else is the nearest. None where no size was said or it tells
    nothing: the shop does not say how large its things are, or several of them may make it up."""
    wanted = wanted_of(text, turn.phrases.locale)
    sizes = _telling(wanted)
    if not sizes or not wanted.name:
        return None
    products = _called(turn, text, wanted)
    for held in _AS_SAID:
        if fitting := [product for product in products if _having(turn, product.variants, sizes, held)]:
            return _one_or_more(turn, fitting, of_a_kind)
    if not products:
        found = turn.store.catalogue.find(text, limit=MOST_OF_A_KIND).products
        near = [product for product in found if _having(turn, product.variants, sizes, _AS_SAID[0])]
        return Found("none", tuple(near)) if near else None
    is_told = all(_is_otherwise(turn, product, sizes) for product in products)
    if not is_told or name_without_amount(turn, text) != text:
        return None
    return Found("none", tuple(products[:1]), unmet=(wanted.said,))


def name_without_amount(turn: Turn, text: str) -> str:
    """What to look for where several may make up what was said, without how much that is: "two packs of socks", "300
    grams of biscuits"; else the text as it is."""
    wanted = wanted_of(text, turn.phrases.locale)
    if not wanted.name or not (wanted.counted or any(size.is_total or size.kind == "pack" for size in wanted.sizes)):
        return text
    return wanted.name


def refine_by_number(turn: Turn, text: str, found: Found) -> Found:
    """What was found, unless the number that was said, or the end of it, is a part of a name: that of "7 button mouse",
    which only this shop may have a word for, or of "galaxy s 9"."""
    number, locale = turn.slots.get("quantity"), turn.phrases.locale
    said = written_words(text, locale)
    if not number or not number.text.isdecimal() or int(number.text) < 2 or not said or not found.products:
        return found
    for at in range(len(number.text)):
        if named := _numbered(turn, said, number.text[at:], found.products):
            turn.slots["quantity"] = Slot(number.text[:at], (IN_DOUBT,))
            if not at:
                del turn.slots["quantity"]
            turn.slots["product"] = Slot(named.name)
            return _one_or_more(turn, named.products, of_a_kind=False)
    if not _counts_first(said, found.products, locale):
        return found
    del turn.slots["quantity"]
    unmet = " ".join([number.text, *said])
    turn.slots["product"] = Slot(unmet)
    return Found("none", found.products[:1], unmet=(unmet,))


def _numbered(turn: Turn, said: Sequence[str], number: str, found: Sequence[Product]) -> "_Numbered | None":
    """The products with this number right before or behind one of the words in their names, and how that is said."""
    locale = turn.phrases.locale
    if _counts_first(said, found, locale):
        name = " ".join([number, *said])
        products = [
            one
            for one in _called(turn, name, Wanted(name))
            if is_called(one, (number, said[0]), locale) or has_part(one, int(number), said[0], locale)
        ]
        return _Numbered(name, products) if products else None
    for at, word in enumerate(said, 1):
        if products := [product for product in found if is_model(product, word, number, locale)]:
            return _Numbered(" ".join([*said[:at], number, *said[at:]]), products)
    return None


def _counts_first(said: Sequence[str], products: Sequence[Product], locale: str) -> bool:
    """Whether the first word is something that these have a number of, and not what they are called."""
    has_parts = (
        len(said) > 1
        and not is_number(said[1], locale)
        and any(counts(product, said[0], locale) for product in products)
    )
    return has_parts and not any(is_called(product, said[:2], locale) for product in products)


def variants_of_size(turn: Turn, variants: Sequence[Variant]) -> list[Variant]:
    """Those that have the size that was said, or as many as were asked for where all are packs; all where that tells
    none of them from the others."""
    sizes = _telling(named_amount(turn))
    for held in _AS_SAID:
        if sizes and (fitting := _having(turn, variants, sizes, held)):
            return fitting
    if total := next((size for size in sizes if size.is_total), None):
        return _making_up(turn, variants, total) or list(variants)
    number = turn.slots.get("quantity")
    if not sizes and number and number.text.isdecimal() and int(number.text) > 1:
        packs = [contents_of(variant, turn.phrases.locale).packs for variant in variants]
        if all(packs):
            return [each for each, held in zip(variants, packs, strict=True) if int(number.text) in held] or [*variants]
    return list(variants)


def _making_up(turn: Turn, variants: Sequence[Variant], total: Amount) -> list[Variant]:
    """The largest of those of which several are so much: for two kilos, one kilo twice."""
    wanted = (total.number or 0) * total.factor
    told = [(variant, contents_of(variant, turn.phrases.locale).measured(total)) for variant in variants]
    fitting = [(variant, each) for variant, each in told if each and each <= wanted and not wanted % each]
    largest = max((each for _, each in fitting), default=None)
    return [variant for variant, each in fitting if each == largest]


def written_option(turn: Turn, product: Product, option: str) -> str:
    """ "500 g" for "five hundred grams", "M" for "medium" and "with lid" for "with a lid", as the merchant writes it;
    other options as they were said."""
    if options_with_names([option], product):
        return option
    option = with_written_sizes(turn, product, option)
    values = dict.fromkeys(value for variant in product.variants for value in variant.options.values())
    if len(same := [value for value in values if words(value) == words(option)]) == 1:
        return same[0]
    said = named_values(option, product, turn.phrases.locale)
    return " ".join(said.one_each) if said.one_each and not said.rest else option


def with_written_sizes(turn: Turn, product: Product, text: str) -> str:
    """A text with the product's own word for each size in it: "red M" for "red medium", or the other way round."""
    names = size_names(turn.phrases.locale)
    values = {value.casefold(): value for variant in product.variants for value in variant.options.values()}
    written = {names[value]: values[value] for value in values if value in names and names[value] not in values}
    if not written:
        return text
    # The longest first: what comes in large need not come in extra large.
    said = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\S)(?:{said})(?!\S)", re.IGNORECASE)
    return pattern.sub(lambda match: written.get(match[0].casefold(), match[0]), text)


def _telling(wanted: Wanted) -> tuple[Amount, ...]:
    """ "20 bags of tea" may be one box, "two packs of tea" are two."""
    counted = wanted.counted
    return wanted.sizes or ((counted,) if counted and counted.kind == "part" else ())


def _called(turn: Turn, text: str, wanted: Wanted) -> list[Product]:
    """What goes by the name, whether or not the size is a part of it."""
    merchant = turn.store.merchant
    name, _ = name_and_wishes(wanted.name, merchant.locale, merchant.currency)
    stems = set(words(name))
    found = (turn.store.catalogue.find(said, limit=MOST_OF_A_KIND) for said in (wanted.name, text))
    products = {product.id: product for each in found for product in each.products if product.variants}
    return [product for product in products.values() if stems and stems <= set(words(_told(product)))]


def _told(product: Product) -> str:
    options = [told for variant in product.variants for option in variant.options.items() for told in option]
    names = [product.title, product.spoken_name, product.spoken_plural, *product.synonyms]
    return " ".join([*names, product.brand, product.category, *options])


def _having(turn: Turn, variants: Iterable[Variant], sizes: Sequence[Amount], held: frozenset[Held]) -> list[Variant]:
    told = ((variant, contents_of(variant, turn.phrases.locale)) for variant in variants)
    return [variant for variant, contents in told if all(contents.holds(size) in held for size in sizes)]


def _is_otherwise(turn: Turn, product: Product, sizes: Sequence[Amount]) -> bool:
    """Whether the shop says that it is of another size."""
    contents = [contents_of(variant, turn.phrases.locale) for variant in product.variants]
    return all(any(each.holds(size) == "no" for size in sizes) for each in contents)


def _one_or_more(turn: Turn, products: Sequence[Product], of_a_kind: bool) -> Found:
    """Of several that one is meant which alone was bought before."""
    own = [product for product in products if product.id in turn.purchases]
    if len(products) > 1 and len(own) == 1 and not of_a_kind:
        return Found("sure", tuple(own))
    return Found("sure" if len(products) == 1 else "ask", tuple(products))
