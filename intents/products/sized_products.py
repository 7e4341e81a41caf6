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
from voice_skill.language.amounts.amount_phrase import AmountPhrase, amount_phrase_of
from voice_skill.language.amounts.numbers import is_number
from voice_skill.language.amounts.spoken import Amount
from voice_skill.language.amounts.written import written_words
from voice_skill.store import Found, Product, Variant
from voice_skill.store.products.contents import Held, contents_of, counts, has_part, is_called, is_model
from voice_skill.store.search import words
from voice_skill.store.search.text import size_names
from voice_skill.store.search.wishes import name_and_wishes

_ACCEPTED_ANSWERS: tuple[frozenset[Held], ...] = (frozenset({"yes"}), frozenset({"yes", "nearly"}))


class _NumberedProducts(NamedTuple):
    """Products whose names contain a number, and the words for them."""

    name: str
    products: list[Product]


def find_by_size(turn: Turn, text: str, *, of_a_kind: bool) -> Found | None:
    """The products of that name and of the size that was said, or the nearest one. None if no size was said or the size
    does not decide: the shop does not state the sizes, or several products may make it up."""
    phrase = amount_phrase_of(text, turn.phrases.locale)
    sizes = _sizes_in(phrase)
    if not sizes or not phrase.name:
        return None
    products = _products_called(turn, text, phrase)
    for accepted in _ACCEPTED_ANSWERS:
        if fitting := [product for product in products if _with_sizes(turn, product.variants, sizes, accepted)]:
            return _one_or_more(turn, fitting, of_a_kind)
    if not products:
        candidates = turn.store.catalogue.find(text, limit=MOST_OF_A_KIND).products
        near = [product for product in candidates if _with_sizes(turn, product.variants, sizes, _ACCEPTED_ANSWERS[0])]
        return Found("none", tuple(near)) if near else None
    is_told = all(_is_other_size(turn, product, sizes) for product in products)
    if not is_told or name_without_amount(turn, text) != text:
        return None
    return Found("none", tuple(products[:1]), unmet=(phrase.amount_words,))


def name_without_amount(turn: Turn, text: str) -> str:
    """The name to search for without the amount, where several products may make it up: "two packs of socks", "300
    grams of biscuits"; otherwise the text as it is."""
    phrase = amount_phrase_of(text, turn.phrases.locale)
    if not phrase.name or not (
        phrase.counted_amount or any(size.is_total or size.kind == "pack" for size in phrase.sizes)
    ):
        return text
    return phrase.name


def refine_by_number(turn: Turn, text: str, result: Found) -> Found:
    """The result, unless the number that was said, or the end of it, is part of a name: of "7 button mouse", a word
    that only this shop may know, or of "galaxy s 9"."""
    number, locale = turn.slots.get("quantity"), turn.phrases.locale
    text_words = written_words(text, locale)
    if not number or not number.text.isdecimal() or int(number.text) < 2 or not text_words or not result.products:
        return result
    for at in range(len(number.text)):
        if match := _products_with_number(turn, text_words, number.text[at:], result.products):
            turn.slots["quantity"] = Slot(number.text[:at], (IN_DOUBT,))
            if not at:
                del turn.slots["quantity"]
            turn.slots["product"] = Slot(match.name)
            return _one_or_more(turn, match.products, of_a_kind=False)
    if not _counts_first(text_words, result.products, locale):
        return result
    del turn.slots["quantity"]
    unmet = " ".join([number.text, *text_words])
    turn.slots["product"] = Slot(unmet)
    return Found("none", result.products[:1], unmet=(unmet,))


def _products_with_number(
    turn: Turn, text_words: Sequence[str], number: str, candidates: Sequence[Product]
) -> "_NumberedProducts | None":
    """The products whose names contain this number right before or after one of the words, with the name as it is
    said."""
    locale = turn.phrases.locale
    if _counts_first(text_words, candidates, locale):
        name = " ".join([number, *text_words])
        products = [
            one
            for one in _products_called(turn, name, AmountPhrase(name))
            if is_called(one, (number, text_words[0]), locale) or has_part(one, int(number), text_words[0], locale)
        ]
        return _NumberedProducts(name, products) if products else None
    for at, word in enumerate(text_words, 1):
        if products := [product for product in candidates if is_model(product, word, number, locale)]:
            return _NumberedProducts(" ".join([*text_words[:at], number, *text_words[at:]]), products)
    return None


def _counts_first(text_words: Sequence[str], products: Sequence[Product], locale: str) -> bool:
    """True if the first word is something that these products have a number of, and not their name."""
    has_parts = (
        len(text_words) > 1
        and not is_number(text_words[1], locale)
        and any(counts(product, text_words[0], locale) for product in products)
    )
    return has_parts and not any(is_called(product, text_words[:2], locale) for product in products)


def variants_of_size(turn: Turn, variants: Sequence[Variant]) -> list[Variant]:
    """The variants of the size that was said, or of the number that was asked for where all are packs; all if neither
    tells them apart."""
    sizes = _sizes_in(named_amount(turn))
    for accepted in _ACCEPTED_ANSWERS:
        if sizes and (fitting := _with_sizes(turn, variants, sizes, accepted)):
            return fitting
    if total := next((size for size in sizes if size.is_total), None):
        return _making_up(turn, variants, total) or list(variants)
    number = turn.slots.get("quantity")
    if not sizes and number and number.text.isdecimal() and int(number.text) > 1:
        packs = [contents_of(variant, turn.phrases.locale).packs for variant in variants]
        if all(packs):
            return [each for each, accepted in zip(variants, packs, strict=True) if int(number.text) in accepted] or [
                *variants
            ]
    return list(variants)


def _making_up(turn: Turn, variants: Sequence[Variant], total: Amount) -> list[Variant]:
    """The largest variants of which several make up the total: for two kilos, one kilo twice."""
    amount = (total.number or 0) * total.factor
    measures = [(variant, contents_of(variant, turn.phrases.locale).measured(total)) for variant in variants]
    fitting = [(variant, each) for variant, each in measures if each and each <= amount and not amount % each]
    largest = max((each for _, each in fitting), default=None)
    return [variant for variant, each in fitting if each == largest]


def written_option(turn: Turn, product: Product, option: str) -> str:
    """The option as the merchant writes it: "500 g" for "five hundred grams", "M" for "medium", "with lid" for "with a
    lid"; other options as they were said."""
    if options_with_names([option], product):
        return option
    option = with_written_sizes(turn, product, option)
    values = dict.fromkeys(value for variant in product.variants for value in variant.options.values())
    if len(same := [value for value in values if words(value) == words(option)]) == 1:
        return same[0]
    values_of_option = named_values(option, product, turn.phrases.locale)
    return " ".join(values_of_option.one_each) if values_of_option.one_each and not values_of_option.rest else option


def with_written_sizes(turn: Turn, product: Product, text: str) -> str:
    """A text with the product's own word for each size in it: "red M" for "red medium", or the other way round."""
    names = size_names(turn.phrases.locale)
    values = {value.casefold(): value for variant in product.variants for value in variant.options.values()}
    spellings = {names[value]: values[value] for value in values if value in names and names[value] not in values}
    if not spellings:
        return text
    # The longest first: "extra large" contains "large".
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\S)(?:{alternatives})(?!\S)", re.IGNORECASE)
    return pattern.sub(lambda match: spellings.get(match[0].casefold(), match[0]), text)


def _sizes_in(phrase: AmountPhrase) -> tuple[Amount, ...]:
    """The sizes in the words: "20 bags of tea" may be one box, "two packs of tea" are two."""
    amount = phrase.counted_amount
    return phrase.sizes or ((amount,) if amount and amount.kind == "part" else ())


def _products_called(turn: Turn, text: str, phrase: AmountPhrase) -> list[Product]:
    """The products of that name, with or without the size as a part of it."""
    merchant = turn.store.merchant
    name, _ = name_and_wishes(phrase.name, merchant.locale, merchant.currency)
    stems = set(words(name))
    results = (turn.store.catalogue.find(query, limit=MOST_OF_A_KIND) for query in (phrase.name, text))
    products = {product.id: product for each in results for product in each.products if product.variants}
    return [product for product in products.values() if stems and stems <= set(words(_describing_text(product)))]


def _describing_text(product: Product) -> str:
    options = [text for variant in product.variants for option in variant.options.items() for text in option]
    names = [product.title, product.spoken_name, product.spoken_plural, *product.synonyms]
    return " ".join([*names, product.brand, product.category, *options])


def _with_sizes(
    turn: Turn, variants: Iterable[Variant], sizes: Sequence[Amount], accepted: frozenset[Held]
) -> list[Variant]:
    contents_by_variant = ((variant, contents_of(variant, turn.phrases.locale)) for variant in variants)
    return [
        variant for variant, contents in contents_by_variant if all(contents.holds(size) in accepted for size in sizes)
    ]


def _is_other_size(turn: Turn, product: Product, sizes: Sequence[Amount]) -> bool:
    """True if the shop states that it is of another size."""
    contents = [contents_of(variant, turn.phrases.locale) for variant in product.variants]
    return all(any(each.holds(size) == "no" for size in sizes) for each in contents)


def _one_or_more(turn: Turn, products: Sequence[Product], of_a_kind: bool) -> Found:
    """Sure of the only product, or of the only one of several that was bought before; otherwise asks."""
    own = [product for product in products if product.id in turn.purchases]
    if len(products) > 1 and len(own) == 1 and not of_a_kind:
        return Found("sure", tuple(own))
    return Found("sure" if len(products) == 1 else "ask", tuple(products))
