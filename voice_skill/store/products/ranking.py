"""Ranks a few products by weight, length or price, as the merchant states them. Called by intents.

Amounts are compared, never words: of a "medium" and a "dark" roast neither is more. What is not told of a product does
not count for it nor against it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cmp_to_key
from itertools import combinations

from voice_skill.language.amounts.spoken import amounts_in
from voice_skill.language.amounts.units import in_unit
from voice_skill.language.amounts.written import written_words
from voice_skill.store.money import Money
from voice_skill.store.products.facts import Fact, ProductFacts, Wording, wording
from voice_skill.store.products.measures import Measure, measure_of
from voice_skill.store.tables import Product

PRICE = "price"
SIZE = "dimensions"
# A weight is a mass: "380" says nothing of one, and "30 cm" something else.
_KINDS = {
    "weight": {"mass"},
    "dimensions": {"length"},
    "height": {"length"},
    "width": {"length"},
    "length": {"length"},
    "capacity": {"volume", "digital"},
    "duration": {"duration", "months"},
    "warranty": {"duration", "months"},
}


_FEW = 3  # products of which each is spoken about
# What a bare amount in a title tells.
_TITLED = frozenset({"weight", "dimensions", "capacity"})


@dataclass(frozen=True)
class Told:
    """The statement about one product: a fact, or the lowest of its prices today.

    amount: None where that is not an amount. name: the attribute's, unless it is the property's very own."""

    product: Product
    said: Fact | Money
    amount: Measure | None = None
    name: str = ""


@dataclass(frozen=True)
class Ranking:
    """told: what is compared, what was asked for first. best: how many of them share the first place, 0 when no order
    can be told. silent: of these the merchant does not say it. about: the property, as it is called; empty for one that
    is not known. by_another: by one that was not asked for, but tells it too, as a height does for "bigger"."""

    about: str
    told: tuple[Told, ...]
    best: int
    silent: tuple[Product, ...]
    by_another: bool = False


def ranking(products: Sequence[Product], said: str, attribute: str, locale: str, now: datetime) -> Ranking:
    """said: "heavier", "costs less"; attribute: "caffeine" of "more caffeine", else empty."""
    words = wording(locale)
    ways = words.compared_by(f"{said} {attribute}")
    if attribute and PRICE not in dict(ways):
        sign = next((sign for _, sign in ways), 0)
        about = words.property_of(words.telling(attribute))
        return _ranked(products, _attributes(products, attribute, about, words), sign, attribute)
    ways_named = [way for way in ways if way[0] != "any"]
    results = [each for way in ways_named for each in _by_property(products, *way, words, now)]
    with_best = [each for each in results if each.best]
    unknown = Ranking("", (), 0, tuple(products))
    return next(iter(with_best), None) or max(results, key=lambda each: len(each.told), default=unknown)


def _by_property(
    products: Sequence[Product], about: str, sign: int, words: Wording, now: datetime
) -> Iterator[Ranking]:
    """By the property itself, for a size also by a height or the like; and what is said about it without amounts."""
    if about == PRICE:
        yield _ranked(products, [_price(product, now) for product in products], sign, about)
        return
    own = words.properties[about]
    for each in (about, *(own.answered_by if about == SIZE else ())):
        statements = [_amount(product, each, words) for product in products]
        yield _ranked(products, statements, sign, words.properties[each].name, by_another=each != about)
    facts = [(product, ProductFacts(product, words.locale).of(about)) for product in products]
    statements = [Told(product, fact) if fact and fact.kind != "option" else None for product, fact in facts]
    yield _ranked(products, statements, sign, own.name)


def _price(product: Product, now: datetime) -> Told:
    price = min((variant.price(now) for variant in product.variants), key=lambda price: price.amount_minor)
    return Told(product, price, Measure(price.currency, (Decimal(price.amount_minor),)))


def _amount(product: Product, about: str, words: Wording) -> Told | None:
    """The first amount that tells this property."""
    facts = ProductFacts(product, words.locale)
    for fact in facts.telling_just(about):
        amount = _measured(fact, about, words)
        if amount is not None:
            is_own = fact.kind == "sentence" or facts.is_exactly_named(fact.name)
            return Told(product, fact, amount, "" if is_own else fact.name.casefold())
    return _amount_in_title(product, about, words)


def _amount_in_title(product: Product, about: str, words: Wording) -> Told | None:
    """The amount that a title tells: the 24 inches of a monitor, the liter of a jug."""
    title = written_words(product.title, words.locale)
    for amount in amounts_in(title, words.locale) if about in _TITLED else ():
        if amount.number is not None and amount.kind in _KINDS[about]:
            fact = Fact("attribute", "", (in_unit(amount.number, amount.kind, amount.unit, words.locale),), about)
            return Told(product, fact, Measure(amount.kind, (amount.number * amount.factor,)))
    return None


def _attributes(products: Sequence[Product], attribute: str, about: str, words: Wording) -> Iterator[Told | None]:
    """Of many products, only amounts count where there are some."""
    statements = list(_statements(products, attribute, about, words))
    is_by_amount = len(products) > _FEW and sum(each is not None and each.amount is not None for each in statements) > 1
    return (each if each and (each.amount or not is_by_amount) else None for each in statements)


def _statements(products: Sequence[Product], attribute: str, about: str, words: Wording) -> Iterator[Told | None]:
    for product in products:
        statement = _amount(product, about, words) if about else None
        facts = ProductFacts(product, words.locale)
        fact, part = facts.about(attribute), facts.titled(words.telling(attribute))
        if part and part.kind == "attribute" and (fact is None or fact.kind == "sentence"):
            fact = part  # "8GB Memory" says more than a sentence with a memory card
        if statement is None and fact and fact.kind != "option":
            statement = Told(product, fact, _measured(fact, about, words), fact.name.casefold())
        yield statement


def _measured(fact: Fact, about: str, words: Wording) -> Measure | None:
    amount = measure_of(fact.value, words.locale, roughly=words.set("roughly"), by=words.set("by"))
    return amount if amount and amount.kind in _KINDS.get(about, {amount.kind}) else None


def _ranked(
    products: Sequence[Product], statements: Iterable[Told | None], sign: int, about: str, *, by_another: bool = False
) -> Ranking:
    """In order where every two of those that are told can be compared."""
    stated = [each for each in statements if each]
    silent = tuple(product for product in products if product not in [each.product for each in stated])
    signs = [_compared(one, other) for one, other in combinations(stated, 2)]
    if not signs or None in signs or sign == 0:
        return Ranking(about, tuple(stated), 0, silent, by_another)
    stated.sort(key=cmp_to_key(lambda one, other: -sign * (_compared(one, other) or 0)))
    best = [each for each in stated if _compared(stated[0], each) == 0]
    return Ranking(about, tuple(stated), len(best), silent, by_another)


def _compared(one: Told, other: Told) -> int | None:
    if one.amount is None or other.amount is None or one.name != other.name:
        return None
    return one.amount.compared_with(other.amount)
